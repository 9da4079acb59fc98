import * as oidc from 'openid-client'
import { type TenantAddress, tenantFetch } from '../tenant-fetch.ts'
import type { Browser, Fields, Page } from './browser.ts'
import type { DoorAnswer } from './outcome.ts'
import type { Person } from './person.ts'
import { readTokenRefusal } from './read-token-refusal.ts'
import { signInUpstream } from './sign-in-upstream.ts'

/** An application of the tenant, as the unmodified openid-client library makes one. */
export type Application = {
  readonly configuration: oidc.Configuration
  readonly redirectUri: string
  /** The API that tokens are asked for; null for none, the sample API when absent. */
  readonly audience?: string | null
}

export const SAMPLE_API = 'https://api.example.com/'

export type SignInRequest = {
  /** Id of the organization to sign in to. */
  readonly organization?: string
  readonly invitation?: string
  readonly prompt?: 'none' | 'login'
  /** Name of the connection to sign in with; one of an identity provider leads there. */
  readonly connection?: string
  /** Opens the page where new people sign up. */
  readonly screen_hint?: 'signup'
}

/** @param aheadMs by how much the tenant's clock is ahead of this machine's, and the application's with it */
export async function openApplication(
  address: TenantAddress,
  clientId: string,
  redirectUri: string,
  secret: string | null = null,
  aheadMs = 0,
): Promise<Application> {
  const configuration = await oidc.discovery(
    new URL(`https://${address.domain}/`),
    clientId,
    {
      ...(secret === null ? { token_endpoint_auth_method: 'none' } : {}),
      [oidc.clockSkew]: Math.round(aheadMs / 1000),
    },
    secret === null ? oidc.None() : oidc.ClientSecretPost(secret),
    { [oidc.customFetch]: tenantFetch(address) as unknown as oidc.CustomFetch },
  )
  return { configuration, redirectUri }
}

/** How a request gets to the tenant: in the address, or pushed ahead of it. */
type ToAddress = (
  configuration: oidc.Configuration,
  parameters: Record<string, string>,
) => URL | Promise<URL>

/** Where a browser begins, and what only the application may know of it. */
export async function buildSignInAddress(
  { configuration, redirectUri, audience = SAMPLE_API }: Application,
  request: SignInRequest,
  toAddress: ToAddress = oidc.buildAuthorizationUrl,
): Promise<{ readonly url: URL; readonly verifier: string; readonly state: string }> {
  const verifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const url = await toAddress(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid email offline_access',
    ...(audience === null ? {} : { audience }),
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...request,
  })
  return { url, verifier, state }
}

/** Authorization code with PKCE, all the way to the tokens. The person fills in what is asked. */
export async function signIn(
  application: Application,
  browser: Browser,
  person: Person,
  request: SignInRequest,
  toAddress: ToAddress = oidc.buildAuthorizationUrl,
): Promise<DoorAnswer> {
  const { configuration, redirectUri } = application
  const { url, verifier, state } = await buildSignInAddress(application, request, toAddress)
  const first = await browser.visit(url)
  const isElsewhere = first.left && !first.url.href.startsWith(redirectUri)
  const page = isElsewhere
    ? await signInUpstream(browser, first, { ...person, identifier: person.email })
    : await fillIn(browser, first, person)
  if (!page.url.href.startsWith(redirectUri)) {
    return { kind: 'refused', error: `page ${page.status}`, description: page.body }
  }
  return toAnswer(() =>
    oidc.authorizationCodeGrant(configuration, page.url, {
      pkceCodeVerifier: verifier,
      expectedState: state,
    }),
  )
}

/** Asked once; a page that asks again has refused, and is shown as the answer. */
export async function fillIn(browser: Browser, page: Page, person: Person): Promise<Page> {
  const form = page.forms.find(({ fields }) => 'password' in fields)
  if (page.left || form === undefined) return page
  // `username` on Auth0's own page; the others on pages of the local tenant.
  const { email, password } = person
  const known: Fields = { username: email, identifier: email, email, password }
  const asked = Object.entries(known).filter(([name]) => name in form.fields)
  return browser.submit(page, Object.fromEntries(asked), { action: form.action })
}

export const refresh = (
  { configuration }: Application,
  refreshToken: string | null,
): Promise<DoorAnswer> => toAnswer(() => oidc.refreshTokenGrant(configuration, refreshToken ?? ''))

type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers

async function toAnswer(ask: () => Promise<Tokens>): Promise<DoorAnswer> {
  try {
    const tokens = await ask()
    const organization = tokens.claims()?.org_id
    return {
      kind: 'admitted',
      organization: typeof organization === 'string' ? organization : null,
      refreshToken: tokens.refresh_token ?? null,
      accessToken: tokens.access_token,
    }
  } catch (error) {
    const refusal = await readTokenRefusal(error)
    if (refusal === null) throw error
    return { kind: 'refused', ...refusal }
  }
}
