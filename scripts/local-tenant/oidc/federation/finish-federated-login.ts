import * as oidc from 'openid-client'
import type { Connection, Tenant } from '../../store.ts'
import { finishSignIn, finishWithError } from '../endpoints/login-steps.ts'
import { renderErrorPage } from '../endpoints/pages.ts'
import type { LoginPage } from '../endpoints/read-login-page.ts'
import type { Front, HttpContext } from '../front.ts'
import { traceOf } from '../login/login-log.ts'
import { readRecord } from '../provider/protocol-records.ts'
import { asRelyingParty } from './relying-party.ts'
import { type UpstreamLogin, upstreamLoginKey } from './start-federated-login.ts'
import { syncProfile, type UpstreamClaims } from './sync-profile.ts'
import { callbackOf, readUpstream, type UpstreamAddress } from './upstream-address.ts'

type Answer =
  | { readonly ok: true; readonly claims: UpstreamClaims }
  | { readonly ok: false; readonly text: string }

/** The identity provider's answer, back in the transaction that asked for it. Good for one use. */
export async function finishFederatedLogin(
  front: Front,
  ctx: HttpContext,
  page: LoginPage,
): Promise<void> {
  const { tenant } = front
  const login = takeLogin(tenant, ctx.query.state, page)
  if (login === undefined) {
    return renderErrorPage(
      ctx,
      'invalid_request',
      'The answer belongs to no sign-in, or to another.',
    )
  }
  traceOf(ctx).connection = login.connection
  const connection = page.federated.find(
    (one) => one.connection.name === login.connection,
  )?.connection
  const address = connection && readUpstream(tenant, connection)
  if (connection === undefined || address === undefined) {
    return deny(front, ctx, page, 'the connection is not enabled')
  }
  const answer = await redeem(tenant, ctx, login, address)
  if (!answer.ok) return deny(front, ctx, page, answer.text)
  await admit(front, ctx, page, connection, answer.claims)
}

async function admit(
  front: Front,
  ctx: HttpContext,
  page: LoginPage,
  connection: Connection,
  claims: UpstreamClaims,
): Promise<void> {
  const synced = syncProfile(front.tenant, connection, claims)
  if (synced === undefined) {
    return deny(front, ctx, page, 'the profile belongs to another connection')
  }
  const { user, isNew } = synced
  const signedIn = { user, connection, signedUp: isNew, method: 'federated' } as const
  await finishSignIn(front, ctx, page, signedIn)
}

const deny = (
  front: Front,
  ctx: HttpContext,
  page: LoginPage,
  error_description: string,
): Promise<void> => finishWithError(front, ctx, page, { error: 'access_denied', error_description })

function takeLogin(tenant: Tenant, state: unknown, page: LoginPage): UpstreamLogin | undefined {
  const key = upstreamLoginKey(String(state))
  const login = readRecord<UpstreamLogin>(tenant, key)
  if (login?.interactionUid !== page.interaction.uid || page.asks !== 'sign-in') return undefined
  tenant.state.protocol.delete(key)
  return login
}

async function redeem(
  tenant: Tenant,
  ctx: HttpContext,
  { nonce, verifier }: UpstreamLogin,
  address: UpstreamAddress,
): Promise<Answer> {
  const callback = new URL(callbackOf(tenant))
  callback.search = ctx.querystring
  try {
    const claims = await asRelyingParty(address, async (configuration) => {
      const tokens = await oidc.authorizationCodeGrant(configuration, callback, {
        expectedState: String(ctx.query.state),
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      })
      return tokens.claims()
    })
    if (claims === undefined) return { ok: false, text: 'the identity provider sent no ID token' }
    return { ok: true, claims }
  } catch (error) {
    return { ok: false, text: describeFault(error) }
  }
}

/** The provider's own words where it refused; ours where its answer is no good. */
export function describeFault(error: unknown): string {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
    return error.error_description ?? error.error
  }
  const { message, cause } = error as Error
  const why = cause instanceof Error ? `${message}: ${cause.message}` : message
  return `the identity provider could not be asked: ${why}`
}
