/**
 * The record under `key` in a person's metadata. Metadata that is not an object is passed on whole:
 * it is no record, so whoever reads it refuses it, where "absent" would have been the trusting answer.
 */
export function readRecord(metadata: unknown, key: string): unknown {
  if (metadata === undefined || metadata === null) return undefined
  if (typeof metadata !== 'object' || Array.isArray(metadata)) return metadata
  return Object.hasOwn(metadata, key) ? (metadata as Record<string, unknown>)[key] : undefined
}
