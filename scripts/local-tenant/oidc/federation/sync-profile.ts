import { publishUser } from '../../events/publish-user.ts'
import type { Connection, JsonObject, Tenant, User } from '../../store.ts'
import { readSwitch } from '../../switch-positions.ts'
import { type Account, createUser, type FoundAccount, findAccountById } from '../../users.ts'
import { isSocial } from './upstream-address.ts'

/** Claims of a verified ID token. */
export type UpstreamClaims = { readonly sub: string } & Readonly<Record<string, unknown>>

export type SyncedProfile = { readonly user: User; readonly isNew: boolean }

const ROOT_ATTRIBUTES = [
  'email',
  'name',
  'given_name',
  'family_name',
  'nickname',
  'picture',
] as const
/** A person is never without these; what the provider no longer says stays as it was. */
const LASTING = new Set<string>(['name', 'nickname'])

type Profile = Partial<Record<(typeof ROOT_ATTRIBUTES)[number], string>> & {
  email_verified: boolean
}

/**
 * The person an identity provider has vouched for.
 * @fact The person is made on the first sign-in, for which no sign-up trigger runs, and overwritten
 * on each later one unless `set_user_root_attributes` says otherwise. (Auth0 docs, configure
 * connection sync with Auth0; read 2026-11-22)
 * @returns undefined when the id belongs to a person of another connection
 */
export function syncProfile(
  tenant: Tenant,
  connection: Connection,
  claims: UpstreamClaims,
): SyncedProfile | undefined {
  const profile = profileOf(claims)
  // As in `oidc|acme-oidc|0f3…` and `google-oauth2|1029…`.
  const user_id = isSocial(connection) ? claims.sub : `${connection.name}|${claims.sub}`
  const known = findAccountById(tenant, `${connection.strategy}|${user_id}`)
  if (known === undefined) {
    const created = createUser(tenant, { ...profile, connection: connection.name, user_id })
    if (!created.ok) return undefined
    publishUser(tenant, 'created', created.user)
    return { user: created.user, isNew: true }
  }
  const { user, account } = known
  if (account.connection !== connection.name) return undefined
  if (overwrites(connection)) overwrite(tenant, known, profile)
  return { user, isNew: false }
}

function overwrites({ options }: Connection): boolean {
  const { set_user_root_attributes: when } = (options ?? {}) as JsonObject
  return when !== 'on_first_login' && when !== 'never_on_login'
}

function profileOf(claims: UpstreamClaims): Profile {
  const given = ROOT_ATTRIBUTES.flatMap((name) => {
    const value = claims[name]
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : []
  })
  const profile: Profile = { ...Object.fromEntries(given), email_verified: false }
  profile.email_verified = profile.email !== undefined && claims.email_verified === true
  return profile
}

/** Of a linked account, what stands in its identity: the user's own profile is not the provider's to say. */
function overwrite(tenant: Tenant, { user, account }: FoundAccount, profile: Profile): void {
  const before = JSON.stringify(account)
  const email_verified = profile.email_verified || staysVerified(tenant, account, profile)
  for (const name of ROOT_ATTRIBUTES) {
    if (profile[name] === undefined && !LASTING.has(name)) delete account[name]
  }
  Object.assign(account, profile, { email_verified })
  if (JSON.stringify(account) === before) return
  user.updated_at = new Date(tenant.clock.now()).toISOString()
  publishUser(tenant, 'updated', user)
}

/** An accepted invitation has proven the address; the provider's word no longer counts. */
function staysVerified(tenant: Tenant, account: Account, { email }: Profile): boolean {
  const isInvited = 'verified_by_invitation' in account && account.verified_by_invitation === true
  if (!isInvited || email === undefined) return false
  return email === account.email || readSwitch(tenant, 'invitedVerificationSurvivesChange')
}
