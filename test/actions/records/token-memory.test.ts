import { describe, expect, test } from 'vitest'
import type { LockOwner } from '../../../actions/records/lock-owner.ts'
import {
  readChecked,
  readRememberedOrganization,
  signChecked,
  signOrganization,
} from '../../../actions/records/token-memory.ts'
import { ANN_OWNS, YOUNG_ANN_OWNS } from '../../builders/a-stored-lock.ts'
import { aCheckedMemory, anOrganizationMemory } from '../../builders/a-token-memory.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { aKeyring, FOREIGN_KEYS, OLD_KEYS, TEST_KEYS } from '../../builders/test-keys.ts'

const tokenWith = (metadata: Readonly<Record<string, unknown>>) =>
  ({ created_at: '', metadata }) as never
const organizationIn = (og_org: unknown, owner = ANN_OWNS, keyring = aKeyring()) =>
  readRememberedOrganization(tokenWith({ og_org }), owner, keyring)
const checkedIn = (og_chk: unknown, organization = ACME, owner = ANN_OWNS) =>
  readChecked(tokenWith({ og_chk }), organization, owner, aKeyring())

const FORGED = { kind: 'forged' } as const
const NEVER = Number.NEGATIVE_INFINITY
const signed = anOrganizationMemory()
const checked = aCheckedMemory({ checkedAtMs: NOON_MS })

/** The same token in somebody else's hands. */
const OTHERS: readonly (readonly [string, LockOwner])[] = [
  ['another person', { ...ANN_OWNS, userId: 'auth0|bob' }],
  ['another tenant', { ...ANN_OWNS, tenantId: 'other' }],
  ['a later account of the same id', YOUNG_ANN_OWNS],
]

describe('the organization', () => {
  test('is what the guard wrote', () => {
    expect(organizationIn(signed)).toEqual({ kind: 'named', id: ACME })
  })

  test('is none where nothing is written', () => {
    const seen = [undefined, null].map((value) => organizationIn(value))
    const bare = readRememberedOrganization(undefined, ANN_OWNS, aKeyring())
    expect([...seen, bare]).toEqual([{ kind: 'none' }, { kind: 'none' }, { kind: 'none' }])
  })

  test.each<[string, unknown]>([
    ['a name without a signature', ACME],
    ['an empty signature', `${ACME}.`],
    ['the signature alone', signed.split('.')[1]],
    ['a signature without a name', `.${signed.split('.')[1]}`],
    ['the signature of an empty name', anOrganizationMemory({ organization: '' })],
    [
      'a name that holds what parts it from the signature',
      anOrganizationMemory({ organization: 'a.b' }),
    ],
    ['another name under the signature', signed.replace(ACME, GLOBEX)],
    ['something after it', `${signed}.x`],
    ['a signature of a foreign key', anOrganizationMemory({ keyring: aKeyring(FOREIGN_KEYS) })],
    ['a moment where an organization should be', checked],
    ['no text', { toString: () => signed }],
  ])('is not %s', (_what, value) => {
    expect(organizationIn(value)).toEqual(FORGED)
  })

  test.each(OTHERS)('does not come along to %s', (_whom, owner) => {
    expect(organizationIn(signed, owner)).toEqual(FORGED)
  })

  test.each<[string, unknown, object]>([
    ['a token without metadata', {}, { kind: 'none' }],
    ['a token whose metadata is null', { metadata: null }, { kind: 'none' }],
    ['a token that is null', null, { kind: 'none' }],
    ['metadata that is a text', { metadata: 'og_org' }, FORGED],
    ['metadata that is a list', { metadata: [signed] }, FORGED],
    ['a token that is a text', 'rt', FORGED],
    ['a token that is a list', [], FORGED],
    [
      'a name that every object has',
      { metadata: Object.create({ og_org: signed }) },
      { kind: 'none' },
    ],
  ])('of %s', (_what, token, organization) => {
    expect(readRememberedOrganization(token as never, ANN_OWNS, aKeyring())).toEqual(organization)
  })

  test('is still read under the key that is retired next, and not without any', () => {
    const old = anOrganizationMemory({ keyring: aKeyring(OLD_KEYS) })
    const rotating = aKeyring(TEST_KEYS, OLD_KEYS)
    expect([
      organizationIn(old, ANN_OWNS, rotating),
      readRememberedOrganization(tokenWith({ og_org: signed }), ANN_OWNS, null),
    ]).toEqual([{ kind: 'named', id: ACME }, FORGED])
  })
})

describe('the last answer', () => {
  test('is what the guard wrote, in whole seconds', () => {
    expect(checkedIn(aCheckedMemory({ checkedAtMs: NOON_MS + 999 }))).toBe(NOON_MS)
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a moment without a signature', String(NOON_MS / 1000)],
    ['a later moment under the signature', checked.replace(/^\d+/, String(NOON_MS / 1000 + 1))],
    ['an organization where a moment should be', signed],
    ['no text', NOON_MS / 1000],
  ])('is not %s', (_what, value) => {
    expect(checkedIn(value)).toBe(NEVER)
  })

  test('is about one organization', () => {
    expect(checkedIn(checked, GLOBEX)).toBe(NEVER)
  })

  test.each(OTHERS)('does not come along to %s', (_whom, owner) => {
    expect(checkedIn(checked, ACME, owner)).toBe(NEVER)
  })
})

test('nothing is signed for whom nobody could tell from others, or believed of them', () => {
  const nobody = { ...ANN_OWNS, createdAtMs: NEVER }
  expect([
    signOrganization(ACME, nobody, aKeyring()),
    signChecked(NOON_MS, ACME, nobody, aKeyring()),
    organizationIn(signed, nobody),
  ]).toEqual([null, null, FORGED])
})

test('what is kept is written as ever: tokens live for months', () => {
  expect([signed, checked]).toEqual([
    'org_acmeAAAAAAAAAAAA.DvPo1uxEkLS61yVfwe90iFtYGWXMX4ekdzts23TRaGE',
    '1795435200.9BHdD_EUpbRfNNQ2JfS5bTOw1MG3dxm3ha1C3K63vO8',
  ])
})

test('what is kept fits into the metadata of a token, whose values end at 255 characters', () => {
  expect(Math.max(signed.length, checked.length)).toBeLessThan(100)
})
