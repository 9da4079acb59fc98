import { deny, PASS, type Policy, type Verdict } from '../policy.ts'
import type { SignupFacts } from './facts.ts'
import { isOperators } from './operator-evidence.ts'
import type { SignupSettings } from './settings.ts'

/**
 * signup-gate: an account is for people we expect.
 * Why: an account nobody asked for is a foothold, and the platform lets anyone make one who finds
 * the sign-up endpoint. It asks about accounts that operators make, too.
 * Nobody has proven the address yet. Whoever signs up with somebody else's loses the account when its
 * owner resets the password, but not a telephone number: that opens it by a code for ever. A user name
 * opens nothing by itself.
 */
export const signupGate: Policy<SignupFacts, SignupSettings> = {
  id: 'signup-gate',
  question: 'Do we expect this person?',
  evaluate(facts, { signupGate: settings }) {
    if (isOperators(facts.operator, settings.operators)) return PASS
    const expected = judgeExpected(facts, settings)
    if (expected.kind !== 'pass') return expected
    return facts.bringsPhone && settings.phone === 'refuse' ? deny('SIGNUP_PHONE_UNPROVEN') : PASS
  },
}

function judgeExpected(
  { domain, invitation }: SignupFacts,
  { admit, domains }: SignupSettings['signupGate'],
): Verdict {
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
}
