import { isActive } from '../block.ts'
import { entriesFor } from '../lock.ts'
import { isLockedAddress } from '../login/locked-address.ts'
import { isActiveStatus } from '../login/org-status.ts'
import { deny, PASS, type Policy } from '../policy.ts'
import type { PasswordResetFacts } from './facts.ts'
import type { PasswordResetSettings } from './settings.ts'

/**
 * password-reset-gate: whoever may not sign in may not set a password either.
 * Why: a reset goes to whatever mailbox the profile names now, so a changed address would turn it
 * into the key of the account.
 */
export const passwordResetGate: Policy<PasswordResetFacts, PasswordResetSettings> = {
  id: 'password-reset-gate',
  question: 'May this person set a password now?',
  isHumanDecision: true,
  evaluate({ scope, address, lock, blocks, organizationStatus, nowMs }, settings) {
    if (blocks.kind === 'unreadable') return deny('BLOCK_UNREADABLE')
    if (lock.kind === 'unreadable') return deny(lock.reason)
    const organization = scope.organization.kind === 'named' ? scope.organization.id : null
    const active = blocks.blocks.filter((block) => isActive(block, nowMs))
    if (active.some(({ from }) => from === 'everywhere')) return deny('USER_SUSPENDED')
    if (!isActiveStatus(organizationStatus, settings.orgStatus)) return deny('ORG_SUSPENDED')
    // An organization that is there and cannot be read may be the one that blocked.
    const blocked = active.some(
      ({ from }) =>
        from !== 'everywhere' &&
        (from.organization === organization || scope.organization.kind === 'unknown'),
    )
    if (blocked) return deny('ORG_BLOCKED')
    if (lock.kind === 'absent' || lock.entries.length === 0) return PASS
    // Without an organization, some locked address must be the one that the reset went to.
    const granted = organization === null ? lock.entries : entriesFor(lock.entries, organization)
    const isLocked =
      granted.length === 0 ||
      granted.some((entry) => isLockedAddress(entry, address, organization, nowMs))
    return isLocked ? PASS : deny('EMAIL_DRIFT')
  },
}
