import type { LockEntry, Permission } from '../../../policies/lock.ts'
import type { LoginFacts, PersonAddress } from '../../../policies/login/facts.ts'
import type { LoginSettings } from '../../../policies/login/settings.ts'
import { ANNS_MARK, aLogin, lockOf, OTHER_MARK, usable } from '../../builders/a-login.ts'
import { ACME, GLOBEX, MEMBERS } from '../../builders/ids.ts'
import { anEmailLock, loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'
import type { PointOf } from '../../builders/survey.ts'
import { contextOf, OLD_MARK } from './abstract-logins.ts'

/** Ann's mailbox by the signing key and by the one that retires, under a former domain, and Bob's. */
export const MARKS = {
  ann: ANNS_MARK,
  old: OLD_MARK,
  former: 'key.ann-at-the-former-domain',
  bob: OTHER_MARK,
} as const
type Whose = keyof typeof MARKS
const PLACES = [['acme'], ['globex'], ['acme', 'globex']] as const

export type AbstractEntry = {
  readonly whose: Whose
  readonly of: (typeof PLACES)[number]
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

export const LOCKS = [
  'absent',
  'CONFIG_INVALID',
  'STATE_TAMPERED',
  'STATE_COPIED',
  ...ENTRY_LISTS,
] as const
export const lockOfWords = (
  lock: (typeof LOCKS)[number],
  isOutdated = false,
): LoginFacts['lock'] => {
  if (typeof lock !== 'string') {
    return { kind: 'held', isOutdated, ...lockOf(...lock.map(entryOf)), spent: ['spent'] }
  }
  return lock === 'absent' ? { kind: lock } : { kind: 'unreadable', reason: lock }
}

export const ADDRESSES = [
  'absent',
  'unacceptable',
  'ann',
  'ann, whom acme moved',
  'ann, whom acme moved too long ago',
  'ann, whom globex moved',
] as const
export const addressOfWords = (address: (typeof ADDRESSES)[number]): PersonAddress => {
  if (address === 'absent' || address === 'unacceptable') return { kind: address }
  const former = {
    organization: address.includes('globex') ? GLOBEX : ACME,
    untilMs: address.includes('too long ago') ? NOON_MS : NOON_MS + 1,
    marks: [MARKS.former] as const,
  }
  const formerly = address === 'ann' ? [] : [former]
  return { ...usable(MARKS.ann, MARKS.old), formerly }
}

/**
 * Whether somebody who writes from Ann's mailbox writes from the one of this entry: for a place, or
 * for any or every place of the entry.
 */
export function isAnns(
  { whose, of }: AbstractEntry,
  address: string,
  place: 'acme' | 'globex' | 'any' | 'every',
): boolean {
  if (whose !== 'former') return whose !== 'bob'
  const mover = /whom (\w+) moved$/.exec(address)?.[1]
  if (place === 'any') return of.some((one) => one === mover)
  if (place === 'every') return of.every((one) => one === mover)
  return place === mover
}

export const REBINDS = {
  none: [],
  valid: [['acme', 'ann', 1]],
  'valid, by an older key': [['acme', 'old', 1]],
  over: [['acme', 'ann', 0]],
  'over and valid': [
    ['acme', 'ann', 0],
    ['acme', 'ann', 1],
  ],
  'for globex': [['globex', 'ann', 1]],
  'to bob': [['acme', 'bob', 1]],
} as const satisfies Record<string, readonly (readonly [string, Whose, number])[]>
export const rebindsOf = (
  words: keyof typeof REBINDS,
  lock: (typeof LOCKS)[number],
): readonly Permission[] => [
  // One that would move anything, did the lock not say that it was used up.
  ...(typeof lock === 'string' ? [] : [SPENT_REBIND]),
  ...REBINDS[words].map(([place, whose, leftMs], index) => ({
    id: `permission-${index}`,
    organization: place === 'acme' ? ACME : GLOBEX,
    mark: MARKS[whose],
    expiresAtMs: NOON_MS + leftMs,
  })),
]

export const SPENT_REBIND: Permission = {
  id: 'spent',
  organization: ACME,
  mark: ANNS_MARK,
  expiresAtMs: NOON_MS + DAY_MS,
}

const SPACE = {
  organization: ['acme', 'none', 'unknown'],
  lock: LOCKS,
  address: ADDRESSES,
  isProven: [true, false],
  door: ['sign-in', 'refresh'],
  rebinds: [
    'none',
    'valid',
    'valid, by an older key',
    'over',
    'over and valid',
    'for globex',
    'to bob',
  ],
  created: ['before the cut-over', 'at the cut-over', 'nobody knows when'],
  now: ['before the cut-over', 'at the cut-over'],
  onMissing: ['adopt', 'observe', 'deny'],
} as const
export type EmailLockPoint = PointOf<typeof SPACE>

/** What few words mean is made once: the space is large. */
const remembering = <Value>(): ((key: unknown, make: () => Value) => Value) => {
  const made = new Map<unknown, Value>()
  return (key, make) => {
    const known = made.get(key) ?? make()
    made.set(key, known)
    return known
  }
}
const locks = remembering<LoginFacts['lock']>()
const addresses = remembering<PersonAddress>()
const rebinds = remembering<readonly Permission[]>()
const settings = remembering<LoginSettings>()

/** Everything on which it depends whether `email-lock` refuses. */
export const EMAIL_LOCK = {
  space: SPACE,
  toLogin: (point: EmailLockPoint): readonly [LoginFacts, LoginSettings] => {
    const { lock, address, onMissing } = point
    const cutOverMs = point.now === 'at the cut-over' ? NOON_MS : NOON_MS + 1
    const createdAtMs =
      point.created === 'nobody knows when'
        ? Number.NEGATIVE_INFINITY
        : point.created === 'at the cut-over'
          ? cutOverMs
          : cutOverMs - 1
    const login = aLogin({
      door: point.door,
      scope: { organization: contextOf(point.organization) },
      lock: locks(lock, () => lockOfWords(lock)),
      rebinds: rebinds(`${point.rebinds}|${typeof lock}`, () => rebindsOf(point.rebinds, lock)),
      person: {
        createdAtMs,
        address: addresses(address, () => addressOfWords(address)),
        addressVerified: point.isProven,
      },
    })
    const make = (): LoginSettings =>
      loginSettings({ emailLock: anEmailLock({ onMissing, cutOverMs }) })
    return [login, settings(`${onMissing}|${cutOverMs}`, make)]
  },
}
