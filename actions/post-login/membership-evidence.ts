import type { Event } from '@auth0/actions/post-login/v3'
import type { MembershipEvidence } from '../../policies/login/facts.ts'
import { readNamedOrganization } from '../named-organization.ts'
import { readText } from '../read-text.ts'

/** Metadata of a refresh token: the organization it was issued in, and the last live answer. */
export const TOKEN_ORGANIZATION_KEY = 'og_org'
export const TOKEN_CHECKED_KEY = 'og_chk'

/**
 * What the event itself says about being a member. Roles are the member's where the event names the
 * organization; everywhere else they are the person's in the whole tenant, and prove nothing: also on
 * a refresh whose token remembers its organization (community 99135, read 2026-11-28).
 */
export const readMembership = (event: Event): MembershipEvidence => {
  const seconds = Number(readText(event.refresh_token?.metadata?.[TOKEN_CHECKED_KEY]))
  const isMembers = readNamedOrganization(event.organization).kind === 'named'
  const roles: unknown = isMembers ? event.authorization?.roles : undefined
  return {
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [],
    live: 'unasked',
    lastConfirmedMs: seconds > 0 ? seconds * 1000 : Number.NEGATIVE_INFINITY,
  }
}
