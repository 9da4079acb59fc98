import { normaliseDomain } from '../../policies/address.ts'
import { readText } from '../reading/read-text.ts'
import { readRecord } from './read-record.ts'

/** The metadata key in which an organization's operators list the domains it has proven to own. */
export const DOMAINS_KEY = 'og_domains'

/**
 * The domains that an organization's metadata lists, apart by spaces or commas; null when it says
 * nothing. What is no lower-case ASCII domain is none of its own.
 */
export function readOrganizationDomains(
  metadata: Readonly<Record<string, string>> | undefined,
): readonly string[] | null {
  const listed = readRecord(metadata, DOMAINS_KEY)
  if (listed === undefined) return null
  return readText(listed)
    .split(/[\s,]+/)
    .filter((domain) => /^[a-z0-9.-]+$/.test(domain) && normaliseDomain(domain) === domain)
}
