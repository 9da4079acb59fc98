import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readRebinds, rebindPayload } from '../../../actions/records/rebind-record.ts'
import type { Permission } from '../../../policies/lock.ts'
import { ANN_OWNS } from '../../builders/a-stored-lock.ts'
import { ACME, ANN, TENANT } from '../../builders/ids.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

const owner = ANN_OWNS
const operators = generateKeyPairSync('ed25519')
const strangers = generateKeyPairSync('ed25519')
const PUBLIC_KEY = operators.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

const rebind: Permission = {
  id: 'p-1',
  organization: ACME,
  mark: 'key.new',
  expiresAtMs: NOON_MS + DAY_MS,
}
type Stored = { o: unknown; m: unknown; e: unknown; i: unknown; x: unknown }
const grant = (
  what: Permission = rebind,
  key: KeyObject = operators.privateKey,
  whose = owner,
): Stored => ({
  o: what.organization,
  m: what.mark,
  e: what.expiresAtMs / 1000,
  i: what.id,
  x: sign(null, rebindPayload(what, whose), key).toString('base64url'),
})
const read = (...g: unknown[]): readonly Permission[] => readRebinds({ v: 1, g }, PUBLIC_KEY, owner)

test('a permission is read as it was given', () => {
  const other = { ...rebind, id: 'p-2' }
  expect(read(grant(), grant(other))).toEqual([rebind, other])
})

// What operators sign elsewhere: it never changes.
test('what is signed is the whole permission, and whose it is', () => {
  expect(rebindPayload(rebind, owner).toString()).toBe(
    `["rebind",2,"${TENANT}","${ANN}",${owner.createdAtMs},"${ACME}","key.new",${(NOON_MS + DAY_MS) / 1000},"p-1"]`,
  )
})

test('as many permissions are read as may be stored', () => {
  expect(read(...Array.from({ length: 16 }, () => grant()))).toHaveLength(16)
  const long = { ...rebind, id: 'x'.repeat(128) }
  expect(read(grant(long))).toEqual([long])
})

describe('what is no permission', () => {
  test.each<[string, unknown]>([
    ['one signed by somebody else', grant(rebind, strangers.privateKey)],
    [
      'one for another person',
      grant(rebind, operators.privateKey, { ...owner, userId: 'auth0|bob' }),
    ],
    [
      'one for another account of the same id',
      grant(rebind, operators.privateKey, { ...owner, createdAtMs: owner.createdAtMs + 1000 }),
    ],
    [
      'one for another tenant',
      grant(rebind, operators.privateKey, { ...owner, tenantId: 'other' }),
    ],
    ['one whose organization was changed', { ...grant(), o: 'org_other' }],
    ['one whose address was changed', { ...grant(), m: 'key.other' }],
    ['one whose end was put off', { ...grant(), e: NOON_MS }],
    ['one whose id was changed', { ...grant(), i: 'p-2' }],
    ['one without a signature', { ...grant(), x: '' }],
    ['one with a cut signature', { ...grant(), x: String(grant().x).slice(0, -2) }],
    ['an end that is no number', { ...grant(), e: String(NOON_MS) }],
    ['a numeric id', { ...grant({ ...rebind, id: '1' }), i: 1 }],
    ['an id that is null', { ...grant(), i: null }],
    ['the right end as a text', { ...grant(), e: String(grant().e) }],
    ['an id beyond measure', grant({ ...rebind, id: 'x'.repeat(129) })],
    ['null', null],
    ['a text', 'x'],
    ['a list', [grant()]],
    ['an empty object', {}],
  ])('%s', (_what, stored) => {
    expect(read(stored)).toEqual([])
    expect(read(stored, grant())).toEqual([rebind])
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'x'],
    ['a list', [grant()]],
    ['a list of too many', { v: 1, g: Array.from({ length: 17 }, () => grant()) }],
    ['permissions as an object', { v: 1, g: { 0: grant(), length: 1 } }],
  ])('a record that is %s', (_what, stored) => {
    expect(readRebinds(stored, PUBLIC_KEY, owner)).toEqual([])
  })

  test.each([null, '', 'x', Buffer.from('x').toString('base64')])(
    'anything, with the public key %j',
    (key) => {
      expect(readRebinds({ v: 1, g: [grant()] }, key, owner)).toEqual([])
    },
  )

  test.each([
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['an elliptic curve', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['no signatures at all', generateKeyPairSync('x25519')],
  ])('anything, with a public key for %s', (_what, { publicKey, privateKey }) => {
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
    const signs = privateKey.asymmetricKeyType !== 'x25519'
    const signed = signs ? grant(rebind, privateKey) : grant()
    expect(readRebinds({ v: 1, g: [signed] }, key, owner)).toEqual([])
  })
})
