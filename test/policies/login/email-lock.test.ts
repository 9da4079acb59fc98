import { describe, expect, test } from 'vitest'
import type { LockEntry } from '../../../policies/lock.ts'
import { type Door, INTERACTIVE_DOORS } from '../../../policies/login/door.ts'
import { emailLock } from '../../../policies/login/email-lock.ts'
import type { LoginFacts } from '../../../policies/login/facts.ts'
import type { LoginSettings } from '../../../policies/login/settings.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import {
  ANNS_MARK,
  aLockEntry,
  aLogin,
  held,
  inOrganization,
  type LoginDifferences,
  lockOf,
  OTHER_MARK,
  usable,
} from '../../builders/a-login.ts'
import { ACME, GLOBEX, MEMBERS } from '../../builders/ids.ts'
import { loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

type EmailLockSettings = Partial<LoginSettings['emailLock']>

const evaluate = (
  differences: LoginDifferences,
  settings: EmailLockSettings = {},
  trustedSources: readonly string[] = [],
): Verdict => {
  const plain = loginSettings()
  return emailLock.evaluate(
    aLogin(differences),
    loginSettings({ emailLock: { ...plain.emailLock, ...settings }, trustedSources }),
  )
}

const absent: Pick<LoginFacts, 'lock'> = { lock: { kind: 'absent' } }
const noAddress = { address: { kind: 'absent' } } as const
const deceiving = { address: { kind: 'unacceptable' } } as const
const otherAddress = { address: usable(OTHER_MARK) }
const noOrganization = { scope: { organization: { kind: 'none' } } } as const
const someOrganization = { scope: { organization: { kind: 'unknown' } } } as const
const toGlobex = { scope: { organization: inOrganization(GLOBEX) } }
const past: EmailLockSettings = { cutOverMs: NOON_MS - DAY_MS }

/** Nothing else in the record than these addresses. */
const recorded = (...entries: LockEntry[]): Verdict => ({
  kind: 'pass',
  record: expect.objectContaining(lockOf(...entries)),
})
const adopted = (
  organization: string,
  origin: LockEntry['memberships'][number]['origin'],
): LockEntry['memberships'][number] => ({
  organization,
  identitySource: MEMBERS,
  origin,
  lockedAtMs: NOON_MS,
})

describe('a membership with a locked address', () => {
  const lockOfTwo = held(aLockEntry(OTHER_MARK, GLOBEX), aLockEntry(ANNS_MARK, ACME))
  test.each<[string, LoginDifferences, Verdict]>([
    ['#2 is used with it', {}, PASS],
    ['#3 is used with another', { person: otherAddress }, deny('EMAIL_DRIFT')],
    [
      '#4 is refreshed with another',
      { person: otherAddress, door: 'refresh' },
      deny('EMAIL_DRIFT'),
    ],
    ['#14 is used without an address', { person: noAddress }, deny('EMAIL_ABSENT')],
    ['#9 is used with a deceiving address', { person: deceiving }, deny('EMAIL_DRIFT')],
    ['each organization has its own: the right one', { lock: lockOfTwo }, PASS],
    [
      'each organization has its own: the wrong one',
      { lock: lockOfTwo, ...toGlobex },
      deny('EMAIL_DRIFT'),
    ],
    [
      'two addresses for one organization match nobody',
      { lock: held(aLockEntry(ANNS_MARK, ACME), aLockEntry(OTHER_MARK, ACME)) },
      deny('EMAIL_DRIFT'),
    ],
    [
      'it is marked under an older key that is still believed',
      { door: 'refresh', person: { address: usable('newer.ann', ANNS_MARK) } },
      PASS,
    ],
    ['an unproven address that matches is a match', { person: { addressVerified: false } }, PASS],
  ])('%s', (_what, differences, verdict) => {
    for (const onMissing of ['adopt', 'observe', 'deny'] as const) {
      expect(evaluate(differences, { onMissing })).toEqual(verdict)
    }
  })
})

describe('a lock that cannot be read', () => {
  test.each(['CONFIG_INVALID', 'STATE_TAMPERED', 'STATE_COPIED'] as const)('%s', (reason) => {
    const lock = { kind: 'unreadable', reason } as const
    expect(evaluate({ lock }, { onMissing: 'observe' })).toEqual(deny(reason))
    expect(evaluate({ lock, person: noAddress })).toEqual(deny(reason))
    expect(evaluate({ lock, ...someOrganization })).toEqual(deny(reason))
    expect(evaluate({ lock, ...noOrganization })).toEqual(deny(reason))
  })
})

describe('a login outside any organization', () => {
  test.each<[string, LoginDifferences, Verdict]>([
    ['with the locked address', {}, PASS],
    [
      'with one of two locked addresses',
      { lock: held(aLockEntry(OTHER_MARK, GLOBEX), aLockEntry(ANNS_MARK, ACME)) },
      PASS,
    ],
    ['with another address', { person: otherAddress }, deny('EMAIL_DRIFT')],
    ['without an address', { person: noAddress }, deny('EMAIL_ABSENT')],
    ['with a deceiving address', { person: deceiving }, deny('EMAIL_DRIFT')],
    ['without a lock', absent, PASS],
    ['without a lock and an address', { ...absent, person: noAddress }, PASS],
    ['with a lock of nothing, and another address', { lock: held(), person: otherAddress }, PASS],
  ])('%s', (_what, differences, verdict) => {
    for (const onMissing of ['adopt', 'observe', 'deny'] as const) {
      expect(evaluate({ ...differences, ...noOrganization }, { onMissing })).toEqual(verdict)
    }
  })
})

describe('a login whose organization is unknown', () => {
  test.each<[string, LoginDifferences, Verdict]>([
    ['with the locked address', {}, PASS],
    ['with another address', { person: otherAddress }, deny('EMAIL_DRIFT')],
    [
      'with one of two locked addresses',
      { lock: held(aLockEntry(OTHER_MARK, GLOBEX), aLockEntry(ANNS_MARK, ACME)) },
      deny('EMAIL_DRIFT'),
    ],
    ['without a lock', absent, PASS],
    ['with a lock of nothing', { lock: held() }, PASS],
    ['without an address', { person: noAddress }, deny('EMAIL_ABSENT')],
    ['with a deceiving address', { person: deceiving }, deny('EMAIL_DRIFT')],
    [
      'with a deceiving address and no lock',
      { person: deceiving, ...absent },
      deny('EMAIL_UNACCEPTABLE'),
    ],
  ])('%s', (_what, differences, verdict) => {
    expect(evaluate({ ...differences, ...someOrganization }, past)).toEqual(verdict)
  })
})

describe('a membership without a locked address, before the cut-over', () => {
  test.each<[string, LoginDifferences, EmailLockSettings, Verdict]>([
    [
      'adopts the proven one',
      absent,
      {},
      recorded({ mark: ANNS_MARK, memberships: [adopted(ACME, 'first-seen')] }),
    ],
    [
      '#1 adopts it as invited when an invitation is claimed',
      { ...absent, invitationClaimed: true },
      {},
      recorded({ mark: ANNS_MARK, memberships: [adopted(ACME, 'invitation')] }),
    ],
    [
      '#7 lets an unproven one pass without adopting it',
      { ...absent, person: { addressVerified: false } },
      {},
      PASS,
    ],
    ['observes', absent, { onMissing: 'observe' }, PASS],
    ['refuses when missing locks are refused', absent, { onMissing: 'deny' }, deny('LOCK_MISSING')],
    [
      'refuses even a known address when missing locks are refused',
      toGlobex,
      { onMissing: 'deny' },
      deny('LOCK_MISSING'),
    ],
    ['#14 refuses no address', { ...absent, person: noAddress }, {}, deny('EMAIL_ABSENT')],
    [
      'refuses a deceiving address',
      { ...absent, person: deceiving },
      {},
      deny('EMAIL_UNACCEPTABLE'),
    ],
    [
      'refuses a deceiving address even when only observing',
      { ...absent, person: deceiving },
      { onMissing: 'observe' },
      deny('EMAIL_UNACCEPTABLE'),
    ],
    [
      'adds the organization to the address it knows',
      toGlobex,
      {},
      recorded({
        mark: ANNS_MARK,
        memberships: [...aLockEntry(ANNS_MARK, ACME).memberships, adopted(GLOBEX, 'known-address')],
      }),
    ],
    [
      'adds a known address although nobody proved it again',
      { ...toGlobex, person: { addressVerified: false } },
      {},
      recorded({
        mark: ANNS_MARK,
        memberships: [...aLockEntry(ANNS_MARK, ACME).memberships, adopted(GLOBEX, 'known-address')],
      }),
    ],
    [
      'keeps what is locked to other addresses',
      { ...toGlobex, lock: held(aLockEntry(OTHER_MARK, 'org_third'), aLockEntry(ANNS_MARK, ACME)) },
      {},
      recorded(aLockEntry(OTHER_MARK, 'org_third'), {
        mark: ANNS_MARK,
        memberships: [...aLockEntry(ANNS_MARK, ACME).memberships, adopted(GLOBEX, 'known-address')],
      }),
    ],
    [
      'an entry that is touched moves to the newest key',
      { ...toGlobex, person: { address: usable('newer.ann', ANNS_MARK) } },
      {},
      recorded({
        mark: 'newer.ann',
        memberships: [...aLockEntry(ANNS_MARK, ACME).memberships, adopted(GLOBEX, 'known-address')],
      }),
    ],
  ])('%s', (_what, differences, settings, verdict) => {
    expect(evaluate(differences, settings)).toEqual(verdict)
  })

  test('an unproven address from a trusted source is adopted', () => {
    expect(evaluate({ ...absent, person: { addressVerified: false } }, {}, [MEMBERS])).toEqual(
      recorded({ mark: ANNS_MARK, memberships: [adopted(ACME, 'first-seen')] }),
    )
  })

  test.each<Door>([
    'sign-in',
    'silent',
    'refresh',
    'password',
    'device',
    'back-channel',
    'federation',
    'native',
    'exchange',
    'on-behalf',
    'unknown',
  ])('at the door %s it is recorded only if a person is there', (door) => {
    const verdict = evaluate({ ...absent, door })
    expect(verdict.kind).toBe('pass')
    expect('record' in verdict).toBe(['sign-in', 'federation', 'native'].includes(door))
    expect(INTERACTIVE_DOORS.has(door)).toBe('record' in verdict)
  })
})

describe('a membership without a locked address, after the cut-over', () => {
  const cutOverMs = NOON_MS - DAY_MS
  const younger = { createdAtMs: cutOverMs }
  const known = recorded({
    mark: ANNS_MARK,
    memberships: [...aLockEntry(ANNS_MARK, ACME).memberships, adopted(GLOBEX, 'known-address')],
  })
  const first = recorded({ mark: ANNS_MARK, memberships: [adopted(ACME, 'first-seen')] })

  test.each<[string, LoginDifferences, Verdict]>([
    ['#22 an older person without any lock', absent, deny('LOCK_MISSING')],
    [
      '#22 a claimed invitation proves nothing',
      { ...absent, invitationClaimed: true },
      deny('LOCK_MISSING'),
    ],
    [
      'a person of unknown age',
      { ...absent, person: { createdAtMs: Number.NEGATIVE_INFINITY } },
      deny('LOCK_MISSING'),
    ],
    [
      'a person a millisecond too old',
      { ...absent, person: { createdAtMs: cutOverMs - 1 } },
      deny('LOCK_MISSING'),
    ],
    ['a person made at the very cut-over', { ...absent, person: younger }, first],
    [
      'a younger person who proved nothing',
      { ...absent, person: { ...younger, addressVerified: false } },
      deny('LOCK_MISSING'),
    ],
    [
      'a younger person, refreshing',
      { ...absent, person: younger, door: 'refresh' },
      deny('LOCK_MISSING'),
    ],
    ['#17 a known address in another organization', toGlobex, known],
    ['#17 a known address, refreshing', { ...toGlobex, door: 'refresh' }, PASS],
    [
      '#17 an unknown address in another organization',
      { ...toGlobex, person: otherAddress },
      deny('LOCK_MISSING'),
    ],
    [
      '#17 an unknown address of a younger person who holds a lock',
      { ...toGlobex, person: { ...otherAddress, ...younger } },
      deny('LOCK_MISSING'),
    ],
    [
      'a younger person whose lock is empty',
      { lock: held(), person: younger },
      deny('LOCK_MISSING'),
    ],
  ])('%s', (_what, differences, verdict) => {
    expect(evaluate(differences, { cutOverMs })).toEqual(verdict)
  })

  test('the cut-over is the moment itself, not the one after', () => {
    expect(evaluate(absent, { cutOverMs: NOON_MS })).toEqual(deny('LOCK_MISSING'))
    expect(evaluate(absent, { cutOverMs: NOON_MS + 1 })).toEqual(first)
  })

  test('observing ends there, and makes nobody a newcomer, as nothing is recorded', () => {
    const young = { ...absent, person: { createdAtMs: cutOverMs } }
    const observing = { onMissing: 'observe', cutOverMs, newcomers: 'adopt' } as const
    expect([
      evaluate(absent, observing),
      evaluate(young, observing),
      evaluate(toGlobex, observing),
      evaluate(young, { ...observing, onMissing: 'adopt' }),
    ]).toEqual([deny('LOCK_MISSING'), deny('LOCK_MISSING'), PASS, first])
  })
})

describe('#19 an organization that left a domain behind', () => {
  const former = (organization: string, untilMs: number): LoginDifferences => ({
    person: {
      address: {
        ...usable('key.ann-at-the-new-domain'),
        formerly: [{ organization, untilMs, marks: [ANNS_MARK] }],
      },
    },
  })
  test.each<[string, LoginDifferences, Verdict]>([
    ['the same mailbox under the new domain', former(ACME, NOON_MS + 1), PASS],
    ['after the time for that is over', former(ACME, NOON_MS), deny('EMAIL_DRIFT')],
    ['the domain of another organization', former(GLOBEX, NOON_MS + 1), deny('EMAIL_DRIFT')],
    [
      'the unknown organization may be the one that moved',
      { ...former(ACME, NOON_MS + 1), ...someOrganization },
      PASS,
    ],
    [
      'the unknown organization may be one that did not move',
      { ...former(GLOBEX, NOON_MS + 1), ...someOrganization },
      deny('EMAIL_DRIFT'),
    ],
    [
      'an unknown organization, after the time is over',
      { ...former(GLOBEX, NOON_MS), ...someOrganization },
      deny('EMAIL_DRIFT'),
    ],
  ])('%s', (_what, differences, verdict) => {
    expect(evaluate(differences)).toEqual(verdict)
  })
})

describe('a record that is not as it should be', () => {
  const outdated = { lock: { ...held(aLockEntry(ANNS_MARK, ACME)), isOutdated: true } as const }
  const withPhone = {
    person: { phone: { kind: 'present', marks: ['key.phone'], verified: true } },
  } as const
  const withUsername = {
    person: { username: { kind: 'present', marks: ['key.username'] } },
  } as const
  const content = lockOf(aLockEntry(ANNS_MARK, ACME))
  const spread = { fromMs: NOON_MS - DAY_MS, days: 10 }

  test.each<[string, LoginDifferences, EmailLockSettings, Verdict]>([
    [
      '#25 is made again with the new key',
      outdated as LoginDifferences,
      {},
      { kind: 'pass', record: expect.objectContaining(content) },
    ],
    [
      'an older mark in a record under the new key moves too',
      { person: { address: usable('newer.ann', ANNS_MARK) } },
      {},
      {
        kind: 'pass',
        record: expect.objectContaining(lockOf(aLockEntry('newer.ann', ACME))),
      },
    ],
    [
      'so does one of two, beside what is locked to another address',
      {
        lock: held(aLockEntry(OTHER_MARK, GLOBEX), aLockEntry(ANNS_MARK, ACME)),
        person: { address: usable('newer.ann', ANNS_MARK) },
      },
      {},
      {
        kind: 'pass',
        record: expect.objectContaining(
          lockOf(aLockEntry(OTHER_MARK, GLOBEX), aLockEntry('newer.ann', ACME)),
        ),
      },
    ],
    [
      'an older mark of another address stays, and is no reason to write',
      {
        lock: held(aLockEntry('newer.ann', ACME), aLockEntry(OTHER_MARK, GLOBEX)),
        person: { address: usable('newer.ann', ANNS_MARK) },
      },
      {},
      PASS,
    ],
    [
      'is completed by what is frozen',
      withPhone,
      {},
      { kind: 'pass', record: expect.objectContaining({ ...content, phone: 'key.phone' }) },
    ],
    [
      'what is frozen moves to the newest key, or the next rotation would lose it',
      {
        lock: { ...held(aLockEntry(ANNS_MARK, ACME)), phone: 'old.phone', username: 'old.name' },
        person: {
          phone: { kind: 'present', marks: ['new.phone', 'old.phone'], verified: false },
          username: { kind: 'present', marks: ['new.name', 'old.name'] },
        },
      } as LoginDifferences,
      {},
      {
        kind: 'pass',
        record: expect.objectContaining({ ...content, phone: 'new.phone', username: 'new.name' }),
      },
    ],
    [
      'what is frozen stays when nothing is there now',
      { lock: { ...outdated.lock, phone: 'old.phone', username: 'old.name' } } as LoginDifferences,
      {},
      { kind: 'pass', record: { ...content, phone: 'old.phone', username: 'old.name' } },
    ],
    [
      'what is frozen stays as it is when it is another one now',
      {
        lock: { ...held(aLockEntry(ANNS_MARK, ACME)), phone: 'old.phone' },
        person: { phone: { kind: 'present', marks: ['new.other', 'old.other'], verified: true } },
      } as LoginDifferences,
      {},
      PASS,
    ],
    [
      'is completed by the user name alone',
      withUsername,
      {},
      { kind: 'pass', record: { ...content, username: 'key.username' } },
    ],
    [
      'keeps the user name that is frozen',
      {
        ...withUsername,
        lock: { ...outdated.lock, username: 'key.frozen' },
      } as LoginDifferences,
      {},
      { kind: 'pass', record: { ...content, username: 'key.frozen' } },
    ],
    ['waits while nobody is there', { ...outdated, door: 'refresh' } as LoginDifferences, {}, PASS],
    ['waits while somebody acts', { ...outdated, actors: ['desk'] } as LoginDifferences, {}, PASS],
    [
      'waits for its turn',
      { ...outdated, person: { share: 0.5 } } as LoginDifferences,
      { spread },
      PASS,
    ],
    [
      'is made when its turn has come',
      { ...outdated, person: { share: 0.1 } } as LoginDifferences,
      { spread },
      { kind: 'pass', record: expect.objectContaining(content) },
    ],
    [
      'does not wait when the person is new',
      { ...outdated, person: { share: 0.99, createdAtMs: NOON_MS - DAY_MS } } as LoginDifferences,
      { spread },
      { kind: 'pass', record: expect.objectContaining(content) },
    ],
  ])('%s', (_what, differences, settings, verdict) => {
    expect(evaluate(differences, settings)).toEqual(verdict)
  })

  test('a missing lock waits for its turn too, and lets the person pass', () => {
    expect(evaluate({ ...absent, person: { share: 0.5 } }, { spread })).toEqual(PASS)
    expect(evaluate({ ...absent, person: { share: 0.1 } }, { spread })).toMatchObject({
      record: { entries: [{ mark: ANNS_MARK }] },
    })
  })
})
