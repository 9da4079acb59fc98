import { deny, PASS, type Policy, type Verdict } from '../policy.ts'
import type { Door, LoginFacts } from './facts.ts'
import type { LoginSettings, MembershipSettings } from './settings.ts'
import { unknownOrganization } from './unknown-organization.ts'

/**
 * membership: only members of the organization get its tokens.
 * Why: at some doors the platform checks membership before it asks us, at others nobody knows that
 * it does, and a member who is removed could refresh for months.
 */
export const membership: Policy<LoginFacts, LoginSettings> = {
  id: 'membership',
  question: 'Does something vouch that this person is a member of the organization?',
  evaluate(facts, { membership: settings }) {
    if (facts.scope.organization.kind === 'none') return PASS
    if (facts.scope.organization.kind === 'unknown') return unknownOrganization(facts.door)
    switch (settings.source) {
      case 'platform':
        return asThePlatformSays(facts)
      case 'marker-role':
        return facts.membership.roles.includes(settings.markerRole) ? PASS : deny('NOT_MEMBER')
      case 'effective-role':
      case 'group':
        return asTheDirectorySays(facts, settings)
      case 'live':
        return settings.liveDoors.includes(facts.door)
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

const asThePlatformSays = ({ door }: LoginFacts): Verdict =>
  VOUCHED_DOORS.has(door) ? PASS : { kind: 'deny', reason: 'NOT_MEMBER', unconfirmed: true }

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
