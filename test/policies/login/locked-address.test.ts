import { expect, test } from 'vitest'
import type { LockEntry } from '../../../policies/lock.ts'
import type { FormerAddress, PersonAddress } from '../../../policies/login/facts.ts'
import {
  isKnownAddress,
  isLockedAddress,
  isOnlyAddress,
} from '../../../policies/login/locked-address.ts'
import { ANNS_MARK, aLockEntry, OTHER_MARK, usable } from '../../builders/a-login.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { NOON_MS } from '../../builders/noon.ts'

/** Ann's address since her company left its former domain, where the locked address was. */
const moved = (...former: readonly Partial<FormerAddress>[]): PersonAddress => ({
  ...usable(OTHER_MARK),
  formerly: former.map((differences) => ({
    organization: ACME,
    untilMs: NOON_MS + 1,
    marks: [ANNS_MARK],
    ...differences,
  })),
})

test.each<[string, PersonAddress, string, boolean]>([
  ['the very address', usable(ANNS_MARK), ACME, true],
  ['its mark under an older key', usable('newer', ANNS_MARK), ACME, true],
  ['another address', usable(OTHER_MARK), ACME, false],
  ['no address', { kind: 'absent' }, ACME, false],
  ['an unacceptable address', { kind: 'unacceptable' }, ACME, false],
  ['under a former domain', moved({}), ACME, true],
  ['under it, by an older key', moved({ marks: ['newer', ANNS_MARK] }), ACME, true],
  ['at the very end of that', moved({ untilMs: NOON_MS }), ACME, false],
  ['under a former domain of another organization', moved({ organization: GLOBEX }), ACME, false],
  ['another mailbox of a former domain', moved({ marks: ['key.other'] }), ACME, false],
  ['under the second of two former domains', moved({ marks: ['key.other'] }, {}), ACME, true],
])('%s', (_what, address, organization, expected) => {
  const entry = aLockEntry(ANNS_MARK, ACME)
  expect(isLockedAddress(entry, address, organization, NOON_MS)).toBe(expected)
})

const anns = aLockEntry(ANNS_MARK, ACME)
const annsToo = aLockEntry(ANNS_MARK, GLOBEX)
const bobs = aLockEntry(OTHER_MARK, GLOBEX)

test.each<[string, PersonAddress, readonly LockEntry[], boolean, boolean]>([
  ['nothing is locked', usable(ANNS_MARK), [], false, true],
  ['everything is', usable(ANNS_MARK), [anns, annsToo], true, true],
  ['one of two is', usable(ANNS_MARK), [anns, bobs], true, false],
  ['none is', usable('key.nobody'), [anns, bobs], false, false],
  ['no address', { kind: 'absent' }, [anns], false, false],
  ['by the organization that moved', moved({}), [anns], true, true],
  ['by another organization than the one that moved', moved({}), [annsToo], false, false],
  [
    'by one of two, and only one moved',
    moved({}),
    [aLockEntry(ANNS_MARK, ACME, GLOBEX)],
    true,
    false,
  ],
])('%s: known anywhere, known everywhere', (_what, address, entries, isKnown, isOnly) => {
  expect([
    isKnownAddress(entries, address, NOON_MS),
    isOnlyAddress(entries, address, NOON_MS),
  ]).toEqual([isKnown, isOnly])
})
