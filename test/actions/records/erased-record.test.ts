import { describe, expect, test } from 'vitest'
import { markOf, readPersonAddress } from '../../../actions/records/address-mark.ts'
import { wasErased } from '../../../actions/records/erased-record.ts'
import type { Keyring } from '../../../actions/records/keyring.ts'
import { withErased } from '../../../actions/records/with-erased.ts'
import { ANN_OWNS } from '../../builders/a-stored-lock.ts'
import { ACME, ANN, TENANT } from '../../builders/ids.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { aKeyring, FOREIGN_KEYS, OLD_KEYS, TEST_KEYS } from '../../builders/test-keys.ts'

const ADDRESS = 'ann@acme.example.com'
const addressMark = (address: string, key = TEST_KEYS): string =>
  markOf('address', address, key, TENANT)
const idMark = (userId: string, key = TEST_KEYS): string => markOf('user-id', userId, key, TENANT)
const tombstones = (...marks: readonly string[]) => withErased({}, marks).metadata
const BOTH = tombstones(addressMark(ADDRESS), idMark(ANN))

type Asked = {
  readonly email?: string
  readonly userId?: string
  readonly keyring?: Keyring | null
}
const ask = (
  metadata: unknown,
  { email = ADDRESS, userId = ANN, keyring = aKeyring() }: Asked = {},
): boolean => {
  const address = readPersonAddress(email, keyring, TENANT, [
    {
      organization: ACME,
      from: 'old.example.com',
      to: 'acme.example.com',
      untilMs: NOON_MS + 1,
    },
  ])
  return wasErased(metadata, address, { ...ANN_OWNS, userId }, keyring)
}
const BOB = { email: 'bob@acme.example.com', userId: 'auth0|bob' }
const BOTH_KEYS = aKeyring(TEST_KEYS, OLD_KEYS)

describe('whoever comes back', () => {
  test.each<[string, unknown, Asked, boolean]>([
    ['with the address and the id', BOTH, {}, true],
    ['with the address, under another id', BOTH, { userId: 'auth0|other' }, true],
    ['written otherwise', BOTH, { email: ' ANN@Acme.Example.com', userId: 'auth0|other' }, true],
    ['with the id, and another address', BOTH, { email: 'a@other.example.com' }, true],
    ['with the id, and no address', BOTH, { email: '' }, true],
    [
      'with the address of before the company was renamed',
      tombstones(addressMark('ann@old.example.com')),
      {},
      true,
    ],
    [
      'is known by the key that is being retired',
      tombstones(idMark(ANN, OLD_KEYS)),
      { keyring: BOTH_KEYS },
      true,
    ],
    ['as somebody else', BOTH, BOB, false],
    ['as somebody else, by both keys', BOTH, { ...BOB, keyring: BOTH_KEYS }, false],
    ['where a key is not known may be anybody', tombstones(idMark(ANN, OLD_KEYS)), BOB, true],
    [
      'where a foreign value stands beside may be anybody',
      { ...BOTH, og_erased_2: 'x' },
      BOB,
      true,
    ],
    ['where a value is no text may be anybody', { og_erased: [] }, BOB, true],
    ['where a value is empty may be anybody', { og_erased: '' }, BOB, true],
    [
      'where there are tombstones and no keys may be anybody',
      BOTH,
      { ...BOB, keyring: null },
      true,
    ],
    ['where there are none and no keys is nobody', {}, { keyring: null }, false],
    ['where there are none is nobody', { og_status: 'active' }, {}, false],
    ['where there is no metadata is nobody', undefined, {}, false],
    [
      'to another tenant is nobody',
      tombstones(markOf('address', ADDRESS, TEST_KEYS, 'other')),
      {},
      false,
    ],
    [
      'with an id that is the address of somebody erased',
      tombstones(addressMark(ADDRESS)),
      { ...BOB, userId: ADDRESS },
      false,
    ],
  ])('%s', (_how, metadata, asked, found) => expect(ask(metadata, asked)).toBe(found))
})

describe('what is stored', () => {
  const marks = (count: number, key = TEST_KEYS): readonly string[] =>
    Array.from({ length: count }, (_, place) => idMark(`auth0|${place}`, key))

  test('holds no address, and nothing but beginnings of marks', () => {
    expect(BOTH).toEqual({
      og_erased: `${TEST_KEYS.id}${addressMark(ADDRESS).slice(9, 17)}${idMark(ANN).slice(9, 17)}`,
    })
  })

  test('keeps what else is there, and what is there already', () => {
    const before = { og_status: 'active', ...BOTH }
    const { metadata, isFull } = withErased(before, [addressMark(ADDRESS), idMark(ANN)])
    expect([metadata, isFull]).toEqual([before, false])
  })

  test('begins another value when one is full, and for another key', () => {
    const { metadata } = withErased({}, [...marks(31), ...marks(1, OLD_KEYS)])
    expect(
      Object.entries(metadata).map(([key, value]) => [key, value.slice(0, 8), value.length]),
    ).toEqual([
      ['og_erased', TEST_KEYS.id, 8 + 30 * 8],
      ['og_erased_2', TEST_KEYS.id, 8 + 8],
      ['og_erased_3', OLD_KEYS.id, 8 + 8],
    ])
  })

  test('holds 360 marks; with one more nobody who has no lock is a newcomer', () => {
    const full = withErased({}, marks(360))
    expect([Object.keys(full.metadata).length, full.isFull]).toEqual([12, false])
    expect(marks(360).every((_, place) => ask(full.metadata, { userId: `auth0|${place}` }))).toBe(
      true,
    )
    expect(ask(full.metadata, BOB)).toBe(false)
    const over = withErased(full.metadata, [idMark(ANN, FOREIGN_KEYS)])
    expect(over).toEqual({ metadata: { ...full.metadata, og_erased_all: '*' }, isFull: true })
    expect(ask(over.metadata, BOB)).toBe(true)
  })
})
