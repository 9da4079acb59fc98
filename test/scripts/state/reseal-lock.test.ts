import { expect, test } from 'vitest'
import { markOf } from '../../../actions/records/address-mark.ts'
import { type LockContent, NOTHING_LOCKED } from '../../../policies/lock.ts'
import type { PersonRecords } from '../../../scripts/state/person-records.ts'
import { resealLock } from '../../../scripts/state/reseal-lock.ts'
import { ANN_OWNS, ANNS_ADDRESS, lockedTo } from '../../builders/a-stored-lock.ts'
import { ACME, GLOBEX, TENANT } from '../../builders/ids.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { aKeyring, OLD_KEYS, TEST_KEYS } from '../../builders/test-keys.ts'

const FORMER = 'ann@former.example.com'
const OTHER = 'ann@elsewhere.example.com'
const former = { organization: ACME, from: 'former.example.com', to: 'acme.example.com' }

const reseal = (
  held: Partial<LockContent>,
  person: Partial<PersonRecords> = {},
): LockContent | null =>
  resealLock(
    {
      owner: ANN_OWNS,
      email: ANNS_ADDRESS,
      phone: '+15550100',
      username: 'ann',
      connection: 'members',
      lock: { kind: 'held', isOutdated: true, ...NOTHING_LOCKED, ...held },
      blocks: { kind: 'listed', blocks: [] },
      storedBlocks: undefined,
      storedRebinds: undefined,
      isBlockedByTenant: false,
      size: { all: 0, records: 0 },
      ...person,
    },
    aKeyring(TEST_KEYS, OLD_KEYS),
    TENANT,
    [{ ...former, untilMs: NOON_MS }],
  )
const locked = (address: string, keys = OLD_KEYS, organization = ACME) =>
  lockedTo(address, { keys, organization })
const phone = (number: string, keys = OLD_KEYS) => markOf('phone', number, keys, TENANT)
const username = (name: string, keys = OLD_KEYS) => markOf('username', name, keys, TENANT)

test.each<[string, Partial<LockContent>, Partial<LockContent>]>([
  ['the address of today', locked(ANNS_ADDRESS), locked(ANNS_ADDRESS, TEST_KEYS)],
  ['what is marked anew', locked(ANNS_ADDRESS, TEST_KEYS), locked(ANNS_ADDRESS, TEST_KEYS)],
  ['a former domain stays the former one', locked(FORMER), locked(FORMER, TEST_KEYS)],
  ['another address stays as it is', locked(OTHER), locked(OTHER)],
  [
    'each of several',
    { entries: [...locked(ANNS_ADDRESS).entries, ...locked(OTHER, OLD_KEYS, GLOBEX).entries] },
    {
      entries: [
        ...locked(ANNS_ADDRESS, TEST_KEYS).entries,
        ...locked(OTHER, OLD_KEYS, GLOBEX).entries,
      ],
    },
  ],
  ['the telephone number', { phone: phone('+15550100') }, { phone: phone('+15550100', TEST_KEYS) }],
  ['another number', { phone: phone('+15550199') }, { phone: phone('+15550199') }],
  ['the user name', { username: username('ann') }, { username: username('ann', TEST_KEYS) }],
  ['another user name', { username: username('ben') }, { username: username('ben') }],
  ['what was spent', { spent: ['one'] }, { spent: ['one'] }],
])('%s', (_what, before, after) => {
  expect(reseal(before)).toEqual({ ...NOTHING_LOCKED, ...after })
})

test('a profile that shows nothing moves nothing', () => {
  const before = { ...locked(ANNS_ADDRESS), phone: phone('+15550100'), username: username('ann') }
  expect(reseal(before, { email: null, phone: null, username: null })).toEqual(before)
  expect(reseal(before, { email: 'not an address', phone: null, username: null })).toEqual(before)
})

test('nothing that was not frozen becomes so', () => {
  expect(reseal(locked(ANNS_ADDRESS))).toMatchObject({ phone: null, username: null })
})

test('nothing is to be stored where everything is under the signing key', () => {
  const lock = {
    kind: 'held',
    isOutdated: false,
    ...NOTHING_LOCKED,
    ...locked(ANNS_ADDRESS, TEST_KEYS),
  }
  expect(reseal({}, { lock } as Partial<PersonRecords>)).toBeNull()
})
