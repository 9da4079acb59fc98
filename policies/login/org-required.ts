import { deny, PASS, type Policy } from '../policy.ts'
import type { LoginFacts } from './facts.ts'
import type { LoginSettings } from './settings.ts'
import { unknownOrganization } from './unknown-organization.ts'

/**
 * org-required: an application for organizations is not entered without one.
 * Why: the same person without organization context passes none of the organization's rules. Which
 * applications this is about is said by the policy's modes.
 */
export const orgRequired: Policy<LoginFacts, LoginSettings> = {
  id: 'org-required',
  question: 'Does the login name the organization that this application demands?',
  evaluate(facts, settings) {
    const { scope } = facts
    switch (scope.organization.kind) {
      case 'named':
        return PASS
      case 'none':
        return deny('ORG_CONTEXT_MISSING')
      case 'unknown':
        return unknownOrganization(facts, settings)
      default:
        return scope.organization satisfies never
    }
  },
}
