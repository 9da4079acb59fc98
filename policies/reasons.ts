/**
 * Every reason for which a person can be refused, once.
 * A reason names a fact and is permanent: it is in logs, alerts and references. A new meaning is a
 * new reason. The number is what a reference carries, so it is permanent too and never reused.
 */

/** What the application and the person may see; deliberately coarser than the reason. */
export type PublicCode = 'OG_ACCESS' | 'OG_REAUTH' | 'OG_ADMIN' | 'OG_RETRY'

type ReasonEntry = readonly [number: number, publicCode: PublicCode]

export const REASONS = {
  CONFIG_INVALID: [1, 'OG_ADMIN'],
  EVENT_UNSUPPORTED: [2, 'OG_ADMIN'],
  STATE_TAMPERED: [3, 'OG_ADMIN'],
  STATE_COPIED: [4, 'OG_ADMIN'],
  BLOCK_UNREADABLE: [5, 'OG_ADMIN'],
  USER_SUSPENDED: [6, 'OG_ADMIN'],
  ORG_BLOCKED: [7, 'OG_ADMIN'],
  ORG_CONTEXT_MISSING: [8, 'OG_ACCESS'],
  ORG_UNKNOWN_ON_REFRESH: [9, 'OG_REAUTH'],
  NOT_MEMBER: [10, 'OG_ACCESS'],
  EMAIL_UNVERIFIED: [11, 'OG_ACCESS'],
  EMAIL_ABSENT: [12, 'OG_ADMIN'],
  EMAIL_UNACCEPTABLE: [13, 'OG_ADMIN'],
  EMAIL_DRIFT: [14, 'OG_ADMIN'],
  LOCK_MISSING: [15, 'OG_ADMIN'],
  SIGNUP_NOT_INVITED: [16, 'OG_ACCESS'],
  SIGNUP_DOMAIN_NOT_ALLOWED: [17, 'OG_ACCESS'],
  SIGNUP_UNAVAILABLE: [18, 'OG_ACCESS'],
  GUARD_FAILED: [19, 'OG_RETRY'],
  STATE_SHADOW_KEY: [20, 'OG_ADMIN'],
  ORG_SUSPENDED: [21, 'OG_ACCESS'],
  MEMBERSHIP_UNAVAILABLE: [22, 'OG_RETRY'],
  REBIND_EXPIRED: [23, 'OG_ADMIN'],
  IDENTITY_MISMATCH: [24, 'OG_ADMIN'],
  CONNECTION_NOT_ALLOWED: [25, 'OG_ADMIN'],
  PHONE_DRIFT: [26, 'OG_ADMIN'],
  PHONE_UNVERIFIED: [27, 'OG_ADMIN'],
  USERNAME_DRIFT: [28, 'OG_ADMIN'],
  ACTOR_NOT_ALLOWED: [29, 'OG_ACCESS'],
  UPSTREAM_STALE: [30, 'OG_REAUTH'],
  UPSTREAM_EVIDENCE_MISSING: [31, 'OG_REAUTH'],
  M2M_NOT_ALLOWED: [32, 'OG_ACCESS'],
  SOURCE_DOMAIN_MISMATCH: [33, 'OG_ADMIN'],
} as const satisfies Record<string, ReasonEntry>

export type Reason = keyof typeof REASONS

export const publicCodeOf = (reason: Reason): PublicCode => REASONS[reason][1]
