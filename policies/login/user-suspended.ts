import { isActive } from '../block.ts'
import { deny, PASS, type Policy } from '../policy.ts'
import type { LoginFacts } from './facts.ts'
import type { LoginSettings } from './settings.ts'

/**
 * user-suspended: whom an administrator suspended gets in nowhere.
 * Why: the platform's own block is lifted by any password set through its interface; this one is not.
 */
export const userSuspended: Policy<LoginFacts, LoginSettings> = {
  id: 'user-suspended',
  question: 'Has an administrator suspended this person everywhere?',
  isHumanDecision: true,
  evaluate({ blocks, nowMs }) {
    if (blocks.kind === 'unreadable') return deny('BLOCK_UNREADABLE')
    const suspended = blocks.blocks.some(
      (block) => block.from === 'everywhere' && isActive(block, nowMs),
    )
    return suspended ? deny('USER_SUSPENDED') : PASS
  },
}
