import type { Reason } from './reasons.ts'

/** What each reason says, for operators. Apart from the codes, so that no Action carries the prose. */
export const REASON_SENTENCES: Readonly<Record<Reason, string>> = {
  CONFIG_INVALID: 'the guard has no key that matches its rulebook',
  EVENT_UNSUPPORTED: 'the login came through a door, or in a shape, that the guard does not know',
  STATE_TAMPERED: 'the address lock of this person does not carry a valid signature',
  STATE_COPIED: 'the address lock of this person was made for somebody else',
  BLOCK_UNREADABLE: 'the block record of this person cannot be read',
  USER_SUSPENDED: 'an administrator suspended this person everywhere',
  ORG_BLOCKED: 'an administrator blocked this person in this organization',
  ORG_CONTEXT_MISSING: 'the application demands an organization and the login names none',
  ORG_UNKNOWN_ON_REFRESH: 'the organization of the refreshed login cannot be known',
  NOT_MEMBER: 'nothing vouches that this person is a member of the organization',
  EMAIL_UNVERIFIED: 'the e-mail address was never proven',
  EMAIL_ABSENT: 'the profile has no e-mail address',
  EMAIL_UNACCEPTABLE: 'the e-mail address holds characters that can deceive a reader',
  EMAIL_DRIFT: 'the e-mail address is not the one that the membership was granted to',
  LOCK_MISSING: 'no address is locked for this membership and none may be adopted any more',
  SIGNUP_NOT_INVITED: 'no open invitation is addressed to this person',
  SIGNUP_DOMAIN_NOT_ALLOWED: 'the e-mail domain may not sign up',
  SIGNUP_UNAVAILABLE: 'whether this person is invited could not be found out',
  GUARD_FAILED: 'the guard itself failed',
}
