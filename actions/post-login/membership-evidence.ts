import type { Event } from '@auth0/actions/post-login/v3'
import type { MembershipEvidence } from '../../policies/login/facts.ts'
import { readText } from '../read-text.ts'

/** Metadata of a refresh token: the organization it was issued in, and the last live answer. */
export const TOKEN_ORGANIZATION_KEY = 'og_org'
export const TOKEN_CHECKED_KEY = 'og_chk'

/** What the event itself says about being a member. */
export const readMembership = (event: Event): MembershipEvidence => {
  const seconds = Number(readText(event.refresh_token?.metadata?.[TOKEN_CHECKED_KEY]))
  const roles: unknown = event.authorization?.roles
  return {
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [],
    live: 'unasked',
    lastConfirmedMs: seconds > 0 ? seconds * 1000 : Number.NEGATIVE_INFINITY,
  }
}
