import { describe, expect, test } from 'vitest'
import type { Lock, LockEntry, LockOrigin, Permission } from '../../../policies/lock.ts'
import type { EmailLockSettings } from '../../../policies/login/email-lock.about.ts'
import { emailLock } from '../../../policies/login/email-lock.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import {
  ANNS_MARK,
  aLockEntry,
  aLogin,
  held,
  type LoginDifferences,
  lockOf,
  OTHER_MARK,
  usable,
} from '../../builders/a-login.ts'
import { ACME, GLOBEX, MEMBERS } from '../../builders/ids.ts'
import { anEmailLock, loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

const evaluate = (
  differences: LoginDifferences,
  emailLockSettings: Partial<EmailLockSettings> = {},
): Verdict =>
  emailLock.evaluate(
    aLogin(differences),
    loginSettings({ emailLock: anEmailLock(emailLockSettings) }),
  )

const LOCK_MISSING = deny('LOCK_MISSING')
const cutOverMs = NOON_MS - DAY_MS

const newEntry = (mark: string, origin: LockOrigin): LockEntry => ({
  mark,
  memberships: [{ organization: ACME, identitySource: MEMBERS, origin, lockedAtMs: NOON_MS }],
})
const recorded = (...entries: LockEntry[]): Verdict => ({
  kind: 'pass',
  record: lockOf(...entries),
})

/** Nothing is locked, and an account from before the cut-over. */
const absent = { lock: { kind: 'absent' } } satisfies LoginDifferences
const elsewhere = aLockEntry(OTHER_MARK, GLOBEX)

describe('a grant for the address', () => {
  const granted = (
    permission: Partial<Permission> = {},
    { person, ...differences }: LoginDifferences = {},
  ): LoginDifferences => ({
    ...absent,
    grants: [
      {
        id: 'grant-1',
        organization: ACME,
        mark: ANNS_MARK,
        expiresAtMs: NOON_MS + 1,
        ...permission,
      },
    ],
    ...differences,
    person: person ?? {},
  })
  const byGrant = recorded(newEntry(ANNS_MARK, 'grant'))
  const unproven = { person: { addressVerified: false } }

  test.each<[string, LoginDifferences, Verdict]>([
    ['locks it', granted(), byGrant],
    ['that has ended', granted({ expiresAtMs: NOON_MS }), LOCK_MISSING],
    ['that ends as late as one may', granted({ expiresAtMs: NOON_MS + 90 * DAY_MS }), byGrant],
    ['that ends later', granted({ expiresAtMs: NOON_MS + 90 * DAY_MS + 1 }), LOCK_MISSING],
    ['in another organization', granted({ organization: GLOBEX }), LOCK_MISSING],
    ['for another address', granted({ mark: OTHER_MARK }), LOCK_MISSING],
    [
      'made with an older key locks it under the newest',
      granted({ mark: 'older.ann' }, { person: { address: usable('newer.ann', 'older.ann') } }),
      recorded(newEntry('newer.ann', 'grant')),
    ],
    ['nobody proved', granted({}, unproven), LOCK_MISSING],
    [
      'beside what is locked to another',
      granted({}, { lock: held(elsewhere) }),
      recorded(elsewhere, newEntry(ANNS_MARK, 'grant')),
    ],
    [
      'that is known elsewhere, although nobody proved it again',
      granted({}, { ...unproven, lock: held(aLockEntry(ANNS_MARK, GLOBEX)) }),
      recorded({
        mark: ANNS_MARK,
        memberships: [
          ...aLockEntry(ANNS_MARK, GLOBEX).memberships,
          ...newEntry(ANNS_MARK, 'grant').memberships,
        ],
      }),
    ],
    [
      'a reader could take for another: the operator has looked at it',
      granted({}, { person: { address: { ...usable(ANNS_MARK), isDeceptive: true } } }),
      byGrant,
    ],
    ['at a door where nobody is there', granted({}, { door: 'refresh' }), PASS],
    ['of nobody known', granted({}, { isOwnerKnown: false }), PASS],
    [
      'while a linked account signs in',
      granted({}, { person: { addressIsOfSource: false } }),
      PASS,
    ],
    ['while somebody acts for the person', granted({}, { actors: ['desk'] }), PASS],
  ])('%s', (_what, differences, verdict) => {
    for (const onMissing of ['adopt', 'deny'] as const) {
      expect(evaluate(differences, { onMissing, cutOverMs })).toEqual(verdict)
    }
  })

  test('locks it where missing locks are only observed', () => {
    expect(evaluate(granted(), { onMissing: 'observe' })).toEqual(byGrant)
  })

  const firstSeen = recorded(newEntry(ANNS_MARK, 'first-seen'))
  const former = { organization: ACME, untilMs: NOON_MS + 1, marks: [OTHER_MARK] as const }
  test.each<[string, LoginDifferences, Verdict]>([
    ['for another address', granted({ mark: OTHER_MARK }), LOCK_MISSING],
    [
      'for the one under a former domain',
      granted(
        { mark: OTHER_MARK },
        { person: { address: { ...usable(ANNS_MARK), formerly: [former] } } },
      ),
      firstSeen,
    ],
    [
      'for another address, and has ended',
      granted({ mark: OTHER_MARK, expiresAtMs: NOON_MS }),
      firstSeen,
    ],
    [
      'for another address in another organization',
      granted({ mark: OTHER_MARK, organization: GLOBEX }),
      firstSeen,
    ],
  ])('before the cut-over, when it is %s', (_what, differences, verdict) => {
    expect(evaluate(differences, { cutOverMs: NOON_MS + 1 })).toEqual(verdict)
  })

  test('is one of several that count for something else', () => {
    const { grants = [] } = granted()
    const others = [
      ...(granted({ organization: GLOBEX }).grants ?? []),
      ...(granted({ mark: OTHER_MARK }).grants ?? []),
    ]
    expect(evaluate({ ...absent, grants: others }, { cutOverMs })).toEqual(LOCK_MISSING)
    expect(evaluate({ ...absent, grants: [...others, ...grants] }, { cutOverMs })).toEqual(byGrant)
  })
})

describe('an address beside what is locked to another', () => {
  const other = { lock: held(elsewhere) } satisfies LoginDifferences
  test.each<[string, LoginDifferences]>([
    ['a proven one', other],
    ['a claimed invitation', { ...other, invitationClaimed: true }],
    ['one of a person made only now', { ...other, person: { createdAtMs: NOON_MS } }],
    ['one nobody proved', { ...other, person: { addressVerified: false } }],
    ['at a door where nobody is there', { ...other, door: 'refresh' }],
  ])('is adopted at no time, whatever a missing lock means: %s', (_what, differences) => {
    for (const onMissing of ['adopt', 'observe', 'deny'] as const) {
      expect(evaluate(differences, { onMissing })).toEqual(LOCK_MISSING)
    }
  })
})

describe('an address that a reader could take for another', () => {
  const address = { ...usable(ANNS_MARK), isDeceptive: true }
  const UNACCEPTABLE = deny('EMAIL_UNACCEPTABLE')
  const known = aLockEntry(ANNS_MARK, GLOBEX)

  test.each<[string, LoginDifferences, Partial<EmailLockSettings>, Verdict]>([
    ['is not adopted', { ...absent, person: { address } }, {}, UNACCEPTABLE],
    [
      'is not let pass as unproven either',
      { ...absent, person: { address, addressVerified: false } },
      {},
      UNACCEPTABLE,
    ],
    ['is observed', { ...absent, person: { address } }, { onMissing: 'observe' }, PASS],
    [
      'of an older person, after the cut-over',
      { ...absent, person: { address } },
      { cutOverMs },
      LOCK_MISSING,
    ],
    [
      'is added where it is known from elsewhere',
      { lock: held(known), person: { address } },
      {},
      recorded({
        mark: ANNS_MARK,
        memberships: [...known.memberships, ...newEntry(ANNS_MARK, 'known-address').memberships],
      }),
    ],
    ['is used where it is locked', { person: { address } }, {}, PASS],
  ])('%s', (_what, differences, settings, verdict) => {
    expect(evaluate(differences, settings)).toEqual(verdict)
  })
})

describe('after the cut-over, by who may adopt an address', () => {
  const young = { createdAtMs: cutOverMs }
  const first = recorded(newEntry(ANNS_MARK, 'first-seen'))
  const known = recorded({
    mark: ANNS_MARK,
    memberships: [
      ...aLockEntry(ANNS_MARK, GLOBEX).memberships,
      ...newEntry(ANNS_MARK, 'known-address').memberships,
    ],
  })
  const newcomer: LoginDifferences = { ...absent, person: young }

  test.each<[string, LoginDifferences, Record<EmailLockSettings['newcomers'], Verdict>]>([
    [
      'an older person',
      absent,
      { adopt: LOCK_MISSING, vouched: LOCK_MISSING, grant: LOCK_MISSING },
    ],
    ['a newcomer', newcomer, { adopt: first, vouched: first, grant: LOCK_MISSING }],
    [
      'a newcomer with an unproven address',
      { ...absent, person: { ...young, addressVerified: false } },
      { adopt: LOCK_MISSING, vouched: LOCK_MISSING, grant: LOCK_MISSING },
    ],
    [
      'a newcomer through a linked account, for which nothing is recorded',
      { ...absent, person: { ...young, addressIsOfSource: false } },
      { adopt: LOCK_MISSING, vouched: LOCK_MISSING, grant: LOCK_MISSING },
    ],
    [
      'a newcomer from a company that may not vouch for the address',
      { ...newcomer, isEnterpriseSource: true, organizationDomains: ['globex.example.com'] },
      { adopt: first, vouched: LOCK_MISSING, grant: LOCK_MISSING },
    ],
    [
      'a newcomer from a company that may',
      { ...newcomer, isEnterpriseSource: true, organizationDomains: ['acme.example.com'] },
      { adopt: first, vouched: first, grant: LOCK_MISSING },
    ],
    [
      'a newcomer at a door where nobody is there',
      { ...newcomer, door: 'silent' },
      { adopt: LOCK_MISSING, vouched: LOCK_MISSING, grant: LOCK_MISSING },
    ],
    [
      'a newcomer in whose place somebody acts',
      { ...newcomer, actors: ['desk'] },
      { adopt: LOCK_MISSING, vouched: LOCK_MISSING, grant: LOCK_MISSING },
    ],
    [
      'a newcomer whose records could be of somebody else',
      { ...newcomer, isOwnerKnown: false },
      { adopt: LOCK_MISSING, vouched: LOCK_MISSING, grant: LOCK_MISSING },
    ],
    [
      'whoever has an address that is known elsewhere',
      { lock: held(aLockEntry(ANNS_MARK, GLOBEX)) },
      { adopt: known, vouched: known, grant: LOCK_MISSING },
    ],
    [
      'whoever was erased and comes back as a newcomer',
      { ...newcomer, wasErased: true },
      { adopt: LOCK_MISSING, vouched: LOCK_MISSING, grant: LOCK_MISSING },
    ],
    [
      'whoever was erased and has an address that is known elsewhere by now',
      { lock: held(aLockEntry(ANNS_MARK, GLOBEX)), wasErased: true },
      { adopt: LOCK_MISSING, vouched: LOCK_MISSING, grant: LOCK_MISSING },
    ],
  ])('%s', (_what, differences, verdicts) => {
    for (const newcomers of ['adopt', 'vouched', 'grant'] as const) {
      const verdict = evaluate(differences, { newcomers, cutOverMs })
      expect({ newcomers, verdict }).toEqual({ newcomers, verdict: verdicts[newcomers] })
    }
  })

  test('before it, everybody may, whoever it is to be later, but for the erased', () => {
    for (const newcomers of ['adopt', 'vouched', 'grant'] as const) {
      expect(evaluate(absent, { newcomers })).toEqual(first)
      expect(evaluate({ ...absent, wasErased: true }, { newcomers })).toEqual(LOCK_MISSING)
    }
  })
})

describe('an address that is known from another organization', () => {
  const of = (origin: LockOrigin, mark = ANNS_MARK): LockEntry => ({
    mark,
    memberships: [
      { organization: GLOBEX, identitySource: MEMBERS, origin, lockedAtMs: NOON_MS - DAY_MS },
    ],
  })
  const third = aLockEntry(OTHER_MARK, 'org_third')
  const PERMITTED: readonly LockOrigin[] = ['grant', 'rebind']
  const ORIGINS = ['invitation', 'first-seen', 'known-address', 'operator', ...PERMITTED] as const
  const NEWCOMERS = ['adopt', 'vouched', 'grant'] as const

  const isAdopted = (lock: Lock, settings: Partial<EmailLockSettings>): boolean => {
    const verdict = evaluate({ lock }, settings)
    if (verdict.kind !== 'pass') expect(verdict).toEqual(LOCK_MISSING)
    return verdict.kind === 'pass'
  }

  test.each(
    ORIGINS.flatMap((origin) => NEWCOMERS.map((newcomers) => [origin, newcomers] as const)),
  )('by %s, newcomers %s: alone, and beside another address', (origin, newcomers) => {
    const isPermitted = PERMITTED.includes(origin)
    expect([
      isAdopted(held(of(origin)), { newcomers }),
      isAdopted(held(of(origin), third), { newcomers }),
      isAdopted(held(of(origin)), { newcomers, cutOverMs }),
      isAdopted(held(of(origin), third), { newcomers, cutOverMs }),
      isAdopted(held(of(origin)), { newcomers, cutOverMs: NOON_MS }),
    ]).toEqual([
      !(isPermitted && newcomers === 'grant'),
      !isPermitted,
      newcomers !== 'grant' && !isPermitted,
      newcomers !== 'grant' && !isPermitted,
      newcomers !== 'grant' && !isPermitted,
    ])
  })

  test.each(PERMITTED)('by %s, before the cut-over: what rests on it says no more', (origin) => {
    const entry = of(origin)
    const [first] = newEntry(ANNS_MARK, origin).memberships
    const memberships = [...entry.memberships, ...(first ? [first] : [])]
    expect(evaluate({ lock: held(entry) })).toEqual(recorded({ ...entry, memberships }))
  })

  /** Locked elsewhere under a domain that an organization has left behind, by its own word. */
  const byFormerDomain = (origin: LockOrigin, mover: string) => {
    const FORMER = 'key.ann-at-the-former-domain'
    const former = { organization: mover, untilMs: NOON_MS + 1, marks: [FORMER] as const }
    const address = { ...usable(ANNS_MARK), formerly: [former] }
    const entry = { mark: FORMER, memberships: of(origin).memberships }
    return evaluate({ lock: held(entry), person: { address } }, { cutOverMs }).kind
  }

  test.each(ORIGINS.flatMap((origin) => [ACME, GLOBEX].map((mover) => [origin, mover] as const)))(
    'as %s, it is not known by what %s says of a former domain',
    (origin, mover) => {
      expect(byFormerDomain(origin, mover)).toBe('deny')
    },
  )

  const young = { createdAtMs: cutOverMs }
  const NOT_OF_SOURCE = { ...young, addressIsOfSource: false }
  test.each<[string, LoginDifferences, Record<'adopt' | 'vouched' | 'grant', boolean>]>([
    [
      'a newcomer’s other organizations stay open',
      { lock: held(of('grant')), person: young },
      { adopt: true, vouched: true, grant: false },
    ],
    [
      'a newcomer’s, whose address was moved',
      { lock: held(of('rebind')), person: young },
      { adopt: true, vouched: true, grant: false },
    ],
    [
      'not where the address is unproven',
      { lock: held(of('grant')), person: { ...young, addressVerified: false } },
      { adopt: false, vouched: false, grant: false },
    ],
    [
      'not through a linked account, as for any newcomer',
      { lock: held(of('grant')), person: NOT_OF_SOURCE },
      { adopt: false, vouched: false, grant: false },
    ],
    [
      'not for an older person',
      { lock: held(of('grant')), person: { createdAtMs: cutOverMs - 1 } },
      { adopt: false, vouched: false, grant: false },
    ],
    [
      'not beside another address',
      { lock: held(of('grant'), of('grant', OTHER_MARK)), person: young },
      { adopt: false, vouched: false, grant: false },
    ],
    [
      'not for another address',
      { lock: held(of('grant', OTHER_MARK)), person: young },
      { adopt: false, vouched: false, grant: false },
    ],
    [
      'not for one that is the permitted one by a former domain only',
      {
        lock: held(of('grant', OTHER_MARK)),
        person: {
          ...young,
          address: {
            ...usable(ANNS_MARK),
            formerly: [{ organization: GLOBEX, untilMs: NOON_MS + 1, marks: [OTHER_MARK] }],
          },
        },
      },
      { adopt: false, vouched: false, grant: false },
    ],
    [
      'not of a record that holds nothing any more',
      { lock: held(), person: young },
      { adopt: false, vouched: false, grant: false },
    ],
  ])('by a permission after the cut-over: %s', (_what, differences, adopted) => {
    const found = NEWCOMERS.map((newcomers) => {
      const verdict = evaluate(differences, { newcomers, cutOverMs })
      if (verdict.kind !== 'pass') expect(verdict).toEqual(LOCK_MISSING)
      return [newcomers, verdict.kind === 'pass']
    })
    expect(Object.fromEntries(found)).toEqual(adopted)
  })

  test('what a newcomer adopts beside a permission is locked as if there were none', () => {
    const entry = of('grant')
    const memberships = [...entry.memberships, ...newEntry(ANNS_MARK, 'first-seen').memberships]
    const login = { lock: held(entry), person: young }
    expect(evaluate(login, { newcomers: 'vouched', cutOverMs })).toEqual(
      recorded({ ...entry, memberships }),
    )
  })

  test('by a permission and otherwise too is known', () => {
    const [first] = of('grant').memberships
    const both = { ...aLockEntry(ANNS_MARK, 'org_fourth') }
    const entry = { ...both, memberships: [...both.memberships, ...(first ? [first] : [])] }
    expect(isAdopted(held(entry, third), {})).toBe(true)
  })
})
