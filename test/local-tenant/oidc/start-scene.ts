import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import * as oidc from 'openid-client'
import { Agent, fetch as undiciFetch } from 'undici'
import {
  type Browser,
  openBrowser,
  type Page,
} from '../../../scripts/auth0/login-client/browser.ts'
import { createCertificate } from '../../../scripts/local-tenant/certificate.ts'
import { withClock } from '../../../scripts/local-tenant/clock.ts'
import { dispatchRequest, type Listener } from '../../../scripts/local-tenant/dispatch-request.ts'
import { createManagementApi } from '../../../scripts/local-tenant/management/management-api.ts'
import { createAuthenticationApi } from '../../../scripts/local-tenant/oidc/authentication-api.ts'
import type {
  ActionRuntime,
  RunOptions,
  TriggerEvent,
  TriggerOutcome,
} from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import type { Invitation, User } from '../../../scripts/local-tenant/store.ts'
import { createUser, hashPassword } from '../../../scripts/local-tenant/users.ts'
import { ACME, CALLBACK, createTenant, NOON_MS } from './seed-tenant.ts'

export { ACME, API, CALLBACK, GLOBEX, NOON_MS } from './seed-tenant.ts'
export const PASSWORD = 'Correct-Horse-9'

type Decide = (run: TriggerRun) => Partial<TriggerOutcome> | Promise<Partial<TriggerOutcome>>
type TriggerRun = { triggerId: string; handler: string; event: TriggerEvent }

// As the signing key: slow to make, and no test is about it.
const ownCertificate = createCertificate()

const nothingDecided: TriggerOutcome = {
  executionId: null,
  refusal: null,
  appMetadata: {},
  userMetadata: {},
  idTokenClaims: {},
  accessTokenClaims: {},
  addedScopes: [],
  removedScopes: [],
}

/** Both APIs over HTTPS on a free port, with a runtime that a test speaks for. */
export type Scene = Awaited<ReturnType<typeof startScene>>

export async function startScene() {
  const runs: TriggerRun[] = []
  const options: (RunOptions | undefined)[] = []
  let decide: Decide = () => ({})
  const runtime: ActionRuntime = {
    async runTrigger(triggerId, handler, event, given) {
      options.push(given)
      const run = { triggerId, handler, event }
      // As the Actions would see it now, not as it looks after the login's writes.
      runs.push(structuredClone(run))
      return { ...nothingDecided, ...(await decide(run)) }
    },
    async resumeTrigger({ triggerId }, event) {
      const run = { triggerId, handler: 'onContinue', event }
      runs.push(structuredClone(run))
      return { ...nothingDecided, ...(await decide(run)) }
    },
    stop: async () => {},
  }
  const { certificate, privateKey } = await ownCertificate
  const server = createServer({ cert: certificate, key: privateKey })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const tenant = await createTenant((server.address() as AddressInfo).port)
  const answer = await createAuthenticationApi(tenant, runtime)
  const listener = getRequestListener(
    createManagementApi(tenant, { actionBuildMs: 0, runtime }).fetch,
    { overrideGlobalObjects: false },
  )
  const management: Listener = (req, res) => void listener(req, res)
  const listeners = { management, authentication: answer, changed: () => {} }
  server.on('request', dispatchRequest(tenant, listeners))
  const agent = new Agent({ connect: { ca: certificate } })
  const fetch = ((url: string | URL, init: object) =>
    undiciFetch(url, { ...init, dispatcher: agent })) as unknown as typeof globalThis.fetch
  const browsers: Browser[] = []
  return {
    tenant,
    runs,
    /** Of each fresh run, in order. */
    options,
    fetch,
    certificate,
    domain: tenant.domain,
    /** What the Actions of every later run decide. */
    whenActionsRun: (decision: Decide | Partial<TriggerOutcome>) => {
      decide = typeof decision === 'function' ? decision : () => decision
    },
    newBrowser: (): Browser => {
      const browser = openBrowser(certificate)
      browsers.push(browser)
      return browser
    },
    stop: async () => {
      for (const browser of browsers) browser.close()
      await agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A person with the password `PASSWORD`, in the database, member of the given organizations. */
export async function addPerson(
  { tenant }: Scene,
  email: string,
  organizations: readonly string[] = [],
  differences: Partial<User> = {},
): Promise<User> {
  const password_hash = await hashPassword(PASSWORD)
  const created = createUser(tenant, { connection: 'members', email, password_hash })
  if (!created.ok) throw new Error(created.reason)
  for (const organization_id of organizations) {
    const { user_id } = created.user
    tenant.state.memberships.push({ organization_id, user_id, roles: ['rol_admin'] })
  }
  return Object.assign(created.user, differences)
}

export function addInvitation(
  { tenant }: Scene,
  email: string,
  differences: Partial<Invitation> = {},
): Invitation {
  const invitation: Invitation = {
    id: 'uinv_1',
    organization_id: ACME,
    ticket_id: 'ticket-1',
    inviter: { name: 'Olivia' },
    invitee: { email },
    client_id: 'portal',
    roles: ['rol_admin'],
    app_metadata: { invited: true },
    user_metadata: {},
    created_at: new Date(NOON_MS).toISOString(),
    expires_at: new Date(NOON_MS + 604_800_000).toISOString(),
    ...differences,
  }
  tenant.state.invitations.set(invitation.id, invitation)
  return invitation
}

export async function openApplication(
  { tenant, fetch }: Scene,
  clientId = 'portal',
): Promise<oidc.Configuration> {
  return oidc.discovery(new URL(tenant.issuer), clientId, undefined, oidc.None(), {
    [oidc.customFetch]: fetch as unknown as oidc.CustomFetch,
  })
}

export type Request = {
  address: URL
  verifier: string
  state: string
}

export async function authorizationRequest(
  configuration: oidc.Configuration,
  parameters: Record<string, string> = {},
): Promise<Request> {
  const verifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const address = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: CALLBACK,
    scope: 'openid profile email',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...parameters,
  })
  return { address, verifier, state }
}

/** Fills in the login page, if there is one. */
export async function signIn(
  browser: Browser,
  address: URL,
  person: { email?: string; password?: string },
): Promise<Page> {
  const page = await browser.visit(address)
  if (page.left || page.forms.length === 0) return page
  const { email = '', password = PASSWORD } = person
  const form = page.forms.find(({ fields }) => 'password' in fields)
  if (form === undefined) return page
  const name = 'email' in form.fields ? 'email' : 'identifier'
  return browser.submit(page, { [name]: email, password }, { action: form.action })
}

/** What the application was told: the error and its text, or `code`. */
export function answerOf(page: Page): string {
  if (!page.left) return `page ${page.status}`
  const { search, hash } = page.url
  const searchParams = new URLSearchParams(hash === '' ? search : hash.slice(1))
  if (searchParams.has('code')) return 'code'
  return `${searchParams.get('error')}: ${searchParams.get('error_description')}`
}

/** From the authorization URL to tokens. */
export async function logIn(
  scene: Scene,
  configuration: oidc.Configuration,
  browser: Browser,
  person: { email?: string; password?: string },
  parameters: Record<string, string> = {},
) {
  const { address, verifier, state } = await authorizationRequest(configuration, parameters)
  const page = await signIn(browser, address, person)
  if (answerOf(page) !== 'code') throw new Error(answerOf(page))
  return redeem(scene, configuration, page.url, { verifier, state })
}

/** openid-client checks times: it has to live in the tenant's. */
export const redeem = (
  { tenant }: Scene,
  configuration: oidc.Configuration,
  callback: URL,
  { verifier, state }: { verifier?: string; state: string },
) =>
  withClock(tenant.clock, () =>
    oidc.authorizationCodeGrant(configuration, callback, {
      ...(verifier === undefined ? {} : { pkceCodeVerifier: verifier }),
      expectedState: state,
    }),
  )

export const refresh = (
  { tenant }: Scene,
  configuration: oidc.Configuration,
  token: string | undefined,
) => withClock(tenant.clock, () => oidc.refreshTokenGrant(configuration, token ?? ''))

/** Types of the tenant log, oldest first. */
export const logTypes = ({ tenant }: Scene): string[] => tenant.state.logs.map(({ type }) => type)
