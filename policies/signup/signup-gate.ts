import { deny, PASS, type Policy } from '../policy.ts'
import type { SignupFacts } from './facts.ts'
import { isOperators } from './operator-evidence.ts'
import type { SignupSettings } from './settings.ts'

/**
 * signup-gate: an account is for people we expect.
 * Why: an account nobody asked for is a foothold, and the platform lets anyone make one who finds
 * the sign-up endpoint. It asks about accounts that operators make, too.
 */
export const signupGate: Policy<SignupFacts, SignupSettings> = {
  id: 'signup-gate',
  question: 'Do we expect this person?',
  evaluate({ domain, invitation, operator }, { signupGate: { admit, domains, operators } }) {
    if (isOperators(operator, operators)) return PASS
    if (admit === 'domains') {
      return domain !== null && domains.includes(domain) ? PASS : deny('SIGNUP_DOMAIN_NOT_ALLOWED')
    }
    switch (invitation) {
      case 'open':
        return PASS
      case 'none':
        return deny('SIGNUP_NOT_INVITED')
      case 'unknowable':
        return deny('SIGNUP_UNAVAILABLE')
      default:
        return invitation satisfies never
    }
  },
}
