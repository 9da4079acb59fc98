import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import type { Organization, Tenant } from '../../store.ts'
import { readSwitch } from '../../switch-positions.ts'
import type { Engine } from '../front.ts'
import { admitLogin } from './admit-login.ts'
import { isConnectionEnabled } from './admit-member.ts'
import { findOrganization } from './find-organization.ts'
import { isSessionAlive, readSessionFacts } from './login-facts.ts'
import { traceOf } from './login-log.ts'
import { rememberSignIn } from './remember-sign-in.ts'

const { Check, Prompt } = interactionPolicy

/** The last prompt: the login is decided on, or waits for the person to come back from elsewhere. */
export const ADMISSION = 'admission'

/**
 * What may have to happen before a code is issued, in order: name the organization, sign in, choose
 * an organization, be admitted. Each is asked anew on every request, also with a live session.
 */
export function createLoginPolicy(engine: Engine): interactionPolicy.DefaultPolicy {
  const { tenant } = engine
  const policy = interactionPolicy.base()
  policy.remove('consent')
  policy.add(organizationPrompt(tenant, 'pre_login_prompt'), 0)
  extendLogin(tenant, policy)
  policy.add(organizationPrompt(tenant, 'post_login_prompt'))
  policy.add(
    new Prompt(
      { name: ADMISSION, requestable: false },
      new Check(
        'admission',
        'not admitted',
        'access_denied',
        async (ctx) => {
          const answer = await admitLogin(engine, ctx)
          return answer === 'suspended' ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT
        },
        ({ state }) => ({ suspension: state.suspension }),
      ),
    ),
  )
  return policy
}

function extendLogin(tenant: Tenant, policy: interactionPolicy.DefaultPolicy): void {
  const login = policy.get('login')
  if (login === undefined) return
  login.checks.add(
    new Check('session_over', '', 'login_required', (ctx) => !hasUsableSession(tenant, ctx)),
  )
  login.checks.add(
    new Check('invitation', '', 'login_required', (ctx) => needsInvitationPage(tenant, ctx)),
  )
  for (const check of login.checks) check.description = 'Login required'
}

/** Signed in just now, or in a session that is still good for this client and organization. */
function hasUsableSession(tenant: Tenant, ctx: KoaContextWithOIDC): boolean {
  if (ctx.oidc.result?.authenticated !== undefined) return true
  const { session, params } = ctx.oidc
  const user = tenant.state.users.get(session?.accountId ?? '')
  const facts = session === undefined ? undefined : readSessionFacts(tenant, session.uid)
  if (facts === undefined || !isSessionAlive(tenant, facts, user)) return false
  const client = tenant.state.clients.get(String(params?.client_id))
  if (client === undefined) return false
  return isConnectionEnabled(tenant, client, organizationOf(tenant, ctx), facts.connection)
}

function needsInvitationPage(tenant: Tenant, ctx: KoaContextWithOIDC): boolean {
  if (ctx.oidc.params?.invitation === undefined) return false
  if (ctx.oidc.result?.authenticated !== undefined) return false
  return !readSwitch(tenant, 'invitationUsesSession')
}

/** `organization_require_behavior`: the person names the organization, or chooses one of theirs. */
function organizationPrompt(tenant: Tenant, behaviour: string): interactionPolicy.Prompt {
  const check = new Check(behaviour, 'organization required', 'interaction_required', (ctx) => {
    takeChosenOrganization(ctx)
    const { params } = ctx.oidc
    const client = tenant.state.clients.get(String(params?.client_id))
    if (client?.organization_usage !== 'require' || params?.organization !== undefined) return false
    if (client.organization_require_behavior !== behaviour) return false
    return behaviour === 'pre_login_prompt' || !chooseOnlyOrganization(tenant, ctx)
  })
  return new Prompt({ name: behaviour, requestable: false }, check)
}

function takeChosenOrganization({ oidc }: KoaContextWithOIDC): void {
  const chosen = oidc.result?.chosenOrganization
  if (typeof chosen === 'string' && oidc.params !== undefined) oidc.params.organization = chosen
}

/**
 * @fact Whoever was signed in stays so: an application that goes back to `/authorize` meets the
 * refusal again, without a page in between. (auth0-b2b-saas-starter issue 61; auth0-spa-js issue
 * 1193; read 2026-11-28)
 * @throws InvalidRequest for a person without any organization
 */
function chooseOnlyOrganization(tenant: Tenant, ctx: KoaContextWithOIDC): boolean {
  const { oidc } = ctx
  const { accountId, uid } = oidc.session ?? {}
  if (uid !== undefined && accountId !== undefined) {
    const { connection } = rememberSignIn(tenant, ctx, uid, String(oidc.params?.client_id))
    Object.assign(traceOf(ctx), { user: tenant.state.users.get(accountId), connection })
  }
  const own = organizationIdsOf(tenant, accountId)
  const [only] = own
  if (only === undefined) {
    throw new errors.InvalidRequest(
      'client requires organization membership, but user does not belong to any organization',
    )
  }
  if (own.length > 1) return false
  if (oidc.params !== undefined) oidc.params.organization = only
  return true
}

export function organizationIdsOf(tenant: Tenant, userId: string | undefined): string[] {
  return tenant.state.memberships.flatMap((one) =>
    one.user_id === userId ? one.organization_id : [],
  )
}

function organizationOf(tenant: Tenant, ctx: KoaContextWithOIDC): Organization | undefined {
  const requested = ctx.oidc.params?.organization
  return requested === undefined ? undefined : findOrganization(tenant, String(requested))
}
