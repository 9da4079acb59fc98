import type { Tenant } from '../../store.ts'

/**
 * Behaviour of Auth0 that nobody has confirmed (read 2026-11-22): the local tenant can play either
 * way. Set in `state.settings` under `local-tenant/switches`.
 */
export const SWITCH_DEFAULTS = {
  /** Is `event.organization` set on a refresh of an organization-bound token? */
  organizationOnRefresh: true,
  /** Are the sign-in's `event.authentication.methods` shown on a refresh? */
  authenticationMethodsOnRefresh: true,
  /** Is a removed member's refresh refused natively? */
  membershipCheckedOnRefresh: false,
  /** Does a live session answer an invitation (and, of another person, use it up)? */
  invitationUsesSession: false,
  /** Does the comparison with the invited address mind upper and lower case? */
  invitationComparesCase: false,
}
export type SwitchName = keyof typeof SWITCH_DEFAULTS

export function readSwitch(tenant: Tenant, name: SwitchName): boolean {
  const value = tenant.state.settings.get('local-tenant/switches')?.[name]
  return typeof value === 'boolean' ? value : SWITCH_DEFAULTS[name]
}
