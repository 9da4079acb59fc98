import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { closeServer, listenOnLoopback } from 'auth0-local-tenant'
import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import * as oidc from 'openid-client'
import { openApplication } from '../auth0/login-client/application.ts'
import { readTokenRefusal } from '../auth0/login-client/read-token-refusal.ts'
import type { DemoOptions } from './demo-options.ts'
import { createDemoSessions, type DemoSession } from './demo-session.ts'
import { readRefusal, type ShownRefusal } from './read-refusal.ts'
import { renderDemoPage } from './render-demo-page.ts'

export type RunningDemo = {
  /** Without a slash at the end. */
  readonly url: string
  stop(): Promise<void>
}

type Demo = DemoOptions & { readonly url: string; readonly configuration: oidc.Configuration }

/**
 * A small application for somebody at a browser, by the unmodified openid-client. It knows nothing of
 * invitations, memberships and blocks: what the tenant refuses, it shows.
 * @throws Error with code `EADDRINUSE` when the port is taken
 */
export async function startDemoApplication(options: DemoOptions): Promise<RunningDemo> {
  const server = createServer()
  const port = await listenOnLoopback(server, options.port)
  const url = `http://127.0.0.1:${port}`
  const { configuration } = await openApplication(
    options.tenant,
    options.clientId,
    `${url}/callback`,
  )
  const listener = getRequestListener(createDemo({ ...options, url, configuration }).fetch)
  server.on('request', (req, res) => void listener(req, res))
  return { url, stop: () => closeServer(server) }
}

function createDemo(demo: Demo): Hono {
  const sessions = createDemoSessions()
  const cookie = `demo_${new URL(demo.url).port}`
  const open = (c: Context): DemoSession => {
    const { id, session } = sessions.open(getCookie(c, cookie))
    setCookie(c, cookie, id, { httpOnly: true, sameSite: 'Lax', path: '/' })
    return session
  }
  const app = new Hono()
  app.onError((error, c) => c.text(`This request cannot be read: ${error.message}`, 400))
  app.use(async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
    c.header('X-Frame-Options', 'DENY')
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
  })
  app.get('/', (c) => showHome(c, demo, open(c)))
  app.get('/sign-in', (c) => startSignIn(c, demo, open(c)))
  app.get('/callback', (c) => takeAnswer(c, demo, open(c)))
  app.post('/refresh', (c) => refresh(c, demo, open(c)))
  app.post('/sign-out', (c) => signOut(c, demo, open(c)))
  return app
}

function showHome(c: Context, demo: Demo, session: DemoSession): Response | Promise<Response> {
  const { askNext } = session
  delete session.askNext
  if (askNext !== undefined) return askTenant(c, demo, session, askNext)
  const { notice } = session
  delete session.notice
  return c.html(`${renderDemoPage(demo, session, notice)}`)
}

/**
 * Whoever is signed in at the tenant answers an invitation, which uses it up where they are somebody
 * else. Who that is, this application cannot see: the link asks first.
 */
function startSignIn(c: Context, demo: Demo, session: DemoSession): Response | Promise<Response> {
  const { invitation = '', organization = '', open } = c.req.query()
  if (invitation === '' || open !== undefined) return askTenant(c, demo, session, c.req.query())
  return c.html(`${renderDemoPage(demo, session, undefined, { ticket: invitation, organization })}`)
}

/** What a link, or an invitation, may ask the tenant for. */
const PASSED_ON = ['organization', 'invitation', 'connection', 'prompt', 'login_hint'] as const

async function askTenant(
  c: Context,
  { configuration, url }: Demo,
  session: DemoSession,
  query: Record<string, string>,
): Promise<Response> {
  const verifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const wanted = PASSED_ON.flatMap((name) => (query[name] ? [[name, query[name]] as const] : []))
  session.pending = { state, verifier, silent: query.prompt === 'none' }
  session.organization = query.organization ?? ''
  const address = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: `${url}/callback`,
    scope: 'openid profile email offline_access',
    audience: 'https://api.example.com/',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...Object.fromEntries(wanted),
  })
  return c.redirect(address.href, 303)
}

async function takeAnswer(c: Context, demo: Demo, session: DemoSession): Promise<Response> {
  const { pending } = session
  delete session.pending
  if (pending === undefined) return c.redirect('/', 303)
  // Under the address that the client is registered with, whatever `Host` was asked for.
  const answer = new URL(`/callback${new URL(c.req.url).search}`, demo.url)
  await keepTokens(
    session,
    pending.silent ? 'The tenant still knows you.' : 'You are signed in.',
    () =>
      oidc.authorizationCodeGrant(demo.configuration, answer, {
        pkceCodeVerifier: pending.verifier,
        expectedState: pending.state,
      }),
  )
  return c.redirect('/', 303)
}

async function refresh(c: Context, demo: Demo, session: DemoSession): Promise<Response> {
  const token = session.signedIn?.refreshToken ?? ''
  await keepTokens(session, 'Your tokens are renewed.', () =>
    oidc.refreshTokenGrant(demo.configuration, token),
  )
  return c.redirect('/', 303)
}

type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers

/** A refusal ends what the application knows of the person; it does not ask why. */
async function keepTokens(
  session: DemoSession,
  text: string,
  ask: () => Promise<Tokens>,
): Promise<void> {
  try {
    const tokens = await ask()
    const claims = tokens.claims()
    if (claims === undefined) throw new Error('the tenant sent no ID token')
    const refreshToken = tokens.refresh_token ?? session.signedIn?.refreshToken ?? null
    session.signedIn = { claims, refreshToken }
    session.notice = { kind: 'done', text }
  } catch (error) {
    delete session.signedIn
    session.notice = { kind: 'refused', refusal: await refusalOf(error) }
  }
}

async function refusalOf(error: unknown): Promise<ShownRefusal> {
  const told = await readTokenRefusal(error)
  if (told !== null) return readRefusal(told.error, told.description)
  return readRefusal('failed', error instanceof Error ? error.message : String(error))
}

async function signOut(c: Context, demo: Demo, session: DemoSession): Promise<Response> {
  const { next, invitation, organization } = await c.req.parseBody()
  delete session.signedIn
  if (next === 'sign-in') {
    session.askNext = { prompt: 'login', organization: session.organization ?? '' }
  }
  if (next === 'invitation') {
    session.askNext = { invitation: String(invitation), organization: String(organization) }
  }
  const address = new URL(`https://${demo.tenant.domain}/v2/logout`)
  address.search = new URLSearchParams({ client_id: demo.clientId, returnTo: demo.url }).toString()
  return c.redirect(address.href, 303)
}
