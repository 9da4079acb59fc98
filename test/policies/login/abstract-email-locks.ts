import type { LockEntry, Permission } from '../../../policies/lock.ts'
import type { LoginFacts, PersonAddress } from '../../../policies/login/facts.ts'
import { ANNS_MARK, aLogin, lockOf, OTHER_MARK, usable } from '../../builders/a-login.ts'
import { ACME, GLOBEX, MEMBERS } from '../../builders/ids.ts'
import { anEmailLock } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'
import { only, type WordsIn } from '../../builders/survey.ts'
import {
  abstractly,
  type BARE_LOCKS,
  locksOf,
  OLD_MARK,
  ORGANIZATIONS,
  PLAIN_SETTINGS,
} from './abstract-logins.ts'

/** Ann's mailbox by the signing key and by the one that retires, under a former domain, and Bob's. */
export const MARKS = {
  ann: ANNS_MARK,
  old: OLD_MARK,
  former: 'key.ann-at-the-former-domain',
  bob: OTHER_MARK,
} as const
type Whose = keyof typeof MARKS
type Place = 'acme' | 'globex'
const PLACES: readonly (readonly Place[])[] = [['acme'], ['globex'], ['acme', 'globex']]

export type AbstractEntry = {
  readonly whose: Whose
  readonly of: readonly Place[]
}
const ENTRIES = (Object.keys(MARKS) as Whose[]).flatMap((whose) =>
  PLACES.map((of): AbstractEntry => ({ whose, of })),
)
/** No entry, one, or two of different mailboxes. */
export const ENTRY_LISTS: readonly (readonly AbstractEntry[])[] = [
  [],
  ...ENTRIES.map((one) => [one]),
  ...ENTRIES.flatMap((one, at) =>
    ENTRIES.slice(at + 1)
      .filter(({ whose }) => whose !== one.whose)
      .map((other) => [one, other]),
  ),
]
export const LOCKED_AT_MS = NOON_MS - DAY_MS
const entryOf = ({ whose, of }: AbstractEntry): LockEntry => ({
  mark: MARKS[whose],
  memberships: of.map((place) => ({
    organization: place === 'acme' ? ACME : GLOBEX,
    identitySource: MEMBERS,
    origin: 'invitation',
    lockedAtMs: LOCKED_AT_MS,
  })),
})

/** Locks by the words of `BARE_LOCKS`, and by what they hold. */
export const emailLocks = (lists: readonly (readonly AbstractEntry[])[], isOutdated = false) =>
  locksOf(lists, (entries) => ({
    kind: 'held',
    isOutdated,
    ...lockOf(...entries.map(entryOf)),
    spent: ['spent'],
  }))
export const LOCKS = emailLocks(ENTRY_LISTS)
export type AbstractLock = keyof typeof BARE_LOCKS | readonly AbstractEntry[]
export const entriesIn = (lock: AbstractLock): readonly AbstractEntry[] =>
  typeof lock === 'string' ? [] : lock

export const isOf =
  (place: Place) =>
  ({ of }: AbstractEntry): boolean =>
    of.includes(place)

const ann = usable(MARKS.ann, MARKS.old)
const moved = (organization: string, untilMs: number): typeof ann => ({
  ...ann,
  formerly: [{ organization, untilMs, marks: [MARKS.former] }],
})
export const ADDRESSES = {
  absent: { kind: 'absent' },
  unacceptable: { kind: 'unacceptable' },
  ann,
  'ann, whom acme moved': moved(ACME, NOON_MS + 1),
  'ann, whom acme moved too long ago': moved(ACME, NOON_MS),
  'ann, whom globex moved': moved(GLOBEX, NOON_MS + 1),
} as const satisfies Readonly<Record<string, PersonAddress>>

/**
 * Whether somebody who writes from Ann's mailbox writes from the one of this entry: for a place, for any or
 * every place of the entry, or whatever anybody says of former domains.
 */
export function isAnns(
  { whose, of }: AbstractEntry,
  address: string,
  place: Place | 'any' | 'every' | 'as it stands',
): boolean {
  if (whose !== 'former') return whose !== 'bob'
  const mover = /whom (\w+) moved$/.exec(address)?.[1]
  if (place === 'any') return of.some((one) => one === mover)
  if (place === 'every') return of.every((one) => one === mover)
  return place === mover
}

const permission = (id: number, place: string, mark: string, leftMs: number): Permission => ({
  id: `permission-${id}`,
  organization: place,
  mark,
  expiresAtMs: NOON_MS + leftMs,
})
export const REBINDS: Readonly<Record<RebindWords, readonly Permission[]>> = {
  none: [],
  valid: [permission(0, ACME, MARKS.ann, 1)],
  'valid, by an older key': [permission(0, ACME, MARKS.old, 1)],
  over: [permission(0, ACME, MARKS.ann, 0)],
  'over and valid': [permission(0, ACME, MARKS.ann, 0), permission(1, ACME, MARKS.ann, 1)],
  'for globex': [permission(0, GLOBEX, MARKS.ann, 1)],
  'to bob': [permission(0, ACME, MARKS.bob, 1)],
}
type RebindWords =
  | 'none'
  | 'valid'
  | 'valid, by an older key'
  | 'over'
  | 'over and valid'
  | 'for globex'
  | 'to bob'
export const SPENT_REBIND: Permission = { ...permission(0, ACME, ANNS_MARK, DAY_MS), id: 'spent' }
/** Beside a lock that is held, also one that would move anything, did the lock not say that it was used up. */
export const besideLock = (
  rebinds: readonly Permission[],
  { kind }: LoginFacts['lock'],
): readonly Permission[] => (kind === 'held' ? [SPENT_REBIND, ...rebinds] : rebinds)

const SPACE = {
  organization: only(ORGANIZATIONS, 'acme', 'none', 'unknown'),
  lock: LOCKS,
  address: ADDRESSES,
  isProven: [true, false],
  door: ['sign-in', 'refresh'],
  rebinds: REBINDS,
  created: {
    'before the cut-over': (cutOverMs: number) => cutOverMs - 1,
    'at the cut-over': (cutOverMs: number) => cutOverMs,
    'nobody knows when': () => Number.NEGATIVE_INFINITY,
  },
  now: { 'before the cut-over': NOON_MS + 1, 'at the cut-over': NOON_MS },
  onMissing: ['adopt', 'observe', 'deny'],
} as const
export type EmailLockPoint = WordsIn<typeof SPACE>

/** Everything on which it depends whether `email-lock` refuses. */
export const EMAIL_LOCK = abstractly(
  SPACE,
  ({ organization, door, lock, rebinds, now: cutOverMs, created, onMissing, ...person }) => [
    aLogin({
      door,
      scope: { organization },
      lock,
      rebinds: besideLock(rebinds, lock),
      person: {
        createdAtMs: created(cutOverMs),
        address: person.address,
        addressVerified: person.isProven,
      },
    }),
    { ...PLAIN_SETTINGS, emailLock: anEmailLock({ onMissing, cutOverMs }) },
  ],
)
