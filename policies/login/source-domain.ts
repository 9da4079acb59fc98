import { deny, PASS, type Policy } from '../policy.ts'
import type { LoginFacts } from './facts.ts'
import type { LoginSettings } from './settings.ts'

/**
 * source-domain: a company's identity source vouches for its own people, and for nobody else's.
 * Why: a customer may bring an identity provider of their own, and it says of whoever signs in there
 * what its administrator likes: also that they are somebody of another customer.
 */
export const sourceDomain: Policy<LoginFacts, LoginSettings> = {
  id: 'source-domain',
  question: 'May this identity source vouch for this address?',
  evaluate: (facts, settings) =>
    mayVouch(facts, settings) ? PASS : deny('SOURCE_DOMAIN_MISMATCH'),
}

/** Whether the identity source of the login may say that somebody has this address. */
export function mayVouch(
  { scope, person, isEnterpriseSource, organizationDomains }: LoginFacts,
  { sourceDomain: { domains, unlisted } }: Pick<LoginSettings, 'sourceDomain'>,
): boolean {
  const { address, addressIsOfOtherEnterprise } = person
  // Where no address is shown, nothing is vouched for.
  if (address.kind === 'absent') return true
  // Which of a company's own sources a linked account's profile came from, no login says.
  const source = addressIsOfOtherEnterprise ? '' : scope.identitySource
  // An unknown source may be any of those that are held to their domains.
  if (source === '' && (unlisted === 'refuse' || Object.keys(domains).length > 0)) return false
  const listed = Object.hasOwn(domains, source) ? domains[source] : undefined
  if (listed === undefined && !isEnterpriseSource && !addressIsOfOtherEnterprise) return true
  const own = listed ?? organizationDomains
  if (own === null) return unlisted === 'pass'
  return address.kind === 'usable' && own.includes(address.domain)
}
