import type { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import * as oidc from 'openid-client'
import { NotPermitted } from '../administration/not-permitted.ts'
import { type Actor, signInOf } from '../administration/prove-actor.ts'
import { RECENT_SIGN_IN_MS } from '../administration/recent-sign-in.ts'
import { statusIn } from '../administration/status-in.ts'
import type { Tools } from '../administration/tools.ts'
import { readTokenRefusal } from '../auth0/login-client/read-token-refusal.ts'
import { tenantFetch } from '../auth0/tenant-fetch.ts'
import {
  COOKIE_OPTIONS,
  endPortalSession,
  keepSession,
  newSession,
  type PortalContext,
  type PortalEnvironment,
} from './portal-context.ts'
import type { PortalOptions } from './portal-options.ts'
import { openPending, sealCookie } from './portal-session.ts'
import { renderSignIn } from './render-sign-in.ts'

const PENDING = 'portal_pending'
const PENDING_MS = 600_000
/** Pages that ask for a sign-in of the last minutes, by what asks for it. */
const AGAIN: Readonly<Record<string, string>> = { leave: '/account/leave', held: '/account/held' }
const ORGANIZATION = /^[a-z0-9][a-z0-9_-]{0,49}$/
const ORGANIZATION_ID = /^org_[A-Za-z0-9]{1,40}$/

/** The tenant's settings are read from it once, before the first request. */
export const discover = ({ tenant, clientId, clientSecret }: PortalOptions) =>
  oidc.discovery(
    new URL(`https://${tenant.domain}/`),
    clientId,
    clientSecret === undefined ? { token_endpoint_auth_method: 'none' } : {},
    clientSecret === undefined ? oidc.None() : oidc.ClientSecretPost(clientSecret),
    { [oidc.customFetch]: tenantFetch(tenant) as unknown as oidc.CustomFetch },
  )

type SignIn = { readonly portal: PortalOptions; readonly configuration: oidc.Configuration }

export function addSignIn(app: Hono<PortalEnvironment>, signIn: SignIn): void {
  app.get('/', (c) => c.html(renderSignIn()))
  app.get('/sign-in', (c) => startSignIn(c, signIn))
  app.get('/callback', (c) => takeAnswer(c, signIn))
}

/** Also where a session lives at the tenant, which then says when it was. */
const SIGN_IN_ANEW = { prompt: 'login', max_age: String(RECENT_SIGN_IN_MS / 1000) }

async function startSignIn(c: PortalContext, { portal, configuration }: SignIn) {
  const { organization = '', invitation = '', to = '' } = c.req.query()
  const id = await organizationIdOf(portal.administration().tools, organization.trim())
  if (id === null) return c.html(renderSignIn('No organization is called so.'), 404)
  const again = Object.hasOwn(AGAIN, to) ? AGAIN[to] : undefined
  const verifier = oidc.randomPKCECodeVerifier()
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()]
  const pending = await sealCookie(
    'pending',
    { state, nonce, verifier, organization: id, next: again ?? '/account' },
    { key: portal.key, endsMs: portal.nowMs() + PENDING_MS },
  )
  setCookie(c, PENDING, pending, COOKIE_OPTIONS)
  const address = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: `${portal.origin}/callback`,
    scope: 'openid',
    audience: portal.audience,
    organization: id,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...(invitation === '' ? {} : { invitation }),
    ...(again === undefined ? {} : SIGN_IN_ANEW),
  })
  return c.redirect(address.href, 303)
}

/** People know their organization by its name; the tenant asks for the id. */
async function organizationIdOf({ management }: Tools, told: string): Promise<string | null> {
  if (ORGANIZATION_ID.test(told)) return told
  const name = told.toLowerCase()
  if (!ORGANIZATION.test(name)) return null
  try {
    return (await management.organizations.getByName(name)).id ?? null
  } catch (error) {
    if (statusIn(error) === 404) return null
    throw error
  }
}

async function takeAnswer(c: PortalContext, { portal, configuration }: SignIn) {
  const { key } = portal
  const sealed = getCookie(c, PENDING, 'host') ?? ''
  const pending = await openPending(sealed, { key, nowMs: portal.nowMs() })
  deleteCookie(c, PENDING, COOKIE_OPTIONS)
  if (pending === null) return c.redirect('/', 303)
  // Under the address that the client is registered with, whatever `Host` was asked for.
  const answer = new URL(`/callback${new URL(c.req.url).search}`, portal.origin)
  try {
    const tokens = await oidc.authorizationCodeGrant(configuration, answer, {
      pkceCodeVerifier: pending.verifier,
      expectedState: pending.state,
      expectedNonce: pending.nonce,
    })
    const actor = await portal.administration().actorOf(tokens.access_token)
    const claims = tokens.claims()
    assertOrganization(pending.organization, claims?.org_id, actor)
    const endsMs = portal.nowMs() + (tokens.expires_in ?? 0) * 1000
    const session = { ...newSession(tokens.access_token, endsMs), ...signInOf(claims ?? {}) }
    await keepSession(c, portal, session)
    return c.redirect(pending.next, 303)
  } catch (error) {
    return refuseSignIn(c, portal, error)
  }
}

/**
 * The browser carried the request, and may have asked for another one, or for none.
 * @throws NotPermitted unless both tokens are of the organization that was asked for
 */
function assertOrganization(asked: string, told: unknown, actor: Actor): void {
  const isProven = actor.kind === 'administrator' && actor.organization === asked
  if (!isProven || told !== asked) throw new NotPermitted()
}

/** What the tenant says to a person stands in its answer; of everything else nothing is shown. */
async function refuseSignIn(c: PortalContext, portal: PortalOptions, error: unknown) {
  endPortalSession(c)
  const told = await readTokenRefusal(error)
  if (told !== null) {
    const ways = { anotherAccount: logoutAddress(portal), wayOut: portal.wayOut }
    return c.html(renderSignIn(told.description || told.error, ways), 403)
  }
  if (error instanceof oidc.ClientError || error instanceof NotPermitted) {
    return c.html(renderSignIn('The tenant’s answer could not be used. Please sign in again.'), 403)
  }
  throw error
}

/** Ends the session here, and then at the tenant. */
export function signOut(c: PortalContext, portal: PortalOptions): Response {
  endPortalSession(c)
  return c.redirect(logoutAddress(portal), 303)
}

function logoutAddress({ tenant, clientId, origin }: PortalOptions): string {
  const address = new URL(`https://${tenant.domain}/v2/logout`)
  address.search = new URLSearchParams({ client_id: clientId, returnTo: origin }).toString()
  return address.href
}
