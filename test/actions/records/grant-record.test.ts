import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { grantPayload, readGrants } from '../../../actions/records/grant-record.ts'
import { storedPermission } from '../../../actions/records/permission-record.ts'
import { rebindPayload } from '../../../actions/records/rebind-record.ts'
import type { Permission } from '../../../policies/lock.ts'
import { ANN_OWNS } from '../../builders/a-stored-lock.ts'
import { ACME, TENANT } from '../../builders/ids.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

const operators = generateKeyPairSync('ed25519')
const strangers = generateKeyPairSync('ed25519')
const PUBLIC_KEY = operators.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

const grant: Permission = {
  id: 'g-1',
  organization: ACME,
  mark: 'key.new',
  expiresAtMs: NOON_MS + DAY_MS,
}
const given = (what: Permission = grant, key: KeyObject = operators.privateKey, where = TENANT) =>
  storedPermission(what, sign(null, grantPayload(what, where), key))
const read = (...g: unknown[]): readonly Permission[] => readGrants({ v: 1, g }, PUBLIC_KEY, TENANT)

test("a grant is read as it was given, in whoever's profile it arrives", () => {
  const other = { ...grant, id: 'g-2' }
  expect(read(given(), given(other))).toEqual([grant, other])
})

// What back ends sign elsewhere: it never changes.
test('what is signed is the whole grant, and where it holds', () => {
  expect(grantPayload(grant, TENANT).toString()).toBe(
    `["grant",1,"${TENANT}","${ACME}","key.new",${(NOON_MS + DAY_MS) / 1000},"g-1"]`,
  )
})

describe('what is no grant', () => {
  const rebind = sign(null, rebindPayload(grant, ANN_OWNS), operators.privateKey)
  test.each<[string, unknown]>([
    ['one signed by somebody else', given(grant, strangers.privateKey)],
    ['one for another tenant', given(grant, operators.privateKey, 'other')],
    ['one whose organization was changed', { ...given(), o: 'org_other' }],
    ['one whose address was changed', { ...given(), m: 'key.other' }],
    ['one whose end was put off', { ...given(), e: NOON_MS }],
    ['one whose id was changed', { ...given(), i: 'g-2' }],
    ['a permission to move', storedPermission(grant, rebind)],
    ['null', null],
  ])('%s', (_what, stored) => {
    expect(read(stored)).toEqual([])
    expect(read(stored, given())).toEqual([grant])
  })

  test.each([null, ''])('anything, with the public key %j', (key) => {
    expect(readGrants({ v: 1, g: [given()] }, key, TENANT)).toEqual([])
  })
})
