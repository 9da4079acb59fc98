import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { isMachine } from './is-machine.ts'
import { NotPermitted } from './not-permitted.ts'

/** Who acts, as a verified token says. Whether an administrator is one still is asked at each operation. */
export type Actor =
  | {
      readonly kind: 'administrator'
      readonly userId: string
      /** The organization of the token: no operation reaches beyond it. */
      readonly organization: string
      /** Epoch ms of the sign-in, as a verified token says (`auth_time`); absent where none does. */
      readonly signedInAtMs?: number
    }
  | { readonly kind: 'operator'; readonly userId: string }

export type TokenDemands = {
  /** `https://<domain>/` */
  readonly issuer: string
  /** The API whose tokens are taken, and no ID token. */
  readonly audience: string
  /** Permission of a person, or scope of a machine client, that makes a tenant operator. */
  readonly operatorScope: string
  /** The issuer's keys: `createRemoteJWKSet` of jose. */
  readonly keys: JWTVerifyGetKey
  readonly nowMs: number
}

/**
 * Believes an access token that the tenant signed for this API, and nothing else. A token with the
 * operator's permission and an organization is an administrator's: the narrower reading counts.
 * @throws NotPermitted for every other token, without saying why
 */
export async function proveActor(token: string, demands: TokenDemands): Promise<Actor> {
  const claims = await verify(token, demands)
  const { sub, org_id } = claims
  if (typeof sub !== 'string' || sub === '') throw new NotPermitted()
  if (org_id !== undefined) {
    if (typeof org_id !== 'string' || org_id === '') throw new NotPermitted()
    return { kind: 'administrator', userId: sub, organization: org_id, ...signInOf(claims) }
  }
  if (!grantsOf(claims).includes(demands.operatorScope)) throw new NotPermitted()
  return { kind: 'operator', userId: sub }
}

/**
 * When somebody signed in, as the claims of a token say that was verified. An access token seldom says it; a
 * back end adds it to the actor from the ID token of the same sign-in.
 * @fact The ID token holds `auth_time` where `prompt=login` or `max_age` was asked for, and the application
 * has to check it: a browser can strip both. (Auth0 docs, force reauthentication in OIDC; read 2026-12-03)
 */
export function signInOf(claims: object): { readonly signedInAtMs?: number } {
  const { auth_time: at } = claims as { readonly auth_time?: unknown }
  return typeof at === 'number' && Number.isFinite(at) ? { signedInAtMs: at * 1000 } : {}
}

async function verify(token: string, { issuer, audience, keys, nowMs }: TokenDemands) {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ['RS256', 'PS256'],
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(nowMs),
    })
    return payload
  } catch {
    throw new NotPermitted()
  }
}

/**
 * Of a person what roles allow alone: without role-based access control `scope` is whatever an application
 * asked for. A machine client's scopes are those of its grant.
 */
function grantsOf({ sub, scope, permissions }: JWTPayload): readonly string[] {
  const listed = Array.isArray(permissions) ? permissions.map(String) : []
  const isOfMachine = sub !== undefined && isMachine(sub)
  return [...(isOfMachine && typeof scope === 'string' ? scope.split(' ') : []), ...listed]
}
