import { deny, PASS, type Policy, type Verdict } from '../policy.ts'
import type { Door } from './door.ts'
import type { LoginFacts } from './facts.ts'
import type { MembershipSettings } from './membership.about.ts'
import type { LoginSettings } from './settings.ts'
import { unknownOrganization } from './unknown-organization.ts'

/**
 * membership: only members of the organization get its tokens.
 * Why: at some doors the platform checks membership before it asks us, at others nobody knows that
 * it does, and a member who is removed could refresh for months.
 */
export const membership: Policy<LoginFacts, LoginSettings> = {
  id: 'membership',
  question: 'Does something vouch that this person is a member of the organization?',
  evaluate(facts, allSettings) {
    const { membership: settings } = allSettings
    if (facts.scope.organization.kind === 'none') return PASS
    if (facts.scope.organization.kind === 'unknown') {
      return unknownOrganization(facts, allSettings)
    }
    switch (settings.source) {
      case 'platform':
        return asThePlatformSays(facts)
      case 'marker-role':
        return facts.membership.roles.includes(settings.markerRole) ? PASS : deny('NOT_MEMBER')
      case 'effective-role':
      case 'group':
        return asTheDirectorySays(facts, settings)
      case 'live':
        return isAskedLive(facts.door, settings)
          ? asTheDirectorySays(facts, settings)
          : asThePlatformSays(facts)
      default:
        return settings.source satisfies never
    }
  },
}

// The platform checks a login before it asks us. A refresh rides on the login that began it: that a
// removed member may go on refreshing is a residual risk of believing the platform alone.
const VOUCHED_DOORS: ReadonlySet<Door> = new Set([
  'sign-in',
  'silent',
  'refresh',
  'federation',
  'on-behalf',
])

// The platform documents that these know no organization: one that is named there was named by
// somebody else.
const WITHOUT_ORGANIZATIONS: ReadonlySet<Door> = new Set([
  'password',
  'device',
  'legacy-federation',
])

/** Whether the directory is asked: where the team wants it, and where nothing else would vouch. */
export const isAskedLive = (
  door: Door,
  { source, liveDoors }: Pick<MembershipSettings, 'source' | 'liveDoors'>,
): boolean => {
  const isVouchedFor = VOUCHED_DOORS.has(door) || WITHOUT_ORGANIZATIONS.has(door)
  return source === 'live' && (liveDoors.includes(door) || !isVouchedFor)
}

function asThePlatformSays({ door }: LoginFacts): Verdict {
  if (VOUCHED_DOORS.has(door)) return PASS
  const stranger = deny('NOT_MEMBER')
  return WITHOUT_ORGANIZATIONS.has(door) ? stranger : { ...stranger, unconfirmed: true }
}

function asTheDirectorySays(
  { membership: { live, lastConfirmedMs }, nowMs }: LoginFacts,
  { onUnavailable, graceMs }: MembershipSettings,
): Verdict {
  if (live === 'member') return PASS
  if (live === 'stranger') return deny('NOT_MEMBER')
  const age = nowMs - lastConfirmedMs
  const isTrusted =
    onUnavailable === 'allow' || (onUnavailable === 'grace' && age >= 0 && age <= graceMs)
  return isTrusted ? PASS : deny('MEMBERSHIP_UNAVAILABLE')
}
