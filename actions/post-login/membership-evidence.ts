import type { Event } from '@auth0/actions/post-login/v3'
import type { MembershipEvidence } from '../../policies/login/facts.ts'
import { readNamedOrganization } from '../reading/named-organization.ts'

/**
 * What the event itself says about being a member, and when the directory last did.
 * @fact Roles in the event are the member's where the event names the organization; everywhere
 * else, also on a refresh whose token remembers its organization, they are the person's in the
 * whole tenant and prove nothing. (Auth0 community 99135; read 2026-11-28)
 */
export const readMembership = (event: Event, lastConfirmedMs: number): MembershipEvidence => {
  const isMembers = readNamedOrganization(event.organization).kind === 'named'
  const roles: unknown = isMembers ? event.authorization?.roles : undefined
  return {
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [],
    live: 'unasked',
    lastConfirmedMs,
  }
}
