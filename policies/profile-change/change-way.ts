import type { ProfileChangeFacts } from './facts.ts'

/**
 * How a change comes about that is allowed.
 * - `at-once`: it is written.
 * - `verification`: it is written as unproven, and the platform asks whoever can be reached there.
 * - `rebind`: an administrator or an operator approves the new address, and the next login from there,
 *   verified, moves the lock.
 * - `reset-mail`: the platform mails the person a link. Nobody sets a password: that would lift the
 *   platform's own block without a word.
 */
export type ChangeWay = 'at-once' | 'verification' | 'rebind' | 'reset-mail'

/** The way is a property of the field, and no mode makes a shorter one. */
export function wayOf({ field, lock }: Pick<ProfileChangeFacts, 'field' | 'lock'>): ChangeWay {
  switch (field.kind) {
    case 'email':
      // What cannot be read may hold the address.
      return lock.kind === 'absent' || (lock.kind === 'held' && lock.entries.length === 0)
        ? 'verification'
        : 'rebind'
    case 'phone':
      return 'verification'
    case 'password':
      return 'reset-mail'
    case 'username':
    case 'name':
    case 'picture':
    case 'attribute':
    case 'deletion':
      return 'at-once'
    default:
      return field satisfies never
  }
}
