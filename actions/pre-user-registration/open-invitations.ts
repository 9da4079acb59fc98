import { normaliseAddress } from '../../policies/address.ts'
import type { SignupFacts } from '../../policies/signup/facts.ts'
import { askWithBreaker, type ManagementAccess, readPages } from '../management-access.ts'

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
  const invitations = await askWithBreaker(access, async () => {
    const lists = organizations.map((organization) => {
      const path = `organizations/${encodeURIComponent(organization)}/invitations`
      return readPages(path, 'invitations', maxPages, access)
    })
    return (await Promise.all(lists)).flat()
  })
  if (invitations === null) return 'unknowable'
  const invited = invitations.flatMap((invitation) => inviteeOf(invitation, nowMs))
  return form !== null && invited.includes(form) ? 'open' : 'none'
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
