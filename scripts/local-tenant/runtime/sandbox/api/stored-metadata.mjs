import { record } from '../commands.mjs'
import { dictionary, indexOf, keysOf, messageOf, put, test } from '../intrinsics.mjs'
import { LIMITS } from '../limits.mjs'

const KEY = /^[a-zA-Z0-9_-]+$/

/**
 * Metadata of a session or a refresh token.
 * @param owner the words, the event field and the command; a refresh token may be given metadata
 *   before it exists, a session may not
 */
export function storedMetadata(run, owner) {
  const entity = () => run.event[owner.field]
  const exists = () => owner.mayBeMissing || Boolean(entity())
  let metadata = dictionary({ ...(entity() ? entity().metadata : run.unissuedMetadata) })
  const publish = (...command) => {
    if (entity()) put(entity(), 'metadata', { ...metadata })
    record(run, ...command)
  }
  const remove = (key) => {
    if (!exists() || !(key in metadata)) return
    delete metadata[key]
    publish('storedMetadata', owner.what, key, null)
  }
  const assign = (key, value) => {
    if (!exists()) throw new Error(`Cannot set metadata on a ${owner.words} that does not exist.`)
    if (typeof key !== 'string') throw new Error('Invalid metadata: Metadata key must be a string')
    if (value === null) return remove(key)
    if (typeof value !== 'string') {
      throw new Error('Invalid metadata: Metadata value must be a string')
    }
    metadata[key] = value
    assertEntry(metadata, key, value)
    publish('storedMetadata', owner.what, key, value)
  }
  return {
    setMetadata(key, value) {
      try {
        assign(key, value)
      } catch (thrown) {
        throw new Error(`Failed to set ${owner.words} metadata: ${messageOf(thrown)}`)
      }
    },
    deleteMetadata: remove,
    evictMetadata() {
      if (!exists()) return
      metadata = dictionary()
      publish('evictMetadata', owner.what)
    },
  }
}

function assertEntry(metadata, key, value) {
  const fault = faultOfEntry(metadata, key, value)
  if (fault !== null) throw new Error(`Invalid metadata: ${fault}`)
}

/**
 * @fact An entry of metadata that cannot be stored is refused with these texts. (Auth0's official
 * test harness; read 2026-11-22)
 */
function faultOfEntry(metadata, key, value) {
  const { storedMetadataCharacters: most, storedMetadataEntries: entries } = LIMITS
  if (keysOf(metadata).length > entries) {
    return `Metadata must not contain more than ${entries} entries`
  }
  if (key.length > most) return `All metadata keys must be at most ${most} characters long`
  if (!test(KEY, key)) {
    return 'Metadata keys may only include letters, numbers, underscores, or hyphens'
  }
  if (value.length > most) {
    return `All metadata values must be at most ${most} characters long`
  }
  if (indexOf(value, '\0') >= 0) return 'Metadata values must not contain null bytes (\0)'
  return null
}
