import { type AboutPolicy, settings } from '../about.ts'

export type IdentityLockSettings = {
  /** `source`: the identity source of the membership only. */
  readonly pin: 'off' | 'source'
  readonly linked: 'any' | 'same-address'
}

export const IDENTITY_LOCK = {
  id: 'identity-lock',
  number: 10,
  moment: 'login',
  reasons: {
    IDENTITY_MISMATCH: [
      24,
      'OG_ADMIN',
      'an account of another mailbox is linked to this person',
      'unlink the account of the other mailbox',
    ],
    CONNECTION_NOT_ALLOWED: [
      25,
      'OG_ADMIN',
      'the sign-in came from another identity source than the membership',
      'have the person sign in where they were invited, or `members relock`',
    ],
  },
  settings: settings<{ readonly identityLock: IdentityLockSettings }>({
    identityLock: { pin: 'source', linked: 'same-address' },
  }),
  isLeftOutWhenOff: true,
} as const satisfies AboutPolicy
