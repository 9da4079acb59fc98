import { expect, test } from 'vitest'
import type { Lock, LockContent, LockOrigin } from '../../../policies/lock.ts'
import { emailLock } from '../../../policies/login/email-lock.ts'
import { aLockEntry, aLogin, held } from '../../builders/a-login.ts'
import { EVERY_DOOR } from '../../builders/every-door.ts'
import { ACME, GLOBEX, MEMBERS } from '../../builders/ids.ts'
import { anEmailLock } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'
import {
  agreed,
  type FactsIn,
  firstOf,
  only,
  survey,
  type WordsIn,
  wordsOf,
} from '../../builders/survey.ts'
import {
  type AbstractEntry,
  ADDRESSES,
  besideLock,
  EMAIL_LOCK,
  type EmailLockPoint,
  ENTRY_LISTS,
  entriesIn,
  isAnns,
  isOf,
  LOCKED_AT_MS,
  LOCKS,
  MARKS,
  REBINDS,
} from './abstract-email-locks.ts'
import { PLAIN_SETTINGS } from './abstract-logins.ts'

/** What is asked of a person who has an address, in a named organization. */
function inAcme(point: EmailLockPoint): string {
  const { lock, address, isProven, door, rebinds, created, now, onMissing } = point
  const entries = entriesIn(lock)
  const granted = entries.filter(isOf('acme'))
  const strangers = granted.filter((entry) => !isAnns(entry, address, 'acme'))
  if (granted.length > 0 && strangers.length === 0) return 'pass'
  const mayMove = rebinds.includes('valid') && door === 'sign-in' && isProven
  if (mayMove) return 'pass'
  if (granted.length > 0) return rebinds === 'over' ? 'deny REBIND_EXPIRED' : 'deny EMAIL_DRIFT'
  const isKnown = entries.some((entry) => isAnns(entry, address, 'as it stands'))
  if (entries.length > 0 && !isKnown) return 'deny LOCK_MISSING'
  const isRecorded = onMissing === 'adopt' && door === 'sign-in'
  const isNew = created === 'at the cut-over' && lock === 'absent' && isProven && isRecorded
  const isOpen = now === 'before the cut-over' || isKnown || isNew
  return onMissing !== 'deny' && isOpen ? 'pass' : 'deny LOCK_MISSING'
}

test('email-lock: the mailbox is the one that was granted', () => {
  const found = survey(
    EMAIL_LOCK.space,
    (facts) => wordsOf(emailLock.evaluate(...EMAIL_LOCK.toLogin(facts))),
    (point) => {
      const { organization, lock, address } = point
      const entries = entriesIn(lock)
      const isHers = (where: 'any' | 'every') => (entry: AbstractEntry) =>
        isAnns(entry, address, where)
      return firstOf(
        [typeof lock === 'string' && lock !== 'absent', `deny ${lock}`],
        [organization === 'none' && entries.length === 0, 'pass'],
        [address === 'absent', 'deny EMAIL_ABSENT'],
        [address === 'unacceptable' && entries.length > 0, 'deny EMAIL_DRIFT'],
        [address === 'unacceptable', 'deny EMAIL_UNACCEPTABLE'],
        [organization === 'acme', inAcme(point)],
        [organization === 'none' && !entries.some(isHers('any')), 'deny EMAIL_DRIFT'],
        [organization === 'unknown' && !entries.every(isHers('every')), 'deny EMAIL_DRIFT'],
      )
    },
  )
  expect(found).toEqual(
    agreed(
      644_112,
      'deny CONFIG_INVALID, deny EMAIL_ABSENT, deny EMAIL_DRIFT, deny EMAIL_UNACCEPTABLE',
      'deny LOCK_MISSING, deny REBIND_EXPIRED, deny STATE_COPIED, deny STATE_TAMPERED, pass',
    ),
  )
})

/** Everything on which it depends whether an address may be adopted where none is locked yet. */
test('email-lock: what is adopted, before and after the cut-over', () => {
  const ELSEWHERE = ENTRY_LISTS.filter((entries) =>
    entries.every(({ of }) => of.length === 1 && of[0] === 'globex'),
  )
  const grant = (organization: string, mark: string, leftMs = 1) => [
    { id: 'grant', organization, mark, expiresAtMs: NOON_MS + leftMs },
  ]
  const SPACE = {
    lock: only(LOCKS, 'absent', ...ELSEWHERE),
    origin: ['invitation', 'grant', 'rebind'],
    address: only(ADDRESSES, 'ann', 'ann, whom globex moved', 'ann, whom acme moved'),
    isProven: [true, false],
    isOfSource: [true, false],
    isVouched: [true, false],
    isDeceptive: [true, false],
    door: ['sign-in', 'refresh'],
    isYoung: [true, false],
    isOver: [true, false],
    wasErased: [true, false],
    onMissing: ['adopt', 'observe', 'deny'],
    newcomers: ['adopt', 'vouched', 'grant'],
    grants: {
      none: [],
      valid: grant(ACME, MARKS.ann),
      'by an older key': grant(ACME, MARKS.old),
      over: grant(ACME, MARKS.ann, 0),
      'for globex': grant(GLOBEX, MARKS.ann),
      'to bob': grant(ACME, MARKS.bob),
      'to bob, over': grant(ACME, MARKS.bob, 0),
      'to her former domain': grant(ACME, MARKS.former),
    },
  } as const
  const cameBy = (lock: Lock, origin: LockOrigin): Lock =>
    lock.kind === 'held'
      ? {
          ...lock,
          entries: lock.entries.map((entry) => ({
            ...entry,
            memberships: entry.memberships.map((one) => ({ ...one, origin })),
          })),
        }
      : lock

  function mustBe(point: WordsIn<typeof SPACE>): string {
    const { lock, address, isProven, newcomers, grants } = point
    const entries = entriesIn(lock)
    const own = entries.filter((entry) => isAnns(entry, address, 'as it stands'))
    const isHers = own.length > 0
    const isPermitted = point.origin !== 'invitation'
    const isOnlyHers = own.length === entries.length
    // A permission is for its own organization; until the cut-over anybody may adopt anything.
    const isOpen = !point.isOver && newcomers !== 'grant' && isOnlyHers
    const isKnown = isHers && (!isPermitted || isOpen)
    // A permission takes nothing from whoever never had more.
    const hasNoMore = lock === 'absent' || (isHers && isOnlyHers && isPermitted)
    const isRecorded = point.onMissing !== 'observe' && point.door === 'sign-in'
    const isNewcomer = hasNoMore && point.isYoung && isProven && isRecorded
    const isBelieved = point.isOfSource && (newcomers === 'adopt' || point.isVouched)
    const isLate = newcomers !== 'grant' && (isKnown || (isNewcomer && isBelieved))
    const isAbout = point.door === 'sign-in' && point.isOfSource && (isHers || isProven)
    const isGranted = grants === 'valid' || grants === 'by an older key'
    // Acme has left that domain behind for some of the addresses asked about: to them it names nobody else.
    const isHersAtAcme = grants === 'to her former domain' && address === 'ann, whom acme moved'
    const isAnothers = grants === 'to bob' || (grants === 'to her former domain' && !isHersAtAcme)
    return firstOf(
      [isGranted && (isHers || isProven), isAbout ? 'lock, grant' : 'pass'],
      [point.wasErased || isAnothers, 'deny LOCK_MISSING'],
      [entries.length > 0 && !isKnown && !isLate, 'deny LOCK_MISSING'],
      [point.onMissing === 'deny' || (point.isOver && !isLate), 'deny LOCK_MISSING'],
      [point.onMissing === 'observe', 'pass'],
      [point.isDeceptive && !isKnown, 'deny EMAIL_UNACCEPTABLE'],
      [isAbout && isKnown, `lock, ${isPermitted ? point.origin : 'known-address'}`],
      [isAbout, 'lock, first-seen'],
    )
  }

  const found = survey(
    SPACE,
    ({ door, lock, origin, grants, onMissing, newcomers, ...point }) => {
      const cutOverMs = point.isOver ? NOON_MS : NOON_MS + 1
      const verdict = emailLock.evaluate(
        aLogin({
          door,
          lock: cameBy(lock, origin),
          grants,
          wasErased: point.wasErased,
          isEnterpriseSource: !point.isVouched,
          person: {
            address: { ...point.address, isDeceptive: point.isDeceptive },
            addressVerified: point.isProven,
            addressIsOfSource: point.isOfSource,
            createdAtMs: point.isYoung ? cutOverMs : cutOverMs - 1,
          },
        }),
        { ...PLAIN_SETTINGS, emailLock: anEmailLock({ onMissing, newcomers, cutOverMs }) },
      )
      const record = verdict.kind === 'pass' ? verdict.record : undefined
      const made = record?.entries
        .flatMap(({ memberships }) => memberships)
        .find(({ organization }) => organization === ACME)
      return record === undefined ? wordsOf(verdict) : `lock, ${made?.origin}`
    },
    mustBe,
  )
  expect(found).toEqual(
    agreed(
      12 * 2 ** 8 * 3 * 3 * 3 * 3 * 8,
      'deny EMAIL_UNACCEPTABLE, deny LOCK_MISSING, lock, first-seen, lock, grant',
      'lock, known-address, lock, rebind, pass',
    ),
  )
})

/** The doors of somebody who is there. */
const INTERACTIVE: readonly string[] = ['sign-in', 'federation', 'native']

/** And a permission is spent exactly where it moved something. */
test('email-lock records the memberships it had, and the one of this login', () => {
  const SPREAD = { fromMs: NOON_MS - DAY_MS, days: 2 }
  const SPACE = {
    lock: only(LOCKS, 'absent', ...ENTRY_LISTS),
    isOutdated: [false, true],
    address: only(ADDRESSES, 'ann', 'ann, whom acme moved'),
    door: EVERY_DOOR,
    who: ['the person', 'a linked account', 'somebody for them'],
    isProven: [true, false],
    rebinds: only(REBINDS, 'none', 'valid'),
    turn: {
      'has come': { createdAtMs: Number.NEGATIVE_INFINITY, share: 0.5 },
      'is yet to come': { createdAtMs: Number.NEGATIVE_INFINITY, share: 0.51 },
      'is that of the new': { createdAtMs: SPREAD.fromMs, share: 0.51 },
    },
    isInvited: [false, true],
  } as const
  type Point = WordsIn<typeof SPACE>

  const settings = { ...PLAIN_SETTINGS, emailLock: anEmailLock({ spread: SPREAD }) }
  const recordOf = ({ lock, turn, ...facts }: FactsIn<typeof SPACE>): LockContent | undefined => {
    const login = aLogin({
      door: facts.door,
      actors: facts.who === 'somebody for them' ? ['desk'] : [],
      lock: lock.kind === 'held' ? { ...lock, isOutdated: facts.isOutdated } : lock,
      invitationClaimed: facts.isInvited,
      rebinds: besideLock(facts.rebinds, lock),
      person: {
        address: facts.address,
        addressVerified: facts.isProven,
        addressIsOfSource: facts.who !== 'a linked account',
        ...turn,
      },
    })
    const verdict = emailLock.evaluate(login, settings)
    return verdict.kind === 'pass' ? verdict.record : undefined
  }
  const line = (origin: string): string => [MARKS.ann, ACME, MEMBERS, origin, NOON_MS].join()
  /** Each membership with its mailbox; the key that a mark was made with says nothing about that. */
  const linesOf = (entries: LockContent['entries']): readonly string[] =>
    entries.flatMap(({ mark, memberships }) =>
      memberships.map((one) =>
        [mark === MARKS.old ? MARKS.ann : mark, ...Object.values(one)].join(),
      ),
    )
  const linesBefore = ({ whose, of }: AbstractEntry): readonly string[] => {
    const mark = MARKS[whose === 'old' ? 'ann' : whose]
    return of.map((place) =>
      [mark, place === 'acme' ? ACME : GLOBEX, MEMBERS, 'invitation', LOCKED_AT_MS].join(),
    )
  }
  const isKept = ({ lock, address }: Point): boolean => {
    const granted = entriesIn(lock).filter(isOf('acme'))
    return granted.length > 0 && granted.every((entry) => isAnns(entry, address, 'acme'))
  }
  const told = (memberships: readonly string[], spent: readonly string[]): string =>
    `${memberships.toSorted().join(' ')} spent: ${spent.join()}`

  /** Every membership that the record must hold, or null where there must be no record. */
  function mustHold(point: Point): readonly string[] | null {
    const entries = entriesIn(point.lock)
    const before = entries.flatMap(linesBefore)
    const isPresent = INTERACTIVE.includes(point.door) && point.who !== 'somebody for them'
    const isOwn = isPresent && point.who === 'the person'
    const isTurn = isPresent && point.turn !== 'is yet to come'
    if (isKept(point)) {
      const isOld = point.isOutdated || entries.some(({ whose }) => whose === 'old')
      return isOld && isTurn ? before : null
    }
    if (point.rebinds === 'valid' && isOwn && point.isProven) {
      return [...before.filter((one) => !one.includes(ACME)), line('rebind')]
    }
    if (entries.some(isOf('acme'))) return null
    const isKnown = entries.some((entry) => isAnns(entry, point.address, 'as it stands'))
    if (entries.length > 0 && !isKnown) return null
    if (!isOwn || !isTurn || !(isKnown || point.isProven)) return null
    if (isKnown) return [...before, line('known-address')]
    return [...before, line(point.isInvited ? 'invitation' : 'first-seen')]
  }

  const found = survey(
    SPACE,
    (facts, words) => {
      const record = recordOf(facts)
      if (record === undefined) return 'nothing'
      const old = record.entries.filter(({ mark }) => mark === MARKS.old)
      const isNewOld = old.some(({ memberships }) =>
        memberships.some(({ lockedAtMs }) => lockedAtMs === NOON_MS),
      )
      if (isNewOld) return 'a new membership that is marked with an older key'
      if (isKept(words) && old.length > 0) return 'the mark of an older key, kept'
      return told(linesOf(record.entries), record.spent)
    },
    (point) => {
      const memberships = mustHold(point)
      if (memberships === null) return 'nothing'
      const spent = point.lock === 'absent' ? [] : ['spent']
      const isMoved = memberships.includes(line('rebind'))
      return told(memberships, isMoved ? [...spent, 'permission-0'] : spent)
    },
  )
  expect(found).toMatchObject({ points: 235_008, failures: [] })
})

test('telephone number and user name are frozen once, and only what is proven', () => {
  const IDENTIFIERS = {
    absent: { kind: 'absent' },
    unmarked: { kind: 'present', marks: [] },
    marked: { kind: 'present', marks: ['now', 'by an older key'] },
  } as const
  const SPACE = {
    lock: { absent: { kind: 'absent' }, held: held(aLockEntry(MARKS.ann, ACME)) },
    door: EVERY_DOOR,
    phone: IDENTIFIERS,
    verified: [true, false],
    username: IDENTIFIERS,
    lockedPhone: [null, 'before'],
    lockedUsername: [null, 'before'],
  } as const
  const told = (phone: string | null, username: string | null) => `${phone} and ${username}`
  const found = survey(
    SPACE,
    ({ lock, door, phone, verified, username, lockedPhone, lockedUsername }) => {
      const verdict = emailLock.evaluate(
        aLogin({
          door,
          lock:
            lock.kind === 'held' ? { ...lock, phone: lockedPhone, username: lockedUsername } : lock,
          person: { phone: { ...phone, verified }, username },
        }),
        PLAIN_SETTINGS,
      )
      const record = verdict.kind === 'pass' ? verdict.record : undefined
      return record === undefined ? 'nothing' : told(record.phone, record.username)
    },
    (point) => {
      const isHeld = point.lock === 'held'
      const phone = isHeld ? point.lockedPhone : null
      const username = isHeld ? point.lockedUsername : null
      const isProven = point.phone === 'marked' && point.verified
      const must = told(
        phone ?? (isProven ? 'now' : null),
        username ?? (point.username === 'marked' ? 'now' : null),
      )
      const isAnythingNew = !isHeld || must !== told(phone, username)
      return isAnythingNew && INTERACTIVE.includes(point.door) ? must : 'nothing'
    },
  )
  expect(found).toMatchObject({ points: 1728, failures: [] })
})
