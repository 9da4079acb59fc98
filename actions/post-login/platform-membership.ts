import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3'
import type { MembershipEvidence } from '../../policies/login/facts.ts'
import type { MembershipSettings } from '../../policies/login/membership.about.ts'
import { isOffEverywhere, OFF } from '../../policies/mode.ts'
import { LOOK_UP_BUDGET_MS } from '../management/management-access.ts'
import { readText } from '../reading/read-text.ts'
import type { LoginRulebook } from '../rulebook/baked-rulebook.ts'
import type { LoginReading } from './facts.ts'

/**
 * The same reading, with what the platform itself says of roles and groups where the rulebook rests
 * membership on them. Never throws: an api that is not there, fails, hangs or answers in another
 * form is no answer.
 * @fact `api.roles` and `api.groups` tell a post-login Action which roles and groups a person has
 * (early access). (Auth0 docs, post-login API object; read 2026-11-22; switch groupsAndRoles)
 */
export async function withPlatformMembership(
  reading: LoginReading,
  { login }: LoginRulebook,
  event: Event,
  api: PostLoginAPI,
): Promise<LoginReading> {
  const { facts } = reading
  const { membership } = login
  const { organization } = facts.scope
  const asks = membership.source === 'effective-role' || membership.source === 'group'
  if (!asks || organization.kind !== 'named') return reading
  if (isOffEverywhere(login.rollout.membership ?? OFF)) return reading
  // Both speak of the organization of the event: of one that only the token remembers they know nothing.
  const isOfEvent = readText(event.organization?.id) === organization.id
  const live = isOfEvent ? await ask(organization.id, membership, api) : 'unavailable'
  return { ...reading, facts: { ...facts, membership: { ...facts.membership, live } } }
}

async function ask(
  organization: string,
  membership: MembershipSettings,
  api: PostLoginAPI,
): Promise<MembershipEvidence['live']> {
  const vouch = membership.source === 'group' ? vouchedByGroup : vouchedByRole
  const deadline = AbortSignal.timeout(LOOK_UP_BUDGET_MS)
  const late = new Promise<never>((_resolve, reject) => {
    deadline.addEventListener('abort', () => reject(deadline.reason))
  })
  try {
    const isMember = await Promise.race([vouch(organization, membership, api), late])
    return isMember ? 'member' : 'stranger'
  } catch {
    return 'unavailable'
  }
}

async function vouchedByRole(
  _organization: string,
  { markerRole }: MembershipSettings,
  { roles }: PostLoginAPI,
): Promise<boolean> {
  const answer: unknown = await roles.getUserEffectiveRolesByNames([markerRole])
  const list = (answer as { readonly roles?: unknown } | null | undefined)?.roles
  if (!Array.isArray(list)) throw new TypeError('no list of roles')
  return list.some((role) => (role as { readonly name?: unknown } | null)?.name === markerRole)
}

async function vouchedByGroup(
  organization: string,
  settings: MembershipSettings,
  { groups }: PostLoginAPI,
): Promise<boolean> {
  const listed = Object.hasOwn(settings.groups, organization)
    ? settings.groups[organization]
    : undefined
  const wanted = listed ?? []
  // Auth0 refuses an empty list; an organization without a group has nobody who is vouched for.
  if (wanted.length === 0) return false
  const answer: unknown = await groups.hasGroupMembership(wanted)
  const { memberships, errors } = (answer ?? {}) as {
    readonly memberships?: Readonly<Record<string, { readonly is_member?: unknown } | null>> | null
    readonly errors?: unknown
  }
  if (typeof memberships !== 'object' || memberships === null) throw new TypeError('no answer')
  const isMember = wanted.some(
    (id) => Object.hasOwn(memberships, id) && memberships[id]?.is_member === true,
  )
  if (!isMember && hasEntries(errors)) throw new TypeError('an answer in part')
  return isMember
}

const hasEntries = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0
