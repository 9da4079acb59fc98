import { deny, PASS, type Policy, type Verdict } from '../policy.ts'
import type { Identifier, LoginFacts } from './facts.ts'
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

/** What was frozen must still be there; what was never frozen cannot drift. */
const hasDrifted = (identifier: Identifier, locked: string | null): boolean =>
  locked !== null && !(identifier.kind === 'present' && identifier.marks.includes(locked))
