import { dictionary, keysOf } from './intrinsics.mjs'

/** Auth0's limits by name, as the tenant has them (limits.ts); told before any Action code is read. */
export const LIMITS = dictionary()

export function setLimits(values) {
  const names = keysOf(values)
  for (let i = 0; i < names.length; i += 1) LIMITS[names[i]] = values[names[i]]
}
