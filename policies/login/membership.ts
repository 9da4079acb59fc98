import { PASS, type Policy } from '../policy.ts'
import type { Door, LoginFacts } from './facts.ts'
import type { LoginSettings } from './settings.ts'

/**
 * membership: only members of the organization get its tokens.
 * Why: at some doors the platform checks membership before it asks us, at others nobody knows that
 * it does. Where it checks, its word is taken; a refresh rides on the login that began it, so a
 * removed member may refresh until the token expires (a residual risk this source of truth has).
 */
export const membership: Policy<LoginFacts, LoginSettings> = {
  id: 'membership',
  question: 'Does something vouch that this person is a member of the organization?',
  evaluate({ scope, door }) {
    if (scope.organization.kind !== 'named' || VOUCHED_DOORS.has(door)) return PASS
    return { kind: 'deny', reason: 'NOT_MEMBER', unconfirmed: true }
  },
}

const VOUCHED_DOORS: ReadonlySet<Door> = new Set([
  'sign-in',
  'silent',
  'refresh',
  'federation',
  'on-behalf',
])
