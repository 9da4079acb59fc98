import { deny, PASS, type Policy } from '../policy.ts'
import type { LoginFacts } from './facts.ts'
import type { LoginSettings } from './settings.ts'
import { mayVouch } from './source-domain.ts'

/**
 * verified-email: nobody enters with an address they have not proven.
 * Why: memberships are granted to addresses, so an unproven address is someone else's seat.
 */
export const verifiedEmail: Policy<LoginFacts, LoginSettings> = {
  id: 'verified-email',
  question: 'Has this person proven the e-mail address?',
  evaluate(facts, settings) {
    if (facts.person.address.kind === 'absent') return deny('EMAIL_ABSENT')
    return addressIsProven(facts, settings) ? PASS : deny('EMAIL_UNVERIFIED')
  },
}

/** Verified, or vouched for by an identity source the team trusts with addresses: with its own. */
export function addressIsProven(facts: LoginFacts, settings: LoginSettings): boolean {
  const { person, scope } = facts
  if (person.addressVerified) return true
  const isTrusted = settings.trustedSources.includes(scope.identitySource)
  return isTrusted && person.addressIsOfSource && mayVouch(facts, settings)
}
