import { type Block, isActive } from '../block.ts'
import { deny, PASS, type Policy } from '../policy.ts'
import type { LoginFacts } from './facts.ts'
import type { LoginSettings } from './settings.ts'

/**
 * org-blocked: whom one organization has shut out stays out of that organization, and only of that.
 * Why: the platform knows no block per organization.
 */
export const orgBlocked: Policy<LoginFacts, LoginSettings> = {
  id: 'org-blocked',
  question: 'Has this organization blocked this person?',
  isHumanDecision: true,
  evaluate({ blocks, scope, nowMs }) {
    if (blocks.kind === 'unreadable') return deny('BLOCK_UNREADABLE')
    const concernsThisLogin = ({ from }: Block): boolean => {
      if (from === 'everywhere') return false
      // An unknown organization may be the one that blocked: a human decision gets the benefit.
      if (scope.organization.kind !== 'named') return scope.organization.kind === 'unknown'
      return from.organization === scope.organization.id
    }
    const blocked = blocks.blocks.some(
      (block) => concernsThisLogin(block) && isActive(block, nowMs),
    )
    return blocked ? deny('ORG_BLOCKED') : PASS
  },
}
