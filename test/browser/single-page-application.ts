import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Certificate } from '../../scripts/local-tenant/certificate.ts'
import { closeServer, listenOnLoopback } from '../../scripts/local-tenant/listen-loopback.ts'

export type SinglePageApplication = {
  /** `https://localhost:PORT`. */
  readonly origin: string
  /** Where to open it; the settings stay with the browser tab. */
  address(settings: Readonly<Record<string, unknown>>): string
  stop(): Promise<void>
}

/**
 * A page with the unmodified auth0-spa-js, as an application's team would write it. Every outcome is
 * text in an element of its own, for a person and for a test. It is of the tenant's site, as with
 * Auth0's custom domains: browsers that keep cookies out of other sites' frames would otherwise refuse
 * silent renewal.
 */
export async function serveSinglePageApplication({
  certificate,
  privateKey,
}: Certificate): Promise<SinglePageApplication> {
  const manifest = createRequire(import.meta.url).resolve('@auth0/auth0-spa-js/package.json')
  const library = await readFile(join(dirname(manifest), 'dist/auth0-spa-js.production.js'))
  const server = createServer({ cert: certificate, key: privateKey }, (req, res) => {
    const isLibrary = req.url === '/auth0-spa-js.js'
    res.setHeader('content-type', isLibrary ? 'text/javascript' : 'text/html; charset=utf-8')
    res.end(isLibrary ? library : PAGE)
  })
  const origin = `https://localhost:${await listenOnLoopback(server, 0)}`
  return {
    origin,
    address: (settings) => `${origin}/#${encodeURIComponent(JSON.stringify(settings))}`,
    stop: () => closeServer(server),
  }
}

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Single page application</title><link rel="icon" href="data:,"></head>
<body>
<h1>Single page application</h1>
<p>Person: <output id="person"></output></p>
<p>Organization: <output id="organization"></output></p>
<p>Token: <output id="token"></output></p>
<p role="alert">Refused: <output id="refusal"></output></p>
<button id="sign-in">Sign in</button>
<button id="renew">Renew</button>
<button id="sign-out">Sign out</button>
<p>State: <output id="state"></output></p>
<script src="/auth0-spa-js.js"></script>
<script type="module">
if (location.hash.length > 1) sessionStorage.settings = decodeURIComponent(location.hash.slice(1))
const { organization, ...settings } = JSON.parse(sessionStorage.settings)
const show = (id, text) => { document.getElementById(id).textContent = text }
const client = new auth0.Auth0Client({
  ...settings,
  authorizationParams: {
    redirect_uri: location.origin + '/callback',
    audience: 'https://api.example.com/',
    scope: 'openid email',
    ...(organization ? { organization } : {}),
  },
})
const attempt = async (work) => {
  show('state', 'busy')
  show('refusal', '')
  try {
    await work()
  } catch (error) {
    show('refusal', error.error + ': ' + (error.error_description ?? error.message))
  }
  show('state', 'ready')
}
const showPerson = async () => {
  const claims = await client.getIdTokenClaims()
  show('person', claims?.email ?? 'nobody')
  show('organization', claims?.org_id ?? 'none')
}
const showToken = async (token) => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  show('token', Array.from(new Uint8Array(digest), (byte) => byte.toString(16)).join(''))
}
const on = (id, work) => document.getElementById(id).addEventListener('click', () => attempt(work))
// The page is about to be left: it is not ready again.
const leaving = new Promise(() => {})
on('sign-in', () => client.loginWithRedirect().then(() => leaving))
on('sign-out', async () => {
  await client.logout({ logoutParams: { returnTo: location.origin } })
  await leaving
})
on('renew', async () => {
  await showToken(await client.getTokenSilently({ cacheMode: 'off' }))
  await showPerson()
})
await attempt(async () => {
  const query = new URLSearchParams(location.search)
  if (query.has('state')) {
    await client.handleRedirectCallback().finally(() => history.replaceState({}, '', '/'))
    await showToken(await client.getTokenSilently())
  }
  await showPerson()
})
</script>
</body>
</html>
`
