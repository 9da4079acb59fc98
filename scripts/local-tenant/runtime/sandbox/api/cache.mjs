import { record } from '../commands.mjs'
import { byteLength, floor, isFiniteNumber, isSafeInteger, min } from '../intrinsics.mjs'
import { LIMITS } from '../limits.mjs'

const failed = (code) => ({ type: 'error', code })

/** `api.cache` on this execution's copy of the trigger's records; never throws for a limit. */
export const cache = (run) => ({
  get(key) {
    const found = run.cache[key]
    if (found === undefined || found.expires_at < Date.now()) return undefined
    return { value: found.value, expires_at: found.expires_at }
  },
  set(key, value, options) {
    const sizeFault = faultOfSize(run.cache, key, value)
    if (sizeFault !== null) return failed(sizeFault)
    const expiresAt = expiryOf(options, Date.now())
    if (typeof expiresAt === 'string') return failed(expiresAt)
    run.cache[key] = { value, expires_at: expiresAt }
    record(run, 'cacheSet', key, value, expiresAt)
    return { type: 'success', record: { value, expires_at: expiresAt } }
  },
  delete(key) {
    if (run.cache[key] === undefined) return failed('CacheKeyDoesNotExist')
    delete run.cache[key]
    record(run, 'cacheDelete', key)
    return { type: 'success' }
  },
})

function faultOfSize(records, key, value) {
  assertCacheText('key', key)
  assertCacheText('value', value)
  const keySize = byteLength(key)
  const valueSize = byteLength(value)
  if (keySize > LIMITS.cacheKeyBytes) return 'CacheKeySizeExceeded'
  if (valueSize > LIMITS.cacheValueBytes) return 'CacheValueSizeExceeded'
  let total = keySize + valueSize
  let entries = 1
  for (const name in records) {
    // As at Auth0, the record about to be replaced still counts towards the bytes.
    total += byteLength(name) + byteLength(records[name].value)
    if (name !== key) entries += 1
  }
  return total > LIMITS.cacheTotalBytes || entries > LIMITS.cacheEntries
    ? 'CacheSizeExceeded'
    : null
}

/** Epoch milliseconds, or the code of what is wrong; of `ttl` and `expires_at` the earlier counts. */
function expiryOf(options, now) {
  const { ttl, expires_at: at } = options ?? {}
  const isValid = (value) =>
    value === undefined || (typeof value === 'number' && isFiniteNumber(value))
  if (!isValid(ttl) || !isValid(at)) return 'InvalidExpiry'
  let expiresAt = now + (ttl === undefined ? LIMITS.cacheDefaultMs : floor(ttl))
  if (at !== undefined) expiresAt = ttl === undefined ? floor(at) : min(expiresAt, floor(at))
  if (expiresAt <= now) return 'ItemAlreadyExpired'
  if (!isSafeInteger(expiresAt)) return 'InvalidExpiry'
  return min(expiresAt, now + LIMITS.cacheLongestMs)
}

function assertCacheText(name, value) {
  if (typeof value === 'string') return
  throw new TypeError(`The cache ${name} must be of type string. Received ${typeof value}`)
}
