import type { Observed } from './observation.ts'
import type { Revoked } from './revoke-access.ts'
import type { Tools } from './tools.ts'

/**
 * What an operation did, for whoever asked for it and for the file. No address in clear, but where it is part of
 * the user id that was asked for.
 */
export type Receipt = {
  readonly id: string
  readonly operation: string
  /** ISO 8601. */
  readonly at: string
  /** Id; null for what is about no organization. */
  readonly organization: string | null
  /** User id; null for what is about nobody yet. */
  readonly person: string | null
  /** False: it was so already, and nothing was written. */
  readonly changed: boolean
  readonly revoked: Revoked | null
  /**
   * ISO 8601: an access token issued before may be taken by an API until then, unless the API asks the
   * tenant. Null where nothing was to end.
   */
  readonly tokensDeadBy: string | null
  /** What was seen of it afterwards; null where nobody was shut out, or nothing could be seen. */
  readonly observed: Observed | null
  /** What the tenant's plan, or a missing mark, kept from being done, or from being seen. */
  readonly undone: readonly string[]
  /** Hash of the audit's last line of this operation: a log that ends before it was cut. */
  readonly audit: string
}

const DEFAULT_TOKEN_SECONDS = 86_400
/**
 * How long an access token can live here, ms. It is read before the first write: what cannot be read then
 * stops an operation while nothing is done.
 * @fact Auth0's own APIs, `/userinfo` among them, and an API without a lifetime of its own issue tokens
 * for a day. (Auth0 docs, update access token lifetime; read 2026-11-22)
 */
export async function longestTokenMs({ management }: Tools): Promise<number> {
  let longest = DEFAULT_TOKEN_SECONDS
  for await (const api of await management.resourceServers.list({ per_page: 100 })) {
    const { token_lifetime, token_lifetime_for_web } = api
    longest = Math.max(longest, token_lifetime ?? 0, token_lifetime_for_web ?? 0)
  }
  return longest * 1000
}

/** ISO 8601: when a token that was issued until now is dead. */
export const deadBy = ({ nowMs }: Tools, longestMs: number): string =>
  new Date(nowMs() + longestMs).toISOString()
