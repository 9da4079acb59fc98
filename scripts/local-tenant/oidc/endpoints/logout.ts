import { compactVerify } from 'jose'
import type { Client, Tenant } from '../../store.ts'
import type { Endpoint, Front, HttpContext } from '../front.ts'
import { endSession } from '../login/end-session.ts'
import { readSessionFacts } from '../login/login-facts.ts'
import { logTransaction, traceOf } from '../login/login-log.ts'
import { strings } from '../provider/client-metadata.ts'
import { renderErrorPage } from './pages.ts'
import { readFields } from './read-body.ts'

type LogoutRequest = {
  clientId: string | undefined
  returnTo: string | undefined
  state: string | undefined
}

/**
 * `/v2/logout` (Auth0's own) and `/oidc/logout` (RP-initiated). Both end the SSO session and leave
 * refresh tokens alone, as Auth0 does. Simplified: neither asks for confirmation.
 */
export const logoutEndpoint: Endpoint = (front) => async (ctx, next) => {
  if (ctx.method !== 'GET' && ctx.method !== 'POST') return next()
  if (ctx.path === '/v2/logout') return logOut(front, ctx, readPlainRequest(ctx))
  if (ctx.path !== '/oidc/logout') return next()
  const request = await readOidcRequest(front.tenant, ctx)
  if (request === undefined) {
    return renderErrorPage(ctx, 'invalid_request', 'invalid id_token_hint')
  }
  return logOut(front, ctx, request)
}

async function logOut(front: Front, ctx: HttpContext, request: LogoutRequest): Promise<void> {
  const { tenant } = front
  const { returnTo, clientId, state } = request
  if (returnTo !== undefined && !isAllowedUrl(tenant, clientId, returnTo)) {
    const text = `The "returnTo" querystring parameter "${returnTo}" is not defined as a valid URL in "Allowed Logout URLs"`
    return renderErrorPage(ctx, 'invalid_request', text)
  }
  await endBrowserSession(front, ctx, request)
  ctx.set('Cache-Control', 'no-store')
  if (returnTo === undefined) {
    ctx.body = 'OK'
    return
  }
  const target = new URL(returnTo)
  if (state !== undefined) target.searchParams.set('state', state)
  ctx.redirect(target.href)
}

async function endBrowserSession(
  { tenant, provider }: Front,
  ctx: HttpContext,
  { clientId, returnTo }: LogoutRequest,
): Promise<void> {
  const session = await provider.Session.get(ctx as Parameters<typeof provider.Session.get>[0])
  const user = tenant.state.users.get(session.accountId ?? '')
  if (user === undefined) return
  const facts = readSessionFacts(tenant, session.uid)
  Object.assign(traceOf(ctx), { user }, facts ? { connection: facts.connection } : {})
  await endSession(tenant, session, { tokens: false })
  const name = provider.cookieName('session')
  ctx.cookies.set(name, null, { httpOnly: true, sameSite: 'none', secure: true, signed: false })
  logTransaction(tenant, ctx, {
    type: 'slo',
    description: 'User successfully logged out',
    clientId,
    details: { return_to: returnTo ?? '', session_id: session.uid },
  })
}

function readPlainRequest(ctx: HttpContext): LogoutRequest {
  const { client_id, returnTo } = parameters(ctx)
  return { clientId: client_id, returnTo, state: undefined }
}

/** @returns undefined for an `id_token_hint` that is not this tenant's, or not this client's */
async function readOidcRequest(
  tenant: Tenant,
  ctx: HttpContext,
): Promise<LogoutRequest | undefined> {
  const { client_id, id_token_hint, post_logout_redirect_uri, state } = parameters(ctx)
  const request = { clientId: client_id, returnTo: post_logout_redirect_uri, state }
  if (id_token_hint === undefined) return request
  const audience = await audienceOfHint(tenant, id_token_hint)
  if (audience === undefined || (client_id ?? audience) !== audience) return undefined
  return { ...request, clientId: audience }
}

/** An expired hint still says who is asking. */
async function audienceOfHint(tenant: Tenant, hint: string): Promise<string | undefined> {
  try {
    const { payload } = await compactVerify(hint, tenant.signingKey.publicKey, {
      algorithms: ['RS256'],
    })
    const { aud } = JSON.parse(new TextDecoder().decode(payload))
    return typeof aud === 'string' ? aud : undefined
  } catch {
    return undefined
  }
}

/** The client's list; without a client, the tenant's. Simplified: no wildcards. */
function isAllowedUrl(tenant: Tenant, clientId: string | undefined, url: string): boolean {
  if (!URL.canParse(url)) return false
  const client: Client | undefined = tenant.state.clients.get(clientId ?? '')
  if (clientId !== undefined && client === undefined) return false
  const settings = tenant.state.settings.get('tenant-settings')
  const allowed = strings((client ?? settings)?.allowed_logout_urls)
  return allowed.includes(url) || allowed.includes(url.split('?')[0] ?? url)
}

function parameters(ctx: HttpContext): Record<string, string | undefined> {
  if (ctx.method === 'POST') return readFields(ctx)
  const found = Object.entries(ctx.query).filter(([, value]) => typeof value === 'string')
  return Object.fromEntries(found) as Record<string, string>
}
