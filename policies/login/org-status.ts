import { deny, PASS, type Policy } from '../policy.ts'
import type { LoginFacts } from './facts.ts'
import type { LoginSettings } from './settings.ts'
import { unknownOrganization } from './unknown-organization.ts'

/**
 * org-status: a customer who is not active gets no tokens.
 * Why: the platform has no inactive organization; this is the switch that a contract's end needs.
 */
export const orgStatus: Policy<LoginFacts, LoginSettings> = {
  id: 'org-status',
  question: 'Is this organization active?',
  isHumanDecision: true,
  evaluate(facts, settings) {
    if (facts.scope.organization.kind === 'unknown') return unknownOrganization(facts, settings)
    return isActiveStatus(facts.organizationStatus, settings.orgStatus)
      ? PASS
      : deny('ORG_SUSPENDED')
  },
}

/** Saying nothing is active; saying anything that nobody listed is not. */
export const isActiveStatus = (
  status: string | null,
  { active }: LoginSettings['orgStatus'],
): boolean => status === null || active.includes(status)
