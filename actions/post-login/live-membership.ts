import type { Event } from '@auth0/actions/post-login/v3'
import type { LoginFacts, MembershipEvidence } from '../../policies/login/facts.ts'
import { isAskedLive } from '../../policies/login/membership.ts'
import { isOffEverywhere, OFF } from '../../policies/mode.ts'
import { askAgainIfLate, askWithBreaker } from '../management/ask-with-breaker.ts'
import {
  type LookUpTools,
  type ManagementAccess,
  managementAccess,
  readPages,
} from '../management/management-access.ts'
import type { LoginRulebook } from '../rulebook/baked-rulebook.ts'
import type { LoginReading } from './facts.ts'

/** A person of more than 1,000 organizations is nobody we know. */
const MOST_PAGES = 10

/** The same reading, with the directory's answer where the rulebook wants it. Never throws. */
export async function withLiveMembership(
  reading: LoginReading,
  rulebook: LoginRulebook,
  secrets: Event['secrets'],
  tools: LookUpTools,
): Promise<LoginReading> {
  const { facts } = reading
  const { organization } = facts.scope
  if (organization.kind !== 'named' || !isWanted(facts, rulebook)) return reading
  const live = await askDirectory(
    facts.person.id,
    organization.id,
    managementAccess(secrets, tools),
  )
  return { ...reading, facts: { ...facts, membership: { ...facts.membership, live } } }
}

const isWanted = ({ door }: LoginFacts, { login }: LoginRulebook): boolean =>
  isAskedLive(door, login.membership) && !isOffEverywhere(login.rollout.membership ?? OFF)

async function askDirectory(
  person: string,
  organization: string,
  access: ManagementAccess,
): Promise<MembershipEvidence['live']> {
  // Every user id names its provider; `..` would ask for everybody's organizations.
  if (!person.includes('|')) return 'unavailable'
  const isMemberOf = (organizations: readonly unknown[]): boolean =>
    organizations.some((one) => (one as { id?: unknown } | null)?.id === organization)
  const path = `users/${encodeURIComponent(person)}/organizations`
  const organizations = await askWithBreaker(access, { name: 'og_breaker', who: person }, () =>
    askAgainIfLate(access, () => readPages(path, 'organizations', MOST_PAGES, access, isMemberOf)),
  )
  if (organizations === null) return 'unavailable'
  return isMemberOf(organizations) ? 'member' : 'stranger'
}
