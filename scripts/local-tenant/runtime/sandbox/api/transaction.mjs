import { record } from '../commands.mjs'
import { byteLength, dictionary, isSafeInteger, keysOf, put } from '../intrinsics.mjs'
import { LIMITS } from '../limits.mjs'

/** How Auth0 words a refusal is not published. */
const refusal = (what) => new Error(`Invalid transaction metadata: ${what}`)

/**
 * `event.transaction.metadata`, which the next Action sees and nobody stores.
 * @param assertEnabled throws where the method is behind a feature flag
 */
export const transactionMetadata = (run, assertEnabled) => ({
  setMetadata(key, value) {
    assertEnabled()
    assertKey(key)
    assertValue(value)
    const metadata = dictionary({ ...run.event.transaction?.metadata })
    if (value === null) delete metadata[key]
    else metadata[key] = value
    assertTotal(metadata)
    if (run.event.transaction === undefined) put(run.event, 'transaction', {})
    put(run.event.transaction, 'metadata', { ...metadata })
    record(run, 'transactionMetadata', key, value)
  },
})

function assertKey(key) {
  if (typeof key !== 'string' || key.length === 0) throw refusal('key must be a non-empty string')
  if (key.length > LIMITS.transactionKeyCharacters) {
    throw refusal(`key must not exceed ${LIMITS.transactionKeyCharacters} characters`)
  }
}

function assertValue(value) {
  if (value === null || typeof value === 'boolean' || isSafeInteger(value)) return
  // "Safe number" is all that is documented: fractions within the safe range are let through.
  if (typeof value === 'number' && value > -(2 ** 53) && value < 2 ** 53) return
  if (typeof value !== 'string') throw refusal('value must be a string, number, boolean or null')
  if (byteLength(value) > LIMITS.transactionValueBytes)
    throw refusal(`value must not exceed ${LIMITS.transactionValueBytes} bytes`)
}

function assertTotal(metadata) {
  const keys = keysOf(metadata)
  let total = 0
  for (let i = 0; i < keys.length; i += 1) {
    total += byteLength(keys[i]) + byteLength(`${metadata[keys[i]]}`)
  }
  if (total > LIMITS.transactionTotalBytes)
    throw refusal(`total size must not exceed ${LIMITS.transactionTotalBytes} bytes`)
}
