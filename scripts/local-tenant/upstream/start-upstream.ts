import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { type Certificate, createCertificate } from '../certificate.ts'
import { type Clock, createClock, withClock } from '../clock.ts'
import { closeServer, listenOnLoopback } from '../listen-loopback.ts'
import { answerBelow500 } from '../oidc/endpoints/answer-below-500.ts'
import { readBody } from '../oidc/endpoints/read-body.ts'
import type { UpstreamAddress } from '../oidc/federation/upstream-address.ts'
import type { Front } from '../oidc/front.ts'
import { importQuietly } from '../oidc/import-quietly.ts'
import { createSigningKey, type SigningKey } from '../signing-key.ts'
import { emptyState, type Tenant } from '../store.ts'
import { peoplePage } from './people-page.ts'
import { signInPage } from './sign-in-page.ts'
import {
  createUpstreamPeople,
  type UpstreamPeople,
  type UpstreamPerson,
} from './upstream-person.ts'

export type UpstreamOptions = {
  /** What its pages call it. */
  readonly name: string
  readonly people?: readonly UpstreamPerson[]
  /** 0 takes any free port. Only 127.0.0.1 is listened on. */
  readonly port?: number
  /** Give the tenant's: an ID token from another time is refused. The machine's time when absent. */
  readonly clock?: Clock
  /** One of its own when absent. */
  readonly certificate?: Certificate
  /** One of its own when absent, which takes a tenth of a second to make. */
  readonly signingKey?: SigningKey
}

export type RunningUpstream = {
  /** `https://localhost:PORT/`; opened with a browser, it shows the people. */
  readonly issuer: string
  /** PEM. */
  readonly certificate: string
  readonly people: UpstreamPeople
  /** Makes a client, for instance for a tenant's `https://<domain>/login/callback`. */
  register(redirectUri: string): UpstreamAddress
  stop(): Promise<void>
}

/**
 * The identity provider of a customer, or the like of Google: an OpenID provider with people and
 * passwords of its own, for connections of a local tenant to redirect to.
 * @throws Error with code `EADDRINUSE` when the port is taken
 */
export async function startUpstream(options: UpstreamOptions): Promise<RunningUpstream> {
  const [pair, signingKey] = await Promise.all([
    options.certificate ?? createCertificate(),
    options.signingKey ?? createSigningKey(),
  ])
  const server = createServer({ cert: pair.certificate, key: pair.privateKey })
  const domain = `localhost:${await listenOnLoopback(server, options.port ?? 0)}`
  const issuer = `https://${domain}/`
  const clock = options.clock ?? createClock()
  const people = createUpstreamPeople(options.people ?? [])
  const site: Tenant = {
    state: emptyState(),
    clock,
    domain,
    issuer,
    tenantId: options.name,
    signingKey,
  }
  const answer = await createListener(site, options.name, people)
  server.on('request', (req, res) => withClock(clock, () => answer(req, res)))
  return {
    issuer,
    certificate: pair.certificate,
    people,
    register: (redirectUri) => ({
      ...addClient(site, redirectUri),
      issuer,
      certificate: pair.certificate,
    }),
    stop: () => closeServer(server),
  }
}

async function createListener(
  site: Tenant,
  name: string,
  people: UpstreamPeople,
): Promise<(req: IncomingMessage, res: ServerResponse) => void> {
  const { createUpstreamProvider } = await importQuietly(
    () => import('./create-upstream-provider.ts'),
  )
  const provider = createUpstreamProvider(site, people)
  // Neither of the two endpoints runs Actions: only tenants do.
  const front = { tenant: site, provider } as Front
  provider.use(answerBelow500(front))
  provider.use(readBody(front))
  provider.use(signInPage(provider, name, people))
  provider.use(peoplePage(name, people))
  const answer = provider.callback()
  return (req, res) => {
    void answer(req, res)
  }
}

function addClient(site: Tenant, redirectUri: string): { clientId: string; clientSecret: string } {
  const clientId = `tenant-${site.state.clients.size + 1}`
  const clientSecret = randomBytes(24).toString('base64url')
  site.state.clients.set(clientId, {
    client_id: clientId,
    name: clientId,
    app_type: 'regular_web',
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'client_secret_post',
    client_secret: clientSecret,
    callbacks: [redirectUri],
  })
  return { clientId, clientSecret }
}
