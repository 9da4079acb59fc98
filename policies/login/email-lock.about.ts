import { type AboutPolicy, settings } from '../about.ts'

export type EmailLockSettings = {
  /** What a membership without a locked address means before the cut-over. */
  readonly onMissing: 'adopt' | 'observe' | 'deny'
  /** Epoch ms; from here on only known addresses are adopted, and newcomers as said below. */
  readonly cutOverMs: number
  /**
   * Who may adopt an address after the cut-over.
   * - `adopt`: whoever's account is younger, with a proven address.
   * - `vouched`: of them, whose address comes from the identity source of the login.
   * - `grant`: nobody, not even with an address known elsewhere; an operator's grant is needed.
   */
  readonly newcomers: 'adopt' | 'vouched' | 'grant'
  /** Records of people who were there before are made over these days, a share of them a day. */
  readonly spread: { readonly fromMs: number; readonly days: number }
}

export const EMAIL_LOCK = {
  id: 'email-lock',
  number: 7,
  moment: 'login',
  reasons: {
    EMAIL_UNACCEPTABLE: [
      13,
      'OG_ADMIN',
      'the e-mail address can deceive a reader',
      'give the profile a plain e-mail address',
    ],
    EMAIL_DRIFT: [
      14,
      'OG_ADMIN',
      'the e-mail address is not the one that the membership was granted to',
      'make sure that the person owns the new address: `test-address`, then `members rebind`, or `members relock`',
    ],
    LOCK_MISSING: [
      15,
      'OG_ADMIN',
      'no address is locked for this membership, and the one in use may not be adopted',
      'check the address, then `members relock`, or invite the person: `members invite`',
    ],
    REBIND_EXPIRED: [
      23,
      'OG_ADMIN',
      'the permission to move to this address has expired',
      'make sure that the person owns the new address: `test-address`, then `members rebind`, or `members relock`',
    ],
  },
  settings: settings<{ readonly emailLock: EmailLockSettings }>({
    emailLock: {
      onMissing: 'deny',
      cutOverMs: Number.NEGATIVE_INFINITY,
      newcomers: 'vouched',
      spread: { fromMs: Date.UTC(2026, 0, 1), days: 0 },
    },
  }),
} as const satisfies AboutPolicy
