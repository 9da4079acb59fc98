import { REASONS, type Reason } from '../../policies/reasons.ts'

/** What an operator does about a refusal. What is said nowhere follows from its public code. */
export function remedyFor(reason: Reason): string {
  const said = REMEDIES[reason]
  if (said !== undefined) return said
  const [, code] = REASONS[reason]
  return BY_CODE[code]
}

const ADDRESS =
  'make sure that the person owns the new address: `test-address`, then `members rebind`, or `members relock`'

const REMEDIES: Partial<Readonly<Record<Reason, string>>> = {
  CONFIG_INVALID: 'correct the secret, then deploy: docs/runbook.md',
  EVENT_UNSUPPORTED: 'have the application use a door that the rulebook knows',
  STATE_TAMPERED:
    'find out who wrote `og_lock`, then `members relock` with an address you have checked',
  STATE_COPIED:
    'find out who copied `og_lock`, then `members relock` with an address you have checked',
  BLOCK_UNREADABLE:
    'look at `app_metadata.og_block` in the Dashboard, and write it anew or delete it',
  USER_SUSPENDED: 'if it was a mistake: `members lift-suspension`',
  ORG_BLOCKED: 'if it was a mistake: `members unblock --organization`',
  ORG_SUSPENDED: 'the organization as a whole is shut: its metadata says so',
  ORG_CONTEXT_MISSING: 'have the application send `organization` with the login',
  NOT_MEMBER: 'invite the person: `members invite`',
  EMAIL_UNVERIFIED: 'the person has to prove the address: send the verification again',
  EMAIL_ABSENT: 'give the profile a plain e-mail address',
  EMAIL_UNACCEPTABLE: 'give the profile a plain e-mail address',
  EMAIL_DRIFT: ADDRESS,
  REBIND_EXPIRED: ADDRESS,
  LOCK_MISSING: 'check the address, then `members relock`, or invite the person: `members invite`',
  SIGNUP_NOT_INVITED: 'invite the address: `members invite`',
  STATE_SHADOW_KEY: 'delete the key of the metadata that is named like a part of the profile',
  IDENTITY_MISMATCH: 'unlink the account of the other mailbox',
  CONNECTION_NOT_ALLOWED: 'have the person sign in where they were invited, or `members relock`',
  PHONE_DRIFT: 'have the former telephone number put back',
  USERNAME_DRIFT: 'have the former user name put back',
  PHONE_UNVERIFIED: 'have the telephone number proven, or taken off the profile',
  SOURCE_DOMAIN_MISMATCH: 'correct the address at the identity provider, or its domains',
}

const BY_CODE = {
  OG_ACCESS: 'nothing opens this to the person as things are: `reference` says what was missing',
  OG_REAUTH: 'have the person sign in anew',
  OG_ADMIN: 'look at what is stored, and at the policy in docs/your-tenant.md',
  OG_RETRY: 'have the person try again; if it stays, see docs/runbook.md',
} as const
