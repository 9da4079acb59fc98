/**
 * Lays `over` on `base`: objects are merged key by key, everything else replaces what was there.
 * Pure; neither argument is changed.
 */
export function overlay(base: unknown, over: unknown): unknown {
  if (over === undefined) return base
  if (!isPlainObject(base) || !isPlainObject(over)) return over
  const keys = new Set([...Object.keys(base), ...Object.keys(over)])
  // `fromEntries` defines own properties, so that a key named `__proto__` stays a key and is refused.
  return Object.fromEntries(
    [...keys].map((key) => [key, overlay(ownValue(base, key), ownValue(over, key))]),
  )
}

const ownValue = (object: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
