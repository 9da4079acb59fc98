import type { LockContent } from '../lock.ts'
import { deny, PASS, type Policy, type Verdict } from '../policy.ts'
import type { Identifier, LoginFacts, Person } from './facts.ts'
import type { LoginSettings } from './settings.ts'

/**
 * identifier-lock: telephone number and user name change only as the team allows.
 * Why: with flexible identifiers a person may sign in with either and never show the address.
 */
export const identifierLock: Policy<LoginFacts, LoginSettings> = {
  id: 'identifier-lock',
  question: 'Are telephone number and user name what they may be?',
  evaluate({ person: { phone, username }, lock }, { identifierLock: settings }) {
    if (lock.kind === 'unreadable') return deny(lock.reason)
    const locked = lock.kind === 'held' ? lock : { phone: null, username: null }
    const isProven = phone.kind === 'absent' || phone.verified
    if (settings.phone !== 'free' && !isProven) return deny('PHONE_UNVERIFIED')
    if (settings.phone === 'frozen' && hasDrifted(phone, locked.phone)) return deny('PHONE_DRIFT')
    const usernameDrifted = settings.username === 'frozen' && hasDrifted(username, locked.username)
    return usernameDrifted ? deny('USERNAME_DRIFT') : (PASS satisfies Verdict)
  },
}

/**
 * What is stored beside the addresses when they are: what was frozen stays, and what was not comes to
 * be. Where the team freezes nothing, nothing has marks.
 */
export const freezeIdentifiers = (
  content: LockContent,
  { phone, username }: Pick<Person, 'phone' | 'username'>,
): LockContent => ({
  ...content,
  // An unproven number is nobody's yet.
  phone: content.phone ?? (phone.verified ? markOf(phone) : null),
  username: content.username ?? markOf(username),
})

const markOf = (identifier: Identifier): string | null =>
  identifier.kind === 'present' ? (identifier.marks[0] ?? null) : null

/** What was frozen must still be there; what was never frozen cannot drift. */
const hasDrifted = (identifier: Identifier, locked: string | null): boolean =>
  locked !== null && !(identifier.kind === 'present' && identifier.marks.includes(locked))
