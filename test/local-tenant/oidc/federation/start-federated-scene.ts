import type { Configuration } from 'openid-client'
import {
  type Browser,
  openBrowser,
  type Page,
} from '../../../../scripts/auth0/login-client/browser.ts'
import { signInUpstream } from '../../../../scripts/auth0/login-client/sign-in-upstream.ts'
import {
  callbackOf,
  connectUpstream,
} from '../../../../scripts/local-tenant/oidc/federation/upstream-address.ts'
import { createSigningKey } from '../../../../scripts/local-tenant/signing-key.ts'
import type { JsonObject, User } from '../../../../scripts/local-tenant/store.ts'
import {
  type RunningUpstream,
  startUpstream,
} from '../../../../scripts/local-tenant/upstream/start-upstream.ts'
import {
  ACME,
  answerOf,
  authorizationRequest,
  openApplication,
  type Scene,
  startScene,
} from '../start-scene.ts'

export const EVE = {
  sub: 'e-1',
  password: 'of-eve',
  email: 'Eve@acme.example.com',
  email_verified: true,
  name: 'Eve',
  given_name: 'Eve',
}
/** By Auth0's form of enterprise ids. */
export const EVE_ID = 'oidc|acme-sso|e-1'
export const MAX = { sub: 'm-2', password: 'of-max', email: 'max@acme.example.com' }

// Slow to make, and no test is about it.
const signingKey = createSigningKey()

/** The tenant of `startScene`, whose connection `acme-sso` leads to a provider that knows two people. */
export type FederatedScene = Scene & {
  readonly upstream: RunningUpstream
  readonly portal: Configuration
  readonly newBrowser: () => Browser
  readonly connectionOptions: (options: JsonObject) => void
  readonly allowInAcme: (differences?: { assign_membership_on_login?: boolean }) => void
}

export async function startFederatedScene(): Promise<FederatedScene> {
  const scene = await startScene()
  const { tenant } = scene
  const upstream = await startUpstream({
    name: 'Acme people',
    people: [EVE, MAX],
    clock: tenant.clock,
    signingKey: await signingKey,
  })
  connectUpstream(tenant, 'acme-sso', upstream.register(callbackOf(tenant)))
  const browsers: Browser[] = []
  const connection = tenant.state.connections.get('con_sso')
  return {
    ...scene,
    upstream,
    portal: await openApplication(scene),
    newBrowser: () => {
      const browser = openBrowser(scene.certificate + upstream.certificate)
      browsers.push(browser)
      return browser
    },
    connectionOptions: (options) => Object.assign(connection ?? {}, { options }),
    allowInAcme: (differences) => {
      tenant.state.organizationConnections.push({
        organization_id: ACME,
        connection_id: 'con_sso',
        assign_membership_on_login: false,
        show_as_button: true,
        is_signup_enabled: false,
        ...differences,
      })
    },
    stop: async () => {
      for (const browser of browsers) browser.close()
      await Promise.all([scene.stop(), upstream.stop()])
    },
  }
}

export type UpstreamIdentity = { readonly sub: string; readonly password: string }

/** To the provider and back; what the application, or the person at the provider, is told. */
export async function signInFederated(
  { portal }: FederatedScene,
  browser: Browser,
  person: UpstreamIdentity,
  parameters: Record<string, string> = {},
): Promise<string> {
  const request = { connection: 'acme-sso', ...parameters }
  const { address } = await authorizationRequest(portal, request)
  const page = await browser.visit(address)
  return answerOf(isApplication(page) ? page : await atUpstream(browser, page, person))
}

export const atUpstream = (
  browser: Browser,
  page: Page,
  { sub, password }: UpstreamIdentity,
): Promise<Page> => signInUpstream(browser, page, { identifier: sub, password })

const isApplication = (page: Page): boolean => page.url.host === 'app.example.com'

export function eve({ tenant }: FederatedScene): User {
  const user = tenant.state.users.get(EVE_ID)
  if (user === undefined) throw new Error('Eve has no profile')
  return user
}
