import { interactionPolicy, Provider } from 'oidc-provider'
import { renderErrorPage } from '../oidc/endpoints/pages.ts'
import { createProtocolAdapter } from '../oidc/provider/protocol-adapter.ts'
import type { Tenant } from '../store.ts'
import type { UpstreamPeople } from './upstream-person.ts'

const { Check } = interactionPolicy

const CLAIMS = {
  openid: ['sub'],
  email: ['email', 'email_verified'],
  profile: ['name', 'given_name', 'family_name', 'nickname', 'picture'],
}

const LIFETIMES_SECONDS = {
  AccessToken: 600,
  AuthorizationCode: 60,
  Grant: 600,
  IdToken: 600,
  Interaction: 3_600,
  Session: 600,
}

/**
 * The OpenID provider of a company: authorization code with client secret and PKCE, claims in the ID
 * token. It asks for the password every time, so that another person can sign in at once and a
 * removed one cannot; consent is never asked.
 * @param site issuer, clock, keys and storage; its other collections stay empty
 */
export function createUpstreamProvider(site: Tenant, people: UpstreamPeople): Provider {
  const provider: Provider = new Provider(site.issuer, {
    adapter: createProtocolAdapter(site),
    jwks: { keys: [site.signingKey.privateJwk] },
    claims: CLAIMS,
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    cookies: cookies(site),
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { policy: signInPolicy(), url: (_ctx, { uid }) => `/sign-in/${uid}` },
    findAccount: (_ctx, sub) => {
      const person = people.list().find((one) => one.sub === sub)
      if (person === undefined) return undefined
      const { password: _password, ...claims } = person
      return { accountId: sub, claims: () => claims }
    },
    loadExistingGrant: async (ctx) => {
      const accountId = ctx.oidc.account?.accountId ?? ''
      const grant = new provider.Grant({ accountId, clientId: ctx.oidc.client?.clientId ?? '' })
      grant.addOIDCScope([...ctx.oidc.requestParamScopes].join(' '))
      await grant.save()
      return grant
    },
    renderError: (ctx, out) => {
      renderErrorPage(ctx, out.error, out.error_description)
    },
    ttl: LIFETIMES_SECONDS,
  })
  return provider
}

function signInPolicy(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base()
  policy.remove('consent')
  policy
    .get('login')
    ?.checks.add(
      new Check('every_time', 'sign-in required', 'login_required', ({ oidc }) =>
        oidc.result?.login === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
      ),
    )
  return policy
}

/** Cookies do not know ports, and everything here is called localhost. */
function cookies({ domain }: Tenant) {
  const port = domain.split(':')[1] ?? ''
  return {
    names: { session: `idp_${port}`, interaction: `idp_${port}_at`, resume: `idp_${port}_on` },
    long: { httpOnly: true, sameSite: 'lax', secure: true, signed: false },
    short: { httpOnly: true, sameSite: 'lax', secure: true, signed: false },
  } as const
}
