import { describe, expect, test } from 'vitest'
import type { Permission } from '../../../policies/lock.ts'
import { emailLock } from '../../../policies/login/email-lock.ts'
import { deny, type Verdict } from '../../../policies/policy.ts'
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

const permission: Permission = {
  id: 'permission-1',
  organization: ACME,
  mark: OTHER_MARK,
  expiresAtMs: NOON_MS + DAY_MS,
}
/** Ann's address was changed, and an operator had allowed that. */
const moved = {
  person: { address: usable(OTHER_MARK) },
  rebinds: [permission],
} satisfies LoginDifferences
const evaluate = (differences: LoginDifferences): Verdict =>
  emailLock.evaluate(aLogin(differences), loginSettings())

const recorded = (...spent: string[]): Verdict => ({
  kind: 'pass',
  record: expect.objectContaining({
    ...lockOf({
      mark: OTHER_MARK,
      memberships: [
        { organization: ACME, identitySource: MEMBERS, origin: 'rebind', lockedAtMs: NOON_MS },
      ],
    }),
    spent,
  }),
})
const expired = { ...permission, id: 'permission-0', expiresAtMs: NOON_MS }

describe('a permission to move', () => {
  test.each<[string, LoginDifferences, Verdict]>([
    ['#15 moves the lock, and is spent', moved, recorded('permission-1')],
    [
      'is needed for the very address',
      { ...moved, person: { address: usable('key.third') } },
      deny('EMAIL_DRIFT'),
    ],
    [
      'is needed for this organization',
      { ...moved, rebinds: [{ ...permission, organization: GLOBEX }] },
      deny('EMAIL_DRIFT'),
    ],
    ['that has expired', { ...moved, rebinds: [expired] }, deny('REBIND_EXPIRED')],
    [
      'that has a millisecond left',
      { ...moved, rebinds: [{ ...permission, expiresAtMs: NOON_MS + 1 }] },
      recorded('permission-1'),
    ],
    [
      'that ends as late as one may',
      { ...moved, rebinds: [{ ...permission, expiresAtMs: NOON_MS + 90 * DAY_MS }] },
      recorded('permission-1'),
    ],
    [
      'that ends later than that',
      { ...moved, rebinds: [{ ...permission, expiresAtMs: NOON_MS + 90 * DAY_MS + 1 }] },
      deny('EMAIL_DRIFT'),
    ],
    [
      'that was given again after an earlier one had expired',
      { ...moved, rebinds: [expired, permission] },
      recorded('permission-1'),
    ],
    [
      'beside one that has expired',
      { ...moved, rebinds: [permission, expired] },
      recorded('permission-1'),
    ],
    [
      'to an address nobody proved',
      { ...moved, person: { address: usable(OTHER_MARK), addressVerified: false } },
      deny('EMAIL_DRIFT'),
    ],
    ['while nobody is there', { ...moved, door: 'refresh' }, deny('EMAIL_DRIFT')],
    ['while somebody acts for the person', { ...moved, actors: ['desk'] }, deny('EMAIL_DRIFT')],
    [
      'of somebody whose records could be those of somebody else',
      { ...moved, isOwnerKnown: false },
      deny('EMAIL_DRIFT'),
    ],
    [
      'while a linked account signs in',
      { ...moved, person: { ...moved.person, addressIsOfSource: false } },
      deny('EMAIL_DRIFT'),
    ],
    [
      'whose mark was made with an older key',
      { ...moved, person: { address: usable('newer.other', OTHER_MARK) } },
      {
        kind: 'pass',
        record: expect.objectContaining({
          entries: [expect.objectContaining({ mark: 'newer.other' })],
        }),
      },
    ],
    [
      'to the address that is locked already is not used up',
      { rebinds: [{ ...permission, mark: ANNS_MARK }] },
      { kind: 'pass' },
    ],
  ])('%s', (_what, differences, verdict) => {
    expect(evaluate(differences)).toEqual(verdict)
  })

  test('#15 is used once', () => {
    const lock = { ...held(aLockEntry(ANNS_MARK, ACME)), spent: ['permission-1'] }
    expect(evaluate({ ...moved, lock: lock as never })).toEqual(deny('EMAIL_DRIFT'))
  })

  test('leaves what is locked for other organizations', () => {
    const lock = held(aLockEntry(ANNS_MARK, ACME, GLOBEX))
    const verdict = evaluate({ ...moved, lock })
    expect(verdict).toMatchObject({
      record: {
        entries: [
          aLockEntry(ANNS_MARK, GLOBEX),
          { mark: OTHER_MARK, memberships: [{ organization: ACME, origin: 'rebind' }] },
        ],
      },
    })
  })

  test('that has expired does not keep a newcomer from a first lock', () => {
    const newcomer = { ...moved, lock: { kind: 'absent' }, rebinds: [expired] } as const
    expect(evaluate(newcomer)).toMatchObject({ kind: 'pass' })
  })

  test('for an organization that nothing is locked for is the first lock, and is spent', () => {
    expect(evaluate({ ...moved, lock: { kind: 'absent' } })).toEqual(recorded('permission-1'))
  })

  test('of another organization does not open this one', () => {
    const there = { ...moved, scope: { organization: inOrganization(GLOBEX) } }
    expect(evaluate({ ...there, lock: held(aLockEntry(ANNS_MARK, GLOBEX)) })).toEqual(
      deny('EMAIL_DRIFT'),
    )
  })
})
