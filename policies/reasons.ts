/**
 * Every reason for which a person can be refused, once.
 * A reason names a fact and is permanent: it is in logs, alerts and references. A new meaning is a
 * new reason. `number` is what a reference carries, so it is permanent too and never reused.
 */

/** What the application and the person may see; deliberately coarser than the reason. */
export type PublicCode = 'OG_ACCESS' | 'OG_REAUTH' | 'OG_ADMIN' | 'OG_RETRY'

type ReasonEntry = { readonly number: number; readonly publicCode: PublicCode }

export const REASONS = {
  CONFIG_INVALID: { number: 1, publicCode: 'OG_ADMIN' },
  EVENT_UNSUPPORTED: { number: 2, publicCode: 'OG_ADMIN' },
  STATE_TAMPERED: { number: 3, publicCode: 'OG_ADMIN' },
  STATE_COPIED: { number: 4, publicCode: 'OG_ADMIN' },
  BLOCK_UNREADABLE: { number: 5, publicCode: 'OG_ADMIN' },
  USER_SUSPENDED: { number: 6, publicCode: 'OG_ADMIN' },
  ORG_BLOCKED: { number: 7, publicCode: 'OG_ADMIN' },
  ORG_CONTEXT_MISSING: { number: 8, publicCode: 'OG_ACCESS' },
  ORG_UNKNOWN_ON_REFRESH: { number: 9, publicCode: 'OG_ACCESS' },
  NOT_MEMBER: { number: 10, publicCode: 'OG_ACCESS' },
  EMAIL_UNVERIFIED: { number: 11, publicCode: 'OG_ACCESS' },
  EMAIL_ABSENT: { number: 12, publicCode: 'OG_ADMIN' },
  EMAIL_UNACCEPTABLE: { number: 13, publicCode: 'OG_ADMIN' },
  EMAIL_DRIFT: { number: 14, publicCode: 'OG_ADMIN' },
  LOCK_MISSING: { number: 15, publicCode: 'OG_ADMIN' },
  SIGNUP_NOT_INVITED: { number: 16, publicCode: 'OG_ACCESS' },
  SIGNUP_DOMAIN_NOT_ALLOWED: { number: 17, publicCode: 'OG_ACCESS' },
  SIGNUP_UNAVAILABLE: { number: 18, publicCode: 'OG_ACCESS' },
  GUARD_FAILED: { number: 19, publicCode: 'OG_RETRY' },
} as const satisfies Record<string, ReasonEntry>

export type Reason = keyof typeof REASONS

export const publicCodeOf = (reason: Reason): PublicCode => REASONS[reason].publicCode
