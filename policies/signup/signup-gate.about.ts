import { type AboutPolicy, settings } from '../about.ts'
import type { OperatorRule } from './operator-evidence.ts'

export type SignupGateSettings = {
  readonly admit: 'invited' | 'domains'
  /** Lower-case ASCII domains; a subdomain is a domain of its own. */
  readonly domains: readonly string[]
  readonly operators: OperatorRule
  /** What a telephone number means that comes with an account. */
  readonly phone: 'refuse' | 'admit'
}

export const SIGNUP_GATE = {
  id: 'signup-gate',
  number: 8,
  moment: 'signup',
  reasons: {
    SIGNUP_NOT_INVITED: [
      16,
      'OG_ACCESS',
      'no open invitation is addressed to this person',
      'invite the address: `members invite`',
    ],
    SIGNUP_DOMAIN_NOT_ALLOWED: [17, 'OG_ACCESS', 'the e-mail domain may not sign up'],
    SIGNUP_UNAVAILABLE: [18, 'OG_ACCESS', 'whether this person is invited could not be found out'],
    SIGNUP_PHONE_UNPROVEN: [
      34,
      'OG_ACCESS',
      'the account would bring a telephone number that nobody has proven',
    ],
  },
  settings: settings<{ readonly signupGate: SignupGateSettings }>({
    signupGate: { admit: 'invited', domains: [], operators: 'granted', phone: 'refuse' },
  }),
} as const satisfies AboutPolicy
