import { normaliseAddress } from '../../policies/address.ts'
import type { SignupFacts } from '../../policies/signup/facts.ts'
import {
  type ManagementAccess,
  ManagementUnavailable,
  readManagement,
} from './management-access.ts'

/** The Management API lists invitations without any filter by address, 100 to a page at most. */
const PAGE_SIZE = 100
/** After so many look-ups in a row without an answer, none is tried for a while. */
const FAILURES_TO_OPEN = 3
const OPEN_FOR_MS = 30_000
const BREAKER_KEY = 'og_breaker'

/**
 * Whether an open invitation of one of `organizations` is addressed to `form` (a normalised address,
 * or null when there is none). Every page is read whatever is found, for null too, so that an
 * invited address takes as long as an uninvited one. Never throws; what cannot be known is said.
 */
export async function findOpenInvitation(
  form: string | null,
  organizations: readonly string[],
  maxPages: number,
  nowMs: number,
  access: ManagementAccess,
): Promise<SignupFacts['invitation']> {
  const { cache } = access
  const failures = Number(cache.get(BREAKER_KEY)?.value ?? 0)
  if (failures >= FAILURES_TO_OPEN) return 'unknowable'
  try {
    const found = await Promise.all(
      organizations.map((organization) => readInvitees(organization, maxPages, nowMs, access)),
    )
    if (failures > 0) cache.delete(BREAKER_KEY)
    return found.flat().filter((invitee) => invitee === form).length > 0 ? 'open' : 'none'
  } catch {
    cache.set(BREAKER_KEY, String(failures + 1), { ttl: OPEN_FOR_MS })
    return 'unknowable'
  }
}

async function readInvitees(
  organization: string,
  maxPages: number,
  nowMs: number,
  access: ManagementAccess,
): Promise<readonly string[]> {
  const invitees: string[] = []
  for (let page = 0; page < maxPages; page += 1) {
    const path = `organizations/${encodeURIComponent(organization)}/invitations`
    const query = `page=${page}&per_page=${PAGE_SIZE}&include_totals=true`
    const { invitations, isLast } = readPage(await readManagement(`${path}?${query}`, access), page)
    invitees.push(...invitations.flatMap((invitation) => inviteeOf(invitation, nowMs)))
    if (isLast) return invitees
  }
  throw new ManagementUnavailable('more invitations than the rulebook lets us read')
}

/** A page says itself how long it may be and how many there are; a tenant may allow less than we asked. */
function readPage(
  body: unknown,
  page: number,
): { invitations: readonly unknown[]; isLast: boolean } {
  const { invitations, limit, total } = body as Readonly<Record<string, unknown>>
  if (!Array.isArray(invitations) || typeof limit !== 'number' || typeof total !== 'number') {
    throw new ManagementUnavailable('the answer is not a page of invitations')
  }
  const isLast = page * limit + invitations.length >= total
  if (!isLast && invitations.length < limit) {
    throw new ManagementUnavailable('the page is shorter than it says')
  }
  return { invitations, isLast }
}

/** The normalised address of an invitation that is still open, or nothing. */
function inviteeOf(invitation: unknown, nowMs: number): readonly string[] {
  const { invitee, expires_at: expiry } = invitation as {
    readonly invitee?: { readonly email?: unknown }
    readonly expires_at?: unknown
  }
  const address = normaliseAddress(typeof invitee?.email === 'string' ? invitee.email : '')
  const expiresAtMs = typeof expiry === 'string' ? Date.parse(expiry) : Number.NaN
  return address.kind === 'usable' && expiresAtMs > nowMs ? [address.form] : []
}
