import { expect, test } from 'vitest'
import type { FormerAddress, PersonAddress } from '../../../policies/login/facts.ts'
import { isLockedAddress } from '../../../policies/login/locked-address.ts'
import { ANNS_MARK, aLockEntry, OTHER_MARK, usable } from '../../builders/a-login.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { NOON_MS } from '../../builders/noon.ts'

/** Ann's address since her company left its former domain, where the locked address was. */
const moved = (...former: readonly Partial<FormerAddress>[]): PersonAddress => ({
  kind: 'usable',
  marks: [OTHER_MARK],
  formerly: former.map((differences) => ({
    organization: ACME,
    untilMs: NOON_MS + 1,
    marks: [ANNS_MARK],
    ...differences,
  })),
})

test.each<[string, PersonAddress, string | null, boolean]>([
  ['the very address', usable(ANNS_MARK), ACME, true],
  ['its mark under an older key', usable('newer', ANNS_MARK), ACME, true],
  ['another address', usable(OTHER_MARK), ACME, false],
  ['no address', { kind: 'absent' }, ACME, false],
  ['an unacceptable address', { kind: 'unacceptable' }, ACME, false],
  ['under a former domain', moved({}), ACME, true],
  ['under it, by an older key', moved({ marks: ['newer', ANNS_MARK] }), ACME, true],
  ['at the very end of that', moved({ untilMs: NOON_MS }), ACME, false],
  ['under a former domain of another organization', moved({ organization: GLOBEX }), ACME, false],
  ['under that, where any counts', moved({ organization: GLOBEX }), null, true],
  ['under that when it is over, where any counts', moved({ untilMs: NOON_MS }), null, false],
  ['another mailbox of a former domain', moved({ marks: ['key.other'] }), null, false],
  ['under the second of two former domains', moved({ marks: ['key.other'] }, {}), ACME, true],
])('%s', (_what, address, organization, expected) => {
  const entry = aLockEntry(ANNS_MARK, ACME)
  expect(isLockedAddress(entry, address, organization, NOON_MS)).toBe(expected)
})
