import { describe, expect, test } from 'vitest'
import { markOf } from '../../../actions/records/address-mark.ts'
import { keyedHash } from '../../../actions/records/keyring.ts'
import {
  isWithinRecordLimits,
  keyIdOfLock,
  readLock,
  signLock,
} from '../../../actions/records/lock-record.ts'
import type { Lock, LockContent, LockEntry, LockOrigin } from '../../../policies/lock.ts'
import { lockOf } from '../../builders/a-login.ts'
import { ANN_OWNS } from '../../builders/a-stored-lock.ts'
import { ACME, ANN, GLOBEX, MEMBERS, TENANT } from '../../builders/ids.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'
import { aKeyring, FOREIGN_KEYS, OLD_KEYS, TEST_KEYS } from '../../builders/test-keys.ts'

const owner = ANN_OWNS
const mark = markOf('address', 'ann@acme.example', TEST_KEYS, TENANT)

const membership = (organization: string, origin: LockOrigin = 'invitation') => ({
  organization,
  identitySource: MEMBERS,
  origin,
  lockedAtMs: NOON_MS,
})
const entries: readonly LockEntry[] = [
  { mark, memberships: [membership(ACME), membership(GLOBEX, 'known-address')] },
  {
    mark: `${TEST_KEYS.id}.other`,
    memberships: [membership('org_x', 'first-seen'), membership('org_y', 'operator')],
  },
]

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
/** As Auth0 gives it back: plain JSON. */
const stored = (value: unknown): Json => JSON.parse(JSON.stringify(value))
const seal = (what: readonly LockEntry[] = entries, key = TEST_KEYS, whose = owner): Json =>
  stored(signLock(lockOf(...what), key, whose))
const heldBy = (what: readonly LockEntry[], isOutdated = false): Lock => ({
  kind: 'held',
  isOutdated,
  ...lockOf(...what),
})
const read = (record: unknown, keyring: Parameters<typeof readLock>[1] = aKeyring()): Lock =>
  readLock(record, keyring, owner)

const TAMPERED: Lock = { kind: 'unreadable', reason: 'STATE_TAMPERED' }
const COPIED: Lock = { kind: 'unreadable', reason: 'STATE_COPIED' }

describe('a lock that is sealed and read', () => {
  test.each<[string, readonly LockEntry[]]>([
    ['two addresses, every origin', entries],
    ['nothing', []],
    ['an address without a membership', [{ mark, memberships: [] }]],
  ])('holds %s', (_what, what) => {
    expect(read(seal(what))).toEqual(heldBy(what))
  })

  test('keeps whole seconds', () => {
    const late = [{ mark, memberships: [{ ...membership(ACME), lockedAtMs: NOON_MS + 999 }] }]
    const kept = [{ mark, memberships: [membership(ACME)] }]
    expect(read(seal(late))).toEqual(heldBy(kept))
  })

  test('has no room for what is not there', () => {
    expect(Object.keys(seal() as object)).toEqual(['v', 'k', 'u', 'a', 'x'])
  })

  test('says the same for the same entries', () => {
    expect(seal()).toEqual(seal())
  })

  test('is read whatever the order of its keys', () => {
    const record = seal() as { [key: string]: Json }
    expect(read(Object.fromEntries(Object.entries(record).reverse()))).toEqual(heldBy(entries))
  })

  test('an origin of a later version is kept as an operator made it', () => {
    const later = { ...membership(ACME), origin: 'constructor' as LockOrigin }
    const record = seal([{ mark, memberships: [later] }])
    expect(JSON.stringify(record)).not.toContain('constructor')
    // `JSON.stringify` writes an unknown letter as null, which no version of ours wrote.
    expect(read(record)).toEqual(TAMPERED)
  })

  test('holds no address and no user id', () => {
    const text = JSON.stringify(seal())
    expect(text).not.toContain('ann')
    expect(text).not.toContain('@')
    expect(text).not.toContain('auth0|')
  })
})

describe('the size of a lock', () => {
  const organizations = (count: number): LockEntry['memberships'] =>
    Array.from({ length: count }, (_, index) => ({
      organization: `org_${String(index).padStart(16, 'A')}`,
      identitySource: `con_${'B'.repeat(16)}`,
      origin: 'known-address',
      lockedAtMs: NOON_MS,
    }))

  test('twenty organizations on one address take at most 1500 bytes', () => {
    const record = seal([{ mark, memberships: organizations(20) }])
    expect(Buffer.byteLength(JSON.stringify(record))).toBeLessThanOrEqual(1500)
    expect(read(record)).toMatchObject({ kind: 'held' })
  })

  test.each([
    ['a person of 256 organizations', [{ mark, memberships: organizations(256) }]],
    [
      'a person with 16 addresses',
      organizations(16).map((one, index) => ({ mark: `k.${index}`, memberships: [one] })),
    ],
  ])('what was written for %s can be read', (_who, what) => {
    expect(read(seal(what))).toEqual(heldBy(what))
  })
})

describe('what is locked beside addresses', () => {
  const spent = (count: number): string[] => Array.from({ length: count }, (_, at) => `spent-${at}`)
  test.each<[string, Partial<LockContent>, Partial<LockContent>]>([
    ['a telephone number', { phone: 'key.phone' }, { phone: 'key.phone' }],
    ['a user name', { username: 'key.name' }, { username: 'key.name' }],
    ['spent rebinds', { spent: spent(64) }, { spent: spent(64) }],
    ['the newest of too many', { spent: spent(65) }, { spent: spent(65).slice(1) }],
  ])('%s', (_what, differences, kept) => {
    const record = stored(signLock({ ...lockOf(...entries), ...differences }, TEST_KEYS, owner))
    expect(read(record)).toEqual({ ...heldBy(entries), ...kept })
  })
})

/** Printed once by this code; what was stored then must be read for ever. */
const PERMANENT = {
  v: 2,
  k: 'c1c863a9',
  u: 'AhKFdeVJtBs',
  a: [['m', [['org_acme', 'con_members', 'i', 1_764_000_000]]]],
  p: 'p',
  x: 'wqgeA-AhDBSd4o3cVLdFfpDE-vdyJpwxup97n1IKYKQ',
}

test('a lock of years ago is read as ever', () => {
  const granted = {
    organization: 'org_acme',
    identitySource: 'con_members',
    origin: 'invitation' as const,
    lockedAtMs: 1_764_000_000_000,
  }
  expect(
    readLock(PERMANENT, aKeyring(), { tenantId: 't', userId: 'u', createdAtMs: 1_760_000_000_000 }),
  ).toEqual({
    ...heldBy([{ mark: 'm', memberships: [granted] }]),
    phone: 'p',
  })
})

test.each<[LockOrigin, string]>([
  ['invitation', 'i'],
  ['first-seen', 'f'],
  ['known-address', 'k'],
  ['grant', 'g'],
  ['rebind', 'r'],
  ['operator', 'o'],
])('the origin %s is stored as `%s` and read as ever', (origin, letter) => {
  const what = [{ mark, memberships: [membership(ACME, origin)] }]
  const record = signLock(lockOf(...what), TEST_KEYS, owner)
  expect([record.a, read(record)]).toEqual([
    [[mark, [[ACME, MEMBERS, letter, NOON_MS / 1000]]]],
    heldBy(what),
  ])
})

test.each<[string, number, number, boolean]>([
  ['nothing', 0, 0, true],
  ['as many addresses as are read', 16, 1, true],
  ['one address more', 17, 1, false],
  ['as many memberships as are read', 2, 256, true],
  ['one membership more', 2, 257, false],
])('%s: %i of %i can be stored: %s', (_what, addresses, memberships, fits) => {
  const one = { mark, memberships: [membership(ACME)] }
  const full = { mark, memberships: Array.from({ length: memberships }, () => membership(ACME)) }
  const list = Array.from({ length: addresses }, (_, at) => (at === 0 ? full : one))
  expect(isWithinRecordLimits(lockOf(...list))).toBe(fits)
})

describe('no lock', () => {
  test.each([undefined, null])('%s', (record) => {
    expect(read(record)).toEqual({ kind: 'absent' })
  })
})

describe('without a key', () => {
  test.each<[string, unknown]>([
    ['nothing is stored', undefined],
    ['a lock is stored', seal()],
    ['nonsense is stored', 'x'],
  ])('%s: nothing is believed', (_what, record) => {
    expect(read(record, null)).toEqual({ kind: 'unreadable', reason: 'CONFIG_INVALID' })
  })
})

describe('a lock that was moved', () => {
  test('to another person', () => {
    const record = seal(entries, TEST_KEYS, { ...owner, userId: `${ANN}2` })
    expect(read(record)).toEqual(COPIED)
  })

  test('to another account, which was given the same id', () => {
    const later = { ...owner, createdAtMs: owner.createdAtMs + 1 }
    expect(read(seal(entries, TEST_KEYS, later))).toEqual(COPIED)
  })

  test('to another tenant', () => {
    const record = seal(entries, TEST_KEYS, { ...owner, tenantId: 'other-tenant' })
    expect(read(record)).toEqual(TAMPERED)
  })

  test('to another person, who writes their own tag into it', () => {
    const theirs = seal(entries, TEST_KEYS, { ...owner, userId: `${ANN}2` }) as { u: Json }
    const mine = seal() as { u: Json }
    expect(read({ ...theirs, u: mine.u })).toEqual(TAMPERED)
  })
})

describe('keys', () => {
  const rotating = aKeyring(TEST_KEYS, OLD_KEYS)
  test.each<[string, Json, Parameters<typeof readLock>[1], Lock]>([
    [
      '#25 an older key that is still believed',
      seal(entries, OLD_KEYS),
      rotating,
      heldBy(entries, true),
    ],
    ['#25 an older key that is not', seal(entries, OLD_KEYS), aKeyring(), TAMPERED],
    ['the newest key during a rotation', seal(), rotating, heldBy(entries)],
    ['a key of somebody else', seal(entries, FOREIGN_KEYS), rotating, TAMPERED],
  ])('%s', (_what, record, keyring, lock) => {
    expect(read(record, keyring)).toEqual(lock)
  })

  test('a record of one key under the id of another', () => {
    const record = seal(entries, FOREIGN_KEYS) as { k: Json }
    expect(read({ ...record, k: TEST_KEYS.id })).toEqual(TAMPERED)
  })
})

/** Every scalar of a JSON value, with what the value is when that one scalar is another. */
function* changes(value: Json, path = ''): Generator<[string, Json]> {
  if (typeof value === 'string') {
    for (let place = 0; place < value.length; place += 1) {
      const other = value[place] === 'A' ? 'B' : 'A'
      yield [`${path}[${place}]`, value.slice(0, place) + other + value.slice(place + 1)]
    }
    yield [`${path} cut`, value.slice(0, -1)]
    yield [`${path} longer`, `${value}A`]
  } else if (typeof value === 'number') {
    yield [`${path} + 1`, value + 1]
    yield [`${path} - 1`, value - 1]
    yield [`${path} as text`, String(value)]
  } else if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) {
      for (const [where, changed] of changes(inner, `${path}.${index}`)) {
        yield [where, value.with(index, changed)]
      }
      yield [`${path}.${index} removed`, value.toSpliced(index, 1)]
      yield [`${path}.${index} twice`, value.toSpliced(index, 0, inner)]
    }
    yield [`${path} reversed`, value.toReversed()]
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      for (const [where, changed] of changes(inner, `${path}.${key}`)) {
        yield [where, { ...value, [key]: changed }]
      }
      yield [
        `${path}.${key} removed`,
        Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)),
      ]
      yield [`${path}.${key} null`, { ...value, [key]: null }]
    }
  }
}

describe('#21 a lock in which anything was changed', () => {
  test('any character, number, element or key', () => {
    const beside = { phone: 'key.phone', username: 'key.name', spent: ['p-1', 'p-2'] }
    const record = stored(signLock({ ...lockOf(...entries), ...beside }, TEST_KEYS, owner))
    const believed: string[] = []
    let count = 0
    for (const [where, changed] of changes(record)) {
      count += 1
      const lock = read(changed)
      if (JSON.stringify(lock) !== JSON.stringify(TAMPERED)) believed.push(where)
    }
    expect(believed).toEqual([])
    expect(count).toBeGreaterThan(300)
  })

  test('any bit of the signature', () => {
    const record = seal() as { x: string }
    const bytes = Buffer.from(record.x, 'base64url')
    const believed = Array.from({ length: bytes.length * 8 }, (_, bit) => bit).filter((bit) => {
      const changed = Buffer.from(bytes)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      return read({ ...record, x: changed.toString('base64url') }).kind !== 'unreadable'
    })
    expect(believed).toEqual([])
  })

  test('a key that nobody signed is not read', () => {
    expect(read({ ...(seal() as object), extra: 'x' })).toEqual(heldBy(entries))
  })
})

describe('a shape that no version of the guard has stored, although its signature is right', () => {
  const resigned = (differences: object): object => {
    const record = { ...(seal() as object), ...differences } as Record<string, unknown>
    const { v, k, u, a, p, n, r } = record
    const parts = ['lock', v, k, TENANT, u, a, p ?? null, n ?? null, r ?? []]
    return { ...record, x: keyedHash(TEST_KEYS.lock, parts) }
  }
  const stays = [ACME, MEMBERS, 'i', NOON_MS / 1000]
  const times = <Item>(count: number, item: Item): Item[] =>
    Array.from({ length: count }, () => item)
  const text = (length: number): string => 'x'.repeat(length)

  test.each<[string, object]>([
    ['another version', { v: 1 }],
    ['a person who is a number', { u: 7 }],
    ['entries that are a text', { a: 'x' }],
    ['17 entries', { a: times(17, [mark, [stays]]) }],
    ['an entry that is a number', { a: [7] }],
    ['an entry that is a text of two', { a: ['xx'] }],
    ['an entry of three', { a: [[mark, [stays], 0]] }],
    ['a mark that is a number', { a: [[7, [stays]]] }],
    ['a mark of 129 characters', { a: [[text(129), [stays]]] }],
    ['257 memberships', { a: [[mark, times(257, stays)]] }],
    ['a membership of five', { a: [[mark, [[...stays, 0]]]] }],
    ['a membership that is an object', { a: [[mark, [{ length: 4 }]]] }],
    ['an organization that is a number', { a: [[mark, [[7, MEMBERS, 'i', 1]]]] }],
    ['a source that is a number', { a: [[mark, [[ACME, 7, 'i', 1]]]] }],
    ['an origin that is a number', { a: [[mark, [[ACME, MEMBERS, 7, 1]]]] }],
    ['seconds that are a text', { a: [[mark, [[ACME, MEMBERS, 'i', '1']]]] }],
    ['a telephone number that is a number', { p: 7 }],
    ['a user name that is a number', { n: 7 }],
    ['a user name of 129 characters', { n: text(129) }],
    ['spent rebinds that are a text', { r: 'x' }],
    ['65 spent rebinds', { r: times(65, 'x') }],
    ['a spent rebind that is a number', { r: [7] }],
  ])('%s', (_what, differences) => {
    expect(read(resigned(differences))).toEqual(TAMPERED)
  })

  test.each<[string, object, object]>([
    ['nothing else', {}, {}],
    ['texts of 128 characters', { n: text(128) }, { username: text(128) }],
    [
      'the most entries and memberships',
      { a: times(16, [mark, times(256, stays)]) },
      { entries: times(16, { mark, memberships: times(256, membership(ACME)) }) },
    ],
    [
      'an origin of a version to come',
      { a: [[mark, [[ACME, MEMBERS, 'z', NOON_MS / 1000]]]] },
      { entries: [{ mark, memberships: [membership(ACME, 'operator')] }] },
    ],
  ])('and none of them: %s', (_what, differences, kept) => {
    expect(read(resigned(differences))).toEqual({ ...heldBy(entries), ...kept })
  })
})

describe('#23 a hostile record', () => {
  const record = seal() as { [key: string]: Json }
  const parse = (text: string): unknown => JSON.parse(text)

  test.each<[string, unknown]>([
    ['a text', 'x'],
    ['an empty text', ''],
    ['a number', 0],
    ['a boolean', false],
    ['true', true],
    ['an array', []],
    ['an object without anything', {}],
    ['an array of records', [record]],
    ['a record in a text', JSON.stringify(record)],
    ['a megabyte of text', 'x'.repeat(1_000_000)],
    ['a megabyte of zeros', Array.from({ length: 500_000 }, () => 0)],
    ['a megabyte of entries', { ...record, a: Array.from({ length: 100_000 }, () => [mark, []]) }],
    [
      'a megabyte of memberships',
      { ...record, a: [[mark, Array.from({ length: 100_000 }, () => [ACME, MEMBERS, 'i', 1])]] },
    ],
    ['a megabyte in a mark', { ...record, a: [['x'.repeat(1_000_000), []]] }],
    ['a megabyte in the signature', { ...record, x: 'x'.repeat(1_000_000) }],
    ['a megabyte in the key id', { ...record, k: 'x'.repeat(1_000_000) }],
    ['a key named __proto__', parse(`{"__proto__": ${JSON.stringify(record)}}`)],
    ['__proto__ in an entry', parse('{"v":1,"k":"k","u":"u","a":[{"__proto__":[]}],"x":"x"}')],
    ['__proto__ as the key id', { ...record, k: '__proto__' }],
    ['the version as text', { ...record, v: '1' }],
    ['another version', { ...record, v: 1 }],
    ['a numeric key id', { ...record, k: 1 }],
    ['entries as an object', { ...record, a: { 0: [mark, []], length: 1 } }],
    ['an entry of three', { ...record, a: [[mark, [], []]] }],
    ['an entry that is null', { ...record, a: [null] }],
    ['a membership that is null', { ...record, a: [[mark, [null]]] }],
    ['a numeric mark', { ...record, a: [[1, []]] }],
    ['seconds as text', { ...record, a: [[mark, [[ACME, MEMBERS, 'i', '1']]]] }],
    ['seconds with a fraction', { ...record, a: [[mark, [[ACME, MEMBERS, 'i', 1.5]]]] }],
    ['seconds beyond any date', { ...record, a: [[mark, [[ACME, MEMBERS, 'i', 1e300]]]] }],
    ['deep nesting', parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)],
  ])('%s', (_what, value) => {
    expect(read(value)).toEqual(TAMPERED)
    expect(Object.prototype).not.toHaveProperty('v')
  })

  test('costs no work that grows with its size', () => {
    let reads = 0
    const endless = new Proxy([], {
      get(target, key) {
        if (key === 'length') return 1_000_000
        reads += 1
        return Reflect.get(target, key)
      },
    })
    expect(read({ ...record, a: endless })).toEqual(TAMPERED)
    expect(read({ ...record, a: [[mark, endless]] })).toEqual(TAMPERED)
    expect(reads).toBeLessThan(100)
  })
})

test('a lock of yesterday is as good as one of today', () => {
  const old = [
    { mark, memberships: [{ ...membership(ACME), lockedAtMs: NOON_MS - 10_000 * DAY_MS }] },
  ]
  expect(read(seal(old))).toEqual(heldBy(old))
})

test.each<[string, unknown, string | null]>([
  ['of a lock', signLock(lockOf(), TEST_KEYS, owner), TEST_KEYS.id],
  ['of a lock that nobody believes', { v: 2, k: 'deadbeef' }, 'deadbeef'],
  ['of another version', { v: 1, k: 'deadbeef' }, null],
  ['that is no text', { v: 2, k: ['deadbeef'] }, null],
  ['that is too long', { v: 2, k: 'deadbeef0' }, null],
  ['that begins with something else', { v: 2, k: 'xdeadbeef' }, null],
  ['that is no hash', { v: 2, k: 'nonsense' }, null],
  ['of an empty text', { v: 2, k: '' }, null],
  ['of nothing', undefined, null],
  ['of null', null, null],
])('the key id %s', (_what, stored, id) => {
  expect(keyIdOfLock(stored)).toBe(id)
})
