import type { HttpContext } from '../front.ts'
import { TokenRefusal } from '../login/token-refusal.ts'

type TokenFault = {
  error?: string
  error_description?: string
  error_detail?: string
  statusCode?: number
}
type Answer = { status: number; error: string; error_description: string; error_uri?: string }
type Told = {
  /** A rotated refresh token came back; its family is now revoked. */
  reuse: boolean
  /** Nobody has answered for the device yet. */
  waiting: boolean
  /** What the tenant log says of it. */
  logged: string
}

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'
const INVALID_REFRESH_TOKEN = 'Unknown or invalid refresh token.'

/**
 * Rewrites oidc-provider's refusal into Auth0's form. Refusals of our own already have it.
 * @fact `/oauth/token` refuses with these texts. (Auth0's users, on GitHub; read 2026-11-23)
 */
export function answerTokenError(ctx: HttpContext): Told {
  const fault = (ctx.state.tokenError ?? {}) as TokenFault
  const reuse = fault.error_detail === 'refresh token already used'
  const { status, ...body } = translate(ctx, fault)
  const { error, error_description } = body
  ctx.status = status
  ctx.state.meansServerError = status >= 500
  ctx.body = body
  const logged = error_description === INVALID_REFRESH_TOKEN ? logTextOf(reuse) : error_description
  return { reuse, waiting: error === 'authorization_pending', logged }
}

/**
 * @fact The log says more than the answer, which helps nobody guess. (Auth0 community 120406 and
 * 151632; read 2026-11-28)
 */
const logTextOf = (reuse: boolean): string =>
  reuse
    ? 'Reused rotating refresh token detected, revoked the family'
    : 'Token could not be decoded or is missing in DB'

function translate(ctx: HttpContext, fault: TokenFault): Answer {
  const error = fault.error ?? 'invalid_request'
  const error_description = fault.error_description ?? 'Invalid request'
  if (fault instanceof TokenRefusal) return { status: fault.status, error, error_description }
  if (error === 'authorization_pending') {
    return { status: 403, error, error_description: 'User has yet to authorize device code.' }
  }
  if (error === 'invalid_client') {
    return { status: 401, error: 'access_denied', error_description: 'Unauthorized' }
  }
  if (error === 'invalid_grant') {
    return { status: 403, error, error_description: grantFault(ctx, fault.error_detail ?? '') }
  }
  if (error === 'unsupported_grant_type') {
    return { status: 403, error, error_description: `Unsupported grant type: ${grantType(ctx)}` }
  }
  if (error_description === 'requested grant type is not allowed for this client') {
    return grantNotAllowed(grantType(ctx))
  }
  return { status: grantType(ctx) === DEVICE_CODE ? 403 : 400, error, error_description }
}

/**
 * @fact The refusal of a grant type points at a page of Auth0, in every answer that its users
 * quote. (Auth0's users, on GitHub; read 2026-11-28)
 */
export const grantNotAllowed = (grantType: string) => ({
  status: 403,
  error: 'unauthorized_client',
  error_description: `Grant type '${grantType}' not allowed for the client.`,
  error_uri: 'https://auth0.com/docs/clients/client-grant-types',
})

function grantFault(ctx: HttpContext, detail: string): string {
  if (grantType(ctx) === DEVICE_CODE) return 'Invalid or expired device code.'
  if (detail.startsWith('code_') || detail.includes('code_challenge')) {
    return 'Failed to verify code verifier'
  }
  if (detail.includes('redirect_uri')) return 'The redirect URI is wrong.'
  return grantType(ctx) === 'refresh_token' ? INVALID_REFRESH_TOKEN : 'Invalid authorization code'
}

const grantType = (ctx: HttpContext): string => String(ctx.state.body?.grant_type)
