import { normaliseAddress } from '../../policies/address.ts'
import type { SignupFacts } from '../../policies/signup/facts.ts'
import {
  askWithBreaker,
  type ManagementAccess,
  readPages,
  TooManyPages,
} from '../management-access.ts'

/**
 * Whether an open invitation of one of `organizations` is addressed to `form` (a normalised address,
 * or null when there is none). Invitations cannot be searched by address, so every page is read,
 * whatever is found and for null too: an invited address takes as long as an uninvited one. Never
 * throws; what cannot be known is said.
 */
export async function findOpenInvitation(
  form: string | null,
  organizations: readonly string[],
  maxPages: number,
  nowMs: number,
  access: ManagementAccess,
): Promise<SignupFacts['invitation']> {
  const answers = await askWithBreaker(access, () =>
    Promise.all(organizations.map((organization) => readList(organization, maxPages, access))),
  )
  const lists = answers ?? [null]
  const invitations = lists.flatMap((list) => list ?? [])
  const invited = invitations.flatMap((invitation) => inviteeOf(invitation, nowMs))
  if (form !== null && invited.includes(form)) return 'open'
  return lists.includes(null) ? 'unknowable' : 'none'
}

/** One organization's invitations; null when there are too many, which is its trouble alone. */
async function readList(
  organization: string,
  maxPages: number,
  access: ManagementAccess,
): Promise<readonly unknown[] | null> {
  const path = `organizations/${encodeURIComponent(organization)}/invitations`
  try {
    return await readPages(path, 'invitations', maxPages, access)
  } catch (error) {
    if (error instanceof TooManyPages) return null
    throw error
  }
}

/** The normalised address of an invitation that is still open, or nothing. */
function inviteeOf(invitation: unknown, nowMs: number): readonly string[] {
  const { invitee, expires_at: expiry } = (invitation ?? {}) as {
    readonly invitee?: { readonly email?: unknown } | null
    readonly expires_at?: unknown
  }
  const address = normaliseAddress(typeof invitee?.email === 'string' ? invitee.email : '')
  const expiresAtMs = typeof expiry === 'string' ? Date.parse(expiry) : Number.NaN
  return address.kind === 'usable' && expiresAtMs > nowMs ? [address.form] : []
}
