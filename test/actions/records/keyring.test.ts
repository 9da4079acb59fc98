import { describe, expect, test, vi } from 'vitest'
import { deriveKeys, keyedHash, readKeyring, shareOf } from '../../../actions/records/keyring.ts'
import {
  FOREIGN_SECRET,
  OLD_KEYS,
  OLD_SECRET,
  TEST_KEYS,
  TEST_SECRET,
} from '../../builders/test-keys.ts'

const alone = { signing: TEST_KEYS.id, alsoVerifying: null, rebindPublicKey: null }
const rotating = { ...alone, alsoVerifying: OLD_KEYS.id }
type Secrets = Parameters<typeof readKeyring>[0]
const hostile = (value: unknown): Secrets => ({ OG_SIGNING_KEY: value }) as Secrets

describe('the keyring', () => {
  test.each<[string, Secrets, Parameters<typeof readKeyring>[1], readonly string[] | null]>([
    ['the right key', { OG_SIGNING_KEY: TEST_SECRET }, alone, [TEST_KEYS.id]],
    [
      'both keys of a rotation, the signing one first',
      { OG_SIGNING_KEY: TEST_SECRET, OG_VERIFYING_KEY: OLD_SECRET },
      rotating,
      [TEST_KEYS.id, OLD_KEYS.id],
    ],
    [
      'a verifying key that no rulebook names is left alone',
      { OG_SIGNING_KEY: TEST_SECRET, OG_VERIFYING_KEY: FOREIGN_SECRET },
      alone,
      [TEST_KEYS.id],
    ],
    ['#27 no secrets', undefined, alone, null],
    ['#27 no secret', {}, alone, null],
    ['#27 an empty secret', { OG_SIGNING_KEY: '' }, alone, null],
    [
      'a secret one character too short',
      { OG_SIGNING_KEY: TEST_SECRET.slice(0, 42) },
      { ...alone, signing: deriveKeys(TEST_SECRET.slice(0, 42)).id },
      null,
    ],
    [
      'a secret that is just long enough',
      { OG_SIGNING_KEY: TEST_SECRET.slice(0, 43) },
      { ...alone, signing: deriveKeys(TEST_SECRET.slice(0, 43)).id },
      [deriveKeys(TEST_SECRET.slice(0, 43)).id],
    ],
    ['another key', { OG_SIGNING_KEY: FOREIGN_SECRET }, alone, null],
    ['the right key with a line break', { OG_SIGNING_KEY: `${TEST_SECRET}\n` }, alone, null],
    ['the right key under another name', { OG_VERIFYING_KEY: TEST_SECRET }, alone, null],
    ['a keyword nobody replaced', { OG_SIGNING_KEY: '##OG_SIGNING_KEY##' }, alone, null],
    ['a number', hostile(1), alone, null],
    ['an array', hostile([TEST_SECRET]), alone, null],
    ['null', hostile(null), alone, null],
    ['a rotation without the older key', { OG_SIGNING_KEY: TEST_SECRET }, rotating, null],
    [
      'a rotation with a wrong older key',
      { OG_SIGNING_KEY: TEST_SECRET, OG_VERIFYING_KEY: FOREIGN_SECRET },
      rotating,
      null,
    ],
    [
      'a rotation with the keys exchanged',
      { OG_SIGNING_KEY: OLD_SECRET, OG_VERIFYING_KEY: TEST_SECRET },
      rotating,
      null,
    ],
  ])('%s', (_what, secrets, keyIds, ids) => {
    const keyring = readKeyring(secrets, keyIds)
    expect(keyring?.verifying.map(({ id }) => id) ?? null).toEqual(ids)
    expect(keyring?.signing.id ?? null).toBe(ids?.[0] ?? null)
  })

  test('many secrets in turn give each its own keys', () => {
    const secrets = Array.from({ length: 20 }, (_, index) => `${TEST_SECRET}-${index}`)
    const ids = secrets.map((secret) => deriveKeys(secret).id)
    for (const [index, secret] of [...secrets, ...secrets].entries()) {
      const signing = ids[index % 20] ?? ''
      const keyring = readKeyring({ OG_SIGNING_KEY: secret }, { ...alone, signing })
      expect(keyring?.signing.id).toBe(signing)
    }
  })
})

test('keys are derived once for a secret, of the last four secrets', async () => {
  vi.resetModules()
  const fresh = await import('../../../actions/records/keyring.ts')
  const secrets = Array.from({ length: 5 }, (_, index) => `${TEST_SECRET}-${index}`)
  const keysOf = (secret = ''): unknown => {
    const keyIds = { ...alone, signing: deriveKeys(secret).id }
    return fresh.readKeyring({ OG_SIGNING_KEY: secret }, keyIds)?.signing
  }
  const [first, ...others] = secrets.slice(0, 4).map(keysOf)
  expect(others).toHaveLength(3)
  expect(keysOf(secrets[0])).toBe(first)
  expect(keysOf(secrets[3])).toBe(others[2])
  keysOf(secrets[4])
  expect(keysOf(secrets[0])).not.toBe(first)
})

test('the share of a person is permanent, and never the whole', () => {
  expect([shareOf('auth0|ann'), shareOf('')]).toEqual([0.9794975521508604, 0.8894159947521985])
})

describe('what is derived from a secret', () => {
  const bytes = (secret: string): readonly string[] => {
    const { lock, mark, reference } = deriveKeys(secret)
    return [lock, mark, reference].map((key) => key.export().toString('hex'))
  }

  test('serves one purpose each', () => {
    const all = [...bytes(TEST_SECRET), ...bytes(OLD_SECRET)]
    expect(new Set(all).size).toBe(6)
    expect(all.every((key) => key.length === 64 && !key.startsWith(TEST_KEYS.id))).toBe(true)
  })

  test('is the same each time', () => {
    expect(bytes(TEST_SECRET)).toEqual(bytes(TEST_SECRET))
  })
})

test('parts that are joined cannot be shifted', () => {
  const pairs = [
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [
      ['a', 'b', 'c'],
      ['a', 'b,c'],
    ],
    [['a","b'], ['a', 'b']],
    [[1], ['1']],
    [[null], []],
    [[['a'], 'b'], [['a', 'b']]],
  ] as const
  for (const [left, right] of pairs) {
    expect(keyedHash(TEST_KEYS.lock, left)).not.toBe(keyedHash(TEST_KEYS.lock, right))
  }
})
