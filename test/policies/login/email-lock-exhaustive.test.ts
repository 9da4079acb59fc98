import { describe, expect, test } from 'vitest'
import type { Lock, LockContent, LockOrigin } from '../../../policies/lock.ts'
import { emailLock } from '../../../policies/login/email-lock.ts'
import type { Verdict } from '../../../policies/policy.ts'
import { aLogin } from '../../builders/a-login.ts'
import { EVERY_DOOR } from '../../builders/every-door.ts'
import { ACME, GLOBEX, MEMBERS } from '../../builders/ids.ts'
import { anEmailLock, loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'
import { firstOf, type PointOf, survey, wordsOf } from '../../builders/survey.ts'
import {
  type AbstractEntry,
  addressOfWords,
  EMAIL_LOCK,
  type EmailLockPoint,
  ENTRY_LISTS,
  isAnns,
  LOCKED_AT_MS,
  lockOfWords,
  MARKS,
  rebindsOf,
} from './abstract-email-locks.ts'

const entriesIn = (lock: EmailLockPoint['lock']): readonly AbstractEntry[] =>
  typeof lock === 'string' ? [] : lock

/** What is asked of a person who has an address, in a named organization. */
function inAcme(point: EmailLockPoint): string {
  const { lock, address, isProven, door, rebinds, created, now, onMissing } = point
  const entries = entriesIn(lock)
  const granted = entries.filter(({ of }) => new Set<string>(of).has('acme'))
  const strangers = granted.filter((entry) => !isAnns(entry, address, 'acme'))
  if (granted.length > 0 && strangers.length === 0) return 'pass'
  const mayMove = rebinds.includes('valid') && door === 'sign-in' && isProven
  if (mayMove) return 'pass'
  if (granted.length > 0) return rebinds === 'over' ? 'deny REBIND_EXPIRED' : 'deny EMAIL_DRIFT'
  const isKnown = entries.some((entry) => isAnns(entry, address, 'any'))
  if (entries.length > 0 && !isKnown) return 'deny LOCK_MISSING'
  const isNew = created === 'at the cut-over' && lock === 'absent' && isProven && door === 'sign-in'
  const isOpen = now === 'before the cut-over' || isKnown || isNew
  return onMissing === 'observe' || (onMissing === 'adopt' && isOpen) ? 'pass' : 'deny LOCK_MISSING'
}

test('email-lock: the mailbox is the one that was granted', () => {
  const said = new Set<string>()
  const found = survey(EMAIL_LOCK.space, (point) => {
    const { organization, lock, address } = point
    const entries = entriesIn(lock)
    const expected = firstOf(
      [typeof lock === 'string' && lock !== 'absent', `deny ${String(lock)}`],
      [organization === 'none' && entries.length === 0, 'pass'],
      [address === 'absent', 'deny EMAIL_ABSENT'],
      [address === 'unacceptable' && entries.length > 0, 'deny EMAIL_DRIFT'],
      [address === 'unacceptable', 'deny EMAIL_UNACCEPTABLE'],
      [organization === 'acme', inAcme(point)],
      [
        organization === 'none' && !entries.some((entry) => isAnns(entry, address, 'any')),
        'deny EMAIL_DRIFT',
      ],
      [
        organization === 'unknown' && !entries.every((entry) => isAnns(entry, address, 'every')),
        'deny EMAIL_DRIFT',
      ],
    )
    const words = wordsOf(emailLock.evaluate(...EMAIL_LOCK.toLogin(point)))
    said.add(words)
    return words === expected ? undefined : { found: words, expected }
  })
  expect({ ...found, said: [...said].sort() }).toEqual({
    points: 644_112,
    failures: [],
    said: [
      'deny CONFIG_INVALID',
      'deny EMAIL_ABSENT',
      'deny EMAIL_DRIFT',
      'deny EMAIL_UNACCEPTABLE',
      'deny LOCK_MISSING',
      'deny REBIND_EXPIRED',
      'deny STATE_COPIED',
      'deny STATE_TAMPERED',
      'pass',
    ],
  })
})

/** Everything on which it depends whether an address may be adopted where none is locked yet. */
test('email-lock: what is adopted, before and after the cut-over', () => {
  const ELSEWHERE = ENTRY_LISTS.filter((entries) =>
    entries.every(({ of }) => of.length === 1 && of[0] === 'globex'),
  )
  const SPACE = {
    lock: ['absent', ...ELSEWHERE],
    origin: ['invitation', 'grant', 'rebind'],
    address: ['ann', 'ann, whom globex moved'],
    isProven: [true, false],
    isOfSource: [true, false],
    isVouched: [true, false],
    isDeceptive: [true, false],
    door: ['sign-in', 'refresh'],
    isYoung: [true, false],
    isOver: [true, false],
    onMissing: ['adopt', 'observe', 'deny'],
    newcomers: ['adopt', 'vouched', 'grant'],
    grants: ['none', 'valid', 'by an older key', 'over', 'for globex', 'to bob'],
  } as const
  type Point = PointOf<typeof SPACE>
  const isGranted = ({ grants }: Point): boolean =>
    grants === 'valid' || grants === 'by an older key'

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

  function verdictOf(point: Point): Verdict {
    const cutOverMs = point.isOver ? NOON_MS : NOON_MS + 1
    const address = addressOfWords(point.address)
    const ofMark = point.grants === 'by an older key' ? MARKS.old : MARKS.ann
    const grant = {
      id: 'grant',
      organization: point.grants === 'for globex' ? GLOBEX : ACME,
      mark: point.grants === 'to bob' ? MARKS.bob : ofMark,
      expiresAtMs: NOON_MS + (point.grants === 'over' ? 0 : 1),
    }
    return emailLock.evaluate(
      aLogin({
        door: point.door,
        lock: cameBy(lockOfWords(point.lock), point.origin),
        grants: point.grants === 'none' ? [] : [grant],
        isEnterpriseSource: !point.isVouched,
        person: {
          address:
            address.kind === 'usable' ? { ...address, isDeceptive: point.isDeceptive } : address,
          addressVerified: point.isProven,
          addressIsOfSource: point.isOfSource,
          createdAtMs: point.isYoung ? cutOverMs : cutOverMs - 1,
        },
      }),
      loginSettings({
        emailLock: anEmailLock({
          onMissing: point.onMissing,
          newcomers: point.newcomers,
          cutOverMs,
        }),
      }),
    )
  }

  function mustBe(point: Point): string {
    const { lock, address, isProven, newcomers } = point
    const entries = entriesIn(lock)
    const own = entries.filter((entry) => isAnns(entry, address, 'any'))
    const isHers = own.length > 0
    const isPermitted = point.origin !== 'invitation'
    const isOnlyHers = own.length === entries.length
    // A permission is for its own organization; until the cut-over anybody may adopt anything.
    const isOpen = !point.isOver && newcomers !== 'grant' && isOnlyHers
    const isKnown = isHers && (!isPermitted || isOpen)
    // A permission takes nothing from whoever never had more.
    const hasNoMore = lock === 'absent' || (isHers && isOnlyHers && isPermitted)
    const isNewcomer = hasNoMore && point.isYoung && isProven && point.door === 'sign-in'
    const isBelieved = newcomers === 'adopt' || (point.isOfSource && point.isVouched)
    const isLate = newcomers !== 'grant' && (isKnown || (isNewcomer && isBelieved))
    const isAbout = point.door === 'sign-in' && point.isOfSource && (isHers || isProven)
    return firstOf(
      [isGranted(point) && (isHers || isProven), isAbout ? 'lock, grant' : 'pass'],
      [entries.length > 0 && !isKnown && !isLate, 'deny LOCK_MISSING'],
      [point.onMissing === 'observe', 'pass'],
      [point.onMissing === 'deny' || (point.isOver && !isLate), 'deny LOCK_MISSING'],
      [point.isDeceptive && !isKnown, 'deny EMAIL_UNACCEPTABLE'],
      [isAbout && isKnown, `lock, ${isPermitted ? point.origin : 'known-address'}`],
      [isAbout, 'lock, first-seen'],
    )
  }

  const said = new Set<string>()
  const found = survey(SPACE, (point) => {
    const verdict = verdictOf(point)
    const record = verdict.kind === 'pass' ? verdict.record : undefined
    const made = record?.entries
      .flatMap(({ memberships }) => memberships)
      .find(({ organization }) => organization === ACME)
    const words = record === undefined ? wordsOf(verdict) : `lock, ${made?.origin}`
    const expected = mustBe(point)
    said.add(words)
    return words === expected ? undefined : { words, expected }
  })
  expect({ ...found, said: [...said].sort() }).toEqual({
    points: 12 * 2 ** 8 * 3 * 3 * 3 * 6,
    failures: [],
    said: [
      'deny EMAIL_UNACCEPTABLE',
      'deny LOCK_MISSING',
      'lock, first-seen',
      'lock, grant',
      'lock, known-address',
      'lock, rebind',
      'pass',
    ],
  })
})

describe('what it records', () => {
  const INTERACTIVE = ['sign-in', 'federation', 'native']
  const recordOf = (verdict: Verdict): LockContent | null =>
    verdict.kind === 'pass' ? (verdict.record ?? null) : null
  /** Each membership with its mailbox; the key that a mark was made with says nothing about that. */
  const membershipsOf = (record: LockContent | null): readonly string[] | null =>
    record === null
      ? null
      : record.entries
          .flatMap(({ mark, memberships }) =>
            memberships.map((one) =>
              [mark === MARKS.old ? MARKS.ann : mark, ...Object.values(one)].join(),
            ),
          )
          .sort()

  const SPACE = {
    lock: ['absent', ...ENTRY_LISTS],
    isOutdated: [false, true],
    address: ['ann', 'ann, whom acme moved'],
    door: EVERY_DOOR,
    who: ['the person', 'a linked account', 'somebody for them'],
    isProven: [true, false],
    rebinds: ['none', 'valid'],
    turn: ['has come', 'is yet to come', 'is that of the new'],
    isInvited: [false, true],
  } as const
  type Point = PointOf<typeof SPACE>
  const SPREAD = { fromMs: NOON_MS - DAY_MS, days: 2 }

  const evaluate = (point: Point): Verdict =>
    emailLock.evaluate(
      aLogin({
        door: point.door,
        actors: point.who === 'somebody for them' ? ['desk'] : [],
        lock: lockOfWords(point.lock, point.isOutdated),
        invitationClaimed: point.isInvited,
        rebinds: rebindsOf(point.rebinds, point.lock),
        person: {
          address: addressOfWords(point.address),
          addressVerified: point.isProven,
          addressIsOfSource: point.who !== 'a linked account',
          createdAtMs:
            point.turn === 'is that of the new' ? SPREAD.fromMs : Number.NEGATIVE_INFINITY,
          share: point.turn === 'has come' ? 0.5 : 0.51,
        },
      }),
      loginSettings({ emailLock: anEmailLock({ spread: SPREAD }) }),
    )
  const lines = (entries: readonly AbstractEntry[]): readonly string[] =>
    entries.flatMap(({ whose, of }) => {
      const mark = MARKS[whose === 'old' ? 'ann' : whose]
      return of.map((place) =>
        [mark, place === 'acme' ? ACME : GLOBEX, MEMBERS, 'invitation', LOCKED_AT_MS].join(),
      )
    })
  const line = (origin: string): string => [MARKS.ann, ACME, MEMBERS, origin, NOON_MS].join()

  /** Every membership that the record must hold, or null where there must be no record. */
  function mustHold(point: Point): readonly string[] | null {
    const entries = entriesIn(point.lock)
    const before = lines(entries)
    const granted = entries.filter(({ of }) => new Set<string>(of).has('acme'))
    const isUnchanged = granted.every((entry) => isAnns(entry, point.address, 'acme'))
    const isPresent = INTERACTIVE.includes(point.door) && point.who !== 'somebody for them'
    const isOwn = isPresent && point.who === 'the person'
    const isTurn = isPresent && point.turn !== 'is yet to come'
    if (granted.length > 0 && isUnchanged) {
      const isOld = point.isOutdated || entries.some(({ whose }) => whose === 'old')
      return isOld && isTurn ? before : null
    }
    if (point.rebinds === 'valid' && isOwn && point.isProven) {
      return [...before.filter((one) => !one.includes(ACME)), line('rebind')]
    }
    if (granted.length > 0) return null
    const isKnown = entries.some((entry) => isAnns(entry, point.address, 'any'))
    if (entries.length > 0 && !isKnown) return null
    if (!isOwn || !isTurn || !(isKnown || point.isProven)) return null
    if (isKnown) return [...before, line('known-address')]
    return [...before, line(point.isInvited ? 'invitation' : 'first-seen')]
  }

  test('the memberships it had, and the one of this login', () => {
    const found = survey(SPACE, (point) => {
      const record = recordOf(evaluate(point))
      const memberships = membershipsOf(record)
      const expected = mustHold(point)?.toSorted() ?? null
      if (JSON.stringify(memberships) !== JSON.stringify(expected)) return { memberships, expected }
      const isNewest =
        record === null ||
        record.entries
          .filter(({ memberships: all }) => all.some(({ lockedAtMs }) => lockedAtMs === NOON_MS))
          .every(({ mark }) => mark === MARKS.ann)
      if (!isNewest) return 'a new membership is marked with an older key'
      const granted = entriesIn(point.lock).filter(({ of }) => new Set<string>(of).has('acme'))
      const isKept =
        granted.length > 0 && granted.every((one) => isAnns(one, point.address, 'acme'))
      const staysOld = record?.entries.some(({ mark }) => mark === MARKS.old)
      return isKept && staysOld ? 'what is recorded keeps the mark of an older key' : undefined
    })
    expect(found).toEqual({ points: 235_008, failures: [] })
  })

  test('a permission is spent exactly where it moved something', () => {
    const found = survey(SPACE, (point) => {
      const record = recordOf(evaluate(point))
      if (record === null) return
      const moved = record.entries.some(({ memberships }) =>
        memberships.some(({ origin }) => origin === 'rebind'),
      )
      const before = point.lock === 'absent' ? [] : ['spent']
      const expected = moved ? [...before, 'permission-0'] : before
      return record.spent.join() === expected.join() ? undefined : record.spent
    })
    expect(found.failures).toEqual([])
  })
})

test('telephone number and user name are frozen once, and only what is proven', () => {
  const space = {
    lock: ['absent', 'held'],
    door: EVERY_DOOR,
    phone: ['absent', 'unmarked', 'marked'],
    isPhoneVerified: [true, false],
    username: ['absent', 'unmarked', 'marked'],
    lockedPhone: [null, 'before'],
    lockedUsername: [null, 'before'],
  } as const
  const identifier = (word: 'absent' | 'unmarked' | 'marked') =>
    word === 'absent'
      ? { kind: word }
      : { kind: 'present' as const, marks: word === 'marked' ? ['now', 'by an older key'] : [] }
  const found = survey(space, (point) => {
    const isHeld = point.lock === 'held'
    const [phone, username] = isHeld ? [point.lockedPhone, point.lockedUsername] : [null, null]
    const lock = isHeld
      ? { ...lockOfWords([{ whose: 'ann', of: ['acme'] }]), phone, username }
      : { kind: 'absent' as const }
    const verdict = emailLock.evaluate(
      aLogin({
        door: point.door,
        lock: lock as ReturnType<typeof lockOfWords>,
        person: {
          phone: { ...identifier(point.phone), verified: point.isPhoneVerified },
          username: identifier(point.username),
        },
      }),
      loginSettings(),
    )
    const record = verdict.kind === 'pass' ? verdict.record : undefined
    const newPhone = point.phone === 'marked' && point.isPhoneVerified ? 'now' : null
    const must = {
      phone: phone ?? newPhone,
      username: username ?? (point.username === 'marked' ? 'now' : null),
    }
    const isAnythingNew = !isHeld || must.phone !== phone || must.username !== username
    const isPresent = ['sign-in', 'federation', 'native'].includes(point.door)
    const expected = isAnythingNew && isPresent ? must : undefined
    const frozen = record && { phone: record.phone, username: record.username }
    return JSON.stringify(frozen) === JSON.stringify(expected) ? undefined : { frozen, expected }
  })
  expect(found).toEqual({ points: 1728, failures: [] })
})
