/** What a profile takes up in the tenant, in bytes of JSON. */
export type ProfileSize = { readonly all: number; readonly records: number }

/**
 * @fact One profile holds 10 KB, metadata included; migration until 2027-03-04. (Auth0 docs, entity
 * limits; read 2026-08-20)
 */
const LARGEST_PROFILE_BYTES = 10_000

/** Every record of the guard, whichever there are, is under a key of its own that begins like this. */
const RECORD = /^og_/

export function readProfileSize(user: { readonly app_metadata?: unknown }): ProfileSize {
  const metadata = typeof user.app_metadata === 'object' ? (user.app_metadata ?? {}) : {}
  const records = Object.entries(metadata).filter(([key]) => RECORD.test(key))
  return { all: bytesOf(user), records: bytesOf(Object.fromEntries(records)) }
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

/** A line as soon as half of the room is used; until then there is nothing to do about it. */
export function renderSize({ all, records }: ProfileSize): readonly string[] {
  if (all * 2 < LARGEST_PROFILE_BYTES) return []
  const limit = kilobytes(LARGEST_PROFILE_BYTES)
  const beyond = all > LARGEST_PROFILE_BYTES ? ': too large to be written' : ''
  return [
    `size    ${kilobytes(all)} of the ${limit} that a profile may have, records ${kilobytes(records)}${beyond}`,
  ]
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`
