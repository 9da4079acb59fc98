import type { TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { JsonObject, Tenant } from '../../store.ts'
import type { HttpContext } from '../front.ts'
import { type LeftOut, selectClaims } from '../provider/custom-claims.ts'
import { isAuth0Api } from '../provider/resource-servers.ts'
import type { LoginClaims } from './login-facts.ts'
import { logTransaction } from './login-log.ts'

type TokenRequest = {
  clientId: string
  audience: string | undefined
  /** Of the login, before the Actions changed it; undefined for a machine. */
  scope: string | undefined
}

/**
 * What of the Actions' wishes the tokens follow. The rest is left out and the login goes on, claims
 * that Auth0 restricts among it. Whoever tries an Action here learns it from a `w` entry in the
 * tenant log.
 * @fact Scopes that an Action adds for an API of Auth0 are left out of the token. (Auth0 community
 * 188599; read 2026-11-27)
 */
export function settleClaims(
  tenant: Tenant,
  ctx: HttpContext,
  outcome: TriggerOutcome,
  { clientId, audience, scope }: TokenRequest,
): LoginClaims {
  const isForAuth0 = isAuth0Api(tenant, audience)
  const addedScopes = isForAuth0 ? [] : outcome.addedScopes
  const { removedScopes } = outcome
  const scopes = scope === undefined ? undefined : scopesOf(scope, addedScopes, removedScopes)
  const idToken = selectClaims(outcome.idTokenClaims, { isForAuth0: false, scopes })
  const accessToken = selectClaims(outcome.accessTokenClaims, { isForAuth0, scopes })
  warn(tenant, ctx, clientId, [
    ...idToken.leftOut.map(describe('ID token')),
    ...accessToken.leftOut.map(describe('access token')),
    ...(isForAuth0 ? outcome.addedScopes : []).map((added) => ({
      token: 'access token',
      scope: added,
      why: 'added to a token for an API of Auth0',
    })),
  ])
  return { idToken: idToken.kept, accessToken: accessToken.kept, addedScopes, removedScopes }
}

function scopesOf(
  scope: string,
  added: readonly string[],
  removed: readonly string[],
): ReadonlySet<string> {
  const all = [...scope.split(' '), ...added]
  return new Set(all.filter((one) => !removed.includes(one)))
}

const describe =
  (token: string) =>
  ({ claim, why }: LeftOut): JsonObject => ({ token, claim, why })

function warn(tenant: Tenant, ctx: HttpContext, clientId: string, leftOut: JsonObject[]): void {
  if (leftOut.length === 0) return
  const names = leftOut.map(({ token, claim, scope, why }) => {
    const what = claim === undefined ? `scope \`${scope}\`` : `claim \`${claim}\``
    return `${what} (${token}: ${why})`
  })
  logTransaction(tenant, ctx, {
    type: 'w',
    description: `[local tenant] left out: ${names.join(', ')}`,
    clientId,
    details: { left_out: leftOut },
  })
}
