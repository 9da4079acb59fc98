import { isActive } from '../block.ts'
import { entriesFor, type LockEntry } from '../lock.ts'
import { isKnownAddress, isLockedAddress, isOnlyAddress } from '../login/locked-address.ts'
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
  evaluate({ scope, address, lock, blocks, organizationStatus, isOwnerKnown, nowMs }, settings) {
    if (!isOwnerKnown) return deny('EVENT_UNSUPPORTED')
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
    const granted = lock.kind === 'absent' ? [] : lock.entries
    return isLocked(granted, { scope, address, nowMs }) ? PASS : deny('EMAIL_DRIFT')
  },
}

/** Whether the mailbox that the reset goes to may sign in: nobody else's may be opened by it. */
function isLocked(
  entries: readonly LockEntry[],
  { scope, address, nowMs }: Pick<PasswordResetFacts, 'scope' | 'address' | 'nowMs'>,
): boolean {
  const { organization } = scope
  // Whoever holds entries and shows none of their mailboxes follows no membership by a reset either.
  const isKnown = entries.length === 0 || isKnownAddress(entries, address, nowMs)
  switch (organization.kind) {
    case 'named': {
      const { id } = organization
      const isUnchanged = entriesFor(entries, id).every((entry) =>
        isLockedAddress(entry, address, id, nowMs),
      )
      return isKnown && isUnchanged
    }
    case 'unknown':
      return isOnlyAddress(entries, address, nowMs)
    case 'none':
      return isKnown
    default:
      return organization satisfies never
  }
}
