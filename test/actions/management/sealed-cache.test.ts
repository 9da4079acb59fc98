import { describe, expect, test } from 'vitest'
import {
  type CacheOwner,
  type SealedCache,
  sealedCache,
} from '../../../actions/management/sealed-cache.ts'
import { aLookUp } from '../../builders/look-up-tools.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { aCache } from '../../builders/recording-api.ts'

const SECRET = 'a-client-secret-of-the-guard'
const OWNER: CacheOwner = { secret: SECRET, context: ['tenant.example.com', 'client'] }
const MINUTE_MS = 60_000

/** The same records as whoever else has them sees them. */
function setUp() {
  const records = new Map<string, string>()
  const cache = {
    ...aCache(),
    get: (key: string) => {
      const value = records.get(key)
      return value === undefined ? undefined : { value, expires_at: Number.MAX_SAFE_INTEGER }
    },
    set: (key: string, value: string) => {
      records.set(key, value)
      return { type: 'success' as const, record: { value, expires_at: 0 } }
    },
  }
  const open = (owner: Partial<CacheOwner> = {}, nowMs = NOON_MS): SealedCache =>
    sealedCache({ ...OWNER, ...owner }, aLookUp({ cache, nowMs }))
  return { records, open }
}

describe('what is kept', () => {
  test('is what its owner reads, until it ends', () => {
    const { open } = setUp()
    open().set('token', 'höchst geheim', MINUTE_MS)
    const at = (nowMs: number): string | null => open({}, nowMs).get('token')
    expect([at(NOON_MS), at(NOON_MS + MINUTE_MS - 1), at(NOON_MS + MINUTE_MS)]).toEqual([
      'höchst geheim',
      'höchst geheim',
      null,
    ])
  })

  test('shows nothing of itself, and never looks the same twice', () => {
    const { open, records } = setUp()
    const cache = open()
    const seen = ['one', 'two'].map((name) => {
      cache.set(name, 'eyJhbGciOi', MINUTE_MS)
      return String(records.get(name))
    })
    const text = seen.map((value) => Buffer.from(value, 'base64url').toString('latin1')).join()
    expect([text.includes('eyJhbGciOi'), new Set(seen).size]).toEqual([false, 2])
  })

  test('is written as ever: another version of the guard may be the next to read it', () => {
    const { open, records } = setUp()
    open().set('token', 'kept', MINUTE_MS)
    const PERMANENT = 'AQEBAQEBAQEBAQEBv-Hslll2y4yGyF_w05IhuB5eNaT2V4sZpm5pESMP0OiEB_wksWk'
    expect([...records]).toEqual([['token', PERMANENT]])
  })

  test('lives for a day at most, which is what Auth0 takes', () => {
    const { open } = setUp()
    open().set('token', 'x', 30 * 24 * 60 * MINUTE_MS)
    const at = (nowMs: number): string | null => open({}, nowMs).get('token')
    const endMs = NOON_MS + 86_400_000
    expect([at(endMs - 1), at(endMs)]).toEqual(['x', null])
  })

  test('is gone when it is deleted', () => {
    const cache = aCache()
    const sealed = sealedCache(OWNER, aLookUp({ cache, nowMs: Date.now() }))
    sealed.set('token', 'x', MINUTE_MS)
    sealed.delete('token')
    expect(sealed.get('token')).toBe(null)
  })
})

describe('what is not believed', () => {
  test('nothing at all', () => {
    expect(setUp().open().get('token')).toBe(null)
  })

  test.each<[string, unknown]>([
    ['clear text', 'eyJhbGciOiJSUzI1NiJ9.e30.x'],
    ['a number of failures', '3'],
    ['no text', 3],
    ['null', null],
    ['an empty text', ''],
    ['what is too short to hold a nonce', 'AAAA'],
    ['a nonce and a tag without anything', Buffer.alloc(28).toString('base64url')],
    ['zeros', Buffer.alloc(64).toString('base64url')],
  ])('%s', (_what, value) => {
    const { open, records } = setUp()
    records.set('token', value as string)
    expect(open().get('token')).toBe(null)
  })

  test('a value of which any bit was changed, or any end cut off', () => {
    const { open, records } = setUp()
    open().set('token', 'x', MINUTE_MS)
    const bytes = Buffer.from(String(records.get('token')), 'base64url')
    const changed = Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const copy = Buffer.from(bytes)
      copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      return copy
    })
    const cut = Array.from({ length: bytes.length }, (_, length) => bytes.subarray(0, length))
    const believed = [...changed, ...cut].filter((value) => {
      records.set('token', value.toString('base64url'))
      return open().get('token') !== null
    })
    expect(believed).toEqual([])
  })

  test.each<[string, Partial<CacheOwner>]>([
    ['of another secret', { secret: `${SECRET}x` }],
    ['of another tenant', { context: ['other.example.com', 'client'] }],
    ['of another client', { context: ['tenant.example.com', 'other'] }],
    ['whose context only reads the same', { context: ['tenant.example.com,client'] }],
  ])('a value %s', (_what, owner) => {
    const { open } = setUp()
    open(owner).set('token', 'x', MINUTE_MS)
    expect([open(owner).get('token'), open().get('token')]).toEqual(['x', null])
  })

  test('a value that stood under another name', () => {
    const { open, records } = setUp()
    open().set('token', '3', MINUTE_MS)
    records.set('breaker', String(records.get('token')))
    expect(open().get('breaker')).toBe(null)
  })

  test('anything, where there is no secret to tell it by; and nothing is kept', () => {
    const { open, records } = setUp()
    const nobody = open({ secret: '' })
    nobody.set('token', 'x', MINUTE_MS)
    expect([records.size, nobody.get('token')]).toEqual([0, null])
  })
})
