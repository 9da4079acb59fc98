import { describe, expect, test } from 'vitest'
import { keyIdOfMark, markOf, readPersonAddress } from '../../../actions/records/address-mark.ts'
import { TENANT } from '../../builders/ids.ts'
import { aKeyring, FOREIGN_KEYS, OLD_KEYS, TEST_KEYS } from '../../builders/test-keys.ts'

describe('a mark', () => {
  const mark = markOf('address', 'ann@acme.example', TEST_KEYS, TENANT)

  test('names its key and shows nothing of the address', () => {
    expect(mark).toMatch(new RegExp(`^${TEST_KEYS.id}\\.[A-Za-z0-9_-]{43}$`))
    expect(markOf('address', 'ann@acme.example', TEST_KEYS, TENANT)).toBe(mark)
  })

  test.each([
    ['of another address', markOf('address', 'bob@acme.example', TEST_KEYS, TENANT)],
    ['under another key', markOf('address', 'ann@acme.example', FOREIGN_KEYS, TENANT)],
    ['in another tenant', markOf('address', 'ann@acme.example', TEST_KEYS, `${TENANT}2`)],
  ])('%s is another', (_what, other) => {
    expect(other).not.toBe(mark)
  })
})

describe('the address of a profile', () => {
  test.each<[string, unknown, string]>([
    ['a plain one', 'ann@acme.example', 'usable'],
    ['nothing', undefined, 'absent'],
    ['null', null, 'absent'],
    ['an empty text', '', 'absent'],
    ['white space', ' \u00a0\n', 'absent'],
    ['a number', 1, 'absent'],
    ['an array', ['ann@acme.example'], 'absent'],
    ['an object', { toString: () => 'ann@acme.example' }, 'absent'],
    ['a text that is no address', 'ann', 'unacceptable'],
    ['a deceiving one', 'ann\u200b@acme.example', 'unacceptable'],
    ['a zero-width space only', '\u200b', 'unacceptable'],
  ])('%s', (_what, email, kind) => {
    expect(readPersonAddress(email, aKeyring(), TENANT)).toMatchObject({ kind })
  })

  test('is marked under every key, the signing key first', () => {
    expect(readPersonAddress('ANN@acme.example ', aKeyring(TEST_KEYS, OLD_KEYS), TENANT)).toEqual({
      kind: 'usable',
      domain: 'acme.example',
      isDeceptive: false,
      formerly: [],
      marks: [
        markOf('address', 'ann@acme.example', TEST_KEYS, TENANT),
        markOf('address', 'ann@acme.example', OLD_KEYS, TENANT),
      ],
    })
  })

  test('#27 without keys is never compared as it stands', () => {
    expect(readPersonAddress('ann@acme.example', null, TENANT)).toEqual({ kind: 'unacceptable' })
  })
})

test.each([
  ['of a mark', markOf('address', 'ann@acme.example', OLD_KEYS, TENANT), OLD_KEYS.id],
  ['of what has none', 'mark', 'mark'],
  ['of nothing', '', ''],
])('the key id %s', (_what, mark, id) => {
  expect(keyIdOfMark(mark)).toBe(id)
})
