import { record } from '../commands.mjs'
import { byteLength, dictionary, isSafeInteger, keysOf, put } from '../intrinsics.mjs'

/** Auth0 documentation, Actions limitations, read 2026-11-22. How it words a refusal is not published. */
const KEY_CHARACTERS = 64
const VALUE_BYTES = 8 * 1024
const TOTAL_BYTES = 16 * 1024

const refusal = (what) => new Error(`Invalid transaction metadata: ${what}`)

/** `event.transaction.metadata`: the one thing an Action changes that the next Action sees. */
export function transaction(run) {
  const setMetadata = (key, value) => {
    assertKey(key)
    assertValue(value)
    const metadata = dictionary({ ...run.event.transaction?.metadata })
    if (value === null) delete metadata[key]
    else metadata[key] = value
    assertTotal(metadata)
    if (run.event.transaction === undefined) put(run.event, 'transaction', {})
    put(run.event.transaction, 'metadata', { ...metadata })
    record(run, 'transactionMetadata', key, value)
  }
  // Behind a feature flag at Auth0; without it the methods are there and throw this.
  const withoutFlag = () => {
    throw new Error('Method not implemented.')
  }
  return {
    setMetadata,
    addTargetScope: withoutFlag,
    removeTargetScope: withoutFlag,
    setTargetScopes: withoutFlag,
    clearTargetScopes: withoutFlag,
  }
}

function assertKey(key) {
  if (typeof key !== 'string' || key.length === 0) throw refusal('key must be a non-empty string')
  if (key.length > KEY_CHARACTERS) {
    throw refusal(`key must not exceed ${KEY_CHARACTERS} characters`)
  }
}

function assertValue(value) {
  if (value === null || typeof value === 'boolean' || isSafeInteger(value)) return
  // "Safe number" is all that is documented: fractions within the safe range are let through.
  if (typeof value === 'number' && value > -(2 ** 53) && value < 2 ** 53) return
  if (typeof value !== 'string') throw refusal('value must be a string, number, boolean or null')
  if (byteLength(value) > VALUE_BYTES) throw refusal(`value must not exceed ${VALUE_BYTES} bytes`)
}

function assertTotal(metadata) {
  const keys = keysOf(metadata)
  let total = 0
  for (let i = 0; i < keys.length; i += 1) {
    total += byteLength(keys[i]) + byteLength(`${metadata[keys[i]]}`)
  }
  if (total > TOTAL_BYTES) throw refusal(`total size must not exceed ${TOTAL_BYTES} bytes`)
}
