import type { Json } from './store.ts'

/** First-level keys are replaced, `null` deletes: how Auth0 merges metadata of every kind. */
export function mergeMetadata<Value extends Json>(
  metadata: Readonly<Record<string, Value>>,
  writes: Readonly<Record<string, Value | null>>,
): Record<string, Value> {
  const isKept = (entry: [string, Value | null]): entry is [string, Value] => {
    const [name, value] = entry
    return !(Object.hasOwn(writes, name) && value === null)
  }
  return Object.fromEntries(Object.entries({ ...metadata, ...writes }).filter(isKept))
}
