import { describe, expect, test } from 'vitest'
import {
  entriesFor,
  type Lock,
  type LockEntry,
  NOTHING_LOCKED,
  relock,
  withMembership,
  withoutMembership,
} from '../../policies/lock.ts'
import { ANNS_MARK, aLockEntry, held, lockOf, OTHER_MARK } from '../builders/a-login.ts'
import { ACME, GLOBEX } from '../builders/ids.ts'

const one = (organization: string): LockEntry['memberships'][number] => {
  const [membership] = aLockEntry(ANNS_MARK, organization).memberships
  if (membership === undefined) throw new Error('no membership')
  return membership
}

// Written out: what tests expect of locks is built on it.
test('nothing is locked, nothing frozen and nothing spent in the first lock', () => {
  expect(NOTHING_LOCKED).toEqual({ entries: [], phone: null, username: null, spent: [] })
})

test('the entries of an organization are those that hold a membership of it', () => {
  const entries = [aLockEntry(ANNS_MARK, ACME, GLOBEX), aLockEntry(OTHER_MARK, GLOBEX)]
  expect(entriesFor(entries, ACME)).toEqual([entries[0]])
  expect(entriesFor(entries, GLOBEX)).toEqual(entries)
  expect(entriesFor(entries, 'org_other')).toEqual([])
})

describe('one membership more', () => {
  test.each<[string, readonly LockEntry[], [string, ...string[]], readonly LockEntry[]]>([
    ['of a first address', [], [ANNS_MARK], [aLockEntry(ANNS_MARK, ACME)]],
    [
      'of a known address',
      [aLockEntry(ANNS_MARK, GLOBEX)],
      [ANNS_MARK],
      [aLockEntry(ANNS_MARK, GLOBEX, ACME)],
    ],
    [
      'of an address known under an older key',
      [aLockEntry('old', GLOBEX)],
      ['new', 'old'],
      [aLockEntry('new', GLOBEX, ACME)],
    ],
    [
      'of another address',
      [aLockEntry(OTHER_MARK, GLOBEX)],
      [ANNS_MARK],
      [aLockEntry(OTHER_MARK, GLOBEX), aLockEntry(ANNS_MARK, ACME)],
    ],
  ])('%s', (_what, entries, marks, expected) => {
    const before = structuredClone(entries)
    expect(withMembership(entries, marks, one(ACME))).toEqual(expected)
    expect(entries).toEqual(before)
  })
})

test('an address without any membership left goes', () => {
  const entries = [aLockEntry(ANNS_MARK, ACME), aLockEntry(OTHER_MARK, ACME, GLOBEX)]
  expect(withoutMembership(entries, ACME)).toEqual([aLockEntry(OTHER_MARK, GLOBEX)])
})

describe("an operator's word", () => {
  test.each<[string, Lock, readonly LockEntry[]]>([
    ['for a person without a lock', { kind: 'absent' }, [aLockEntry(ANNS_MARK, ACME)]],
    [
      'instead of a lock that cannot be read',
      { kind: 'unreadable', reason: 'STATE_TAMPERED' },
      [aLockEntry(ANNS_MARK, ACME)],
    ],
    [
      'instead of another address',
      held(aLockEntry(OTHER_MARK, ACME)),
      [aLockEntry(ANNS_MARK, ACME)],
    ],
    [
      'beside what is locked for others',
      held(aLockEntry(OTHER_MARK, ACME, GLOBEX)),
      [aLockEntry(OTHER_MARK, GLOBEX), aLockEntry(ANNS_MARK, ACME)],
    ],
  ])('%s', (_what, lock, entries) => {
    expect(relock(lock, [ANNS_MARK], one(ACME))).toEqual(lockOf(...entries))
  })

  test('keeps what is frozen and what is spent', () => {
    const lock = { ...held(), phone: 'p', username: 'n', spent: ['r'] } as Lock
    expect(relock(lock, [ANNS_MARK], one(ACME))).toEqual({
      ...lockOf(aLockEntry(ANNS_MARK, ACME)),
      phone: 'p',
      username: 'n',
      spent: ['r'],
    })
  })

  test('ends the permissions to move that were given before, of this organization alone', () => {
    const lock = { ...held(), spent: ['spent'] } as Lock
    const rebinds = [
      ['spent', ACME],
      ['outstanding', ACME],
      ['elsewhere', GLOBEX],
    ].map(([id = '', organization = '']) => ({
      id,
      organization,
      mark: OTHER_MARK,
      expiresAtMs: 0,
    }))
    expect(relock(lock, [ANNS_MARK], one(ACME), rebinds)).toEqual({
      ...lockOf(aLockEntry(ANNS_MARK, ACME)),
      spent: ['spent', 'outstanding'],
    })
  })

  test('moves the other memberships of the address to the newest key', () => {
    const lock = held(aLockEntry('old', GLOBEX))
    expect(relock(lock, ['new', 'old'], one(ACME))).toEqual(lockOf(aLockEntry('new', GLOBEX, ACME)))
  })
})
