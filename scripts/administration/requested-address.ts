import { readRecord } from '../../actions/records/read-record.ts'
import { normaliseAddress } from '../../policies/address.ts'

/**
 * `app_metadata.og_request`: the address that a person asks to move to, and in which organization. In clear,
 * because whoever approves it has to read it; it goes when it was answered. No Action reads it.
 */
export const REQUEST_KEY = 'og_request'

/** What a person asks for in one organization; null for nothing that can be read. */
export function requestedAddress(
  { app_metadata }: { readonly app_metadata?: unknown },
  organization: string,
): string | null {
  const stored = readRecord(app_metadata, REQUEST_KEY)
  const { o, a } = (stored ?? {}) as Readonly<Record<string, unknown>>
  if (o !== organization || typeof a !== 'string') return null
  const read = normaliseAddress(a)
  return read.kind === 'unacceptable' ? null : read.form
}
