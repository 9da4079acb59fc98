import type { TenantState } from '../store.ts'

/** Behaviour that differs between tenants or that nobody has confirmed. */
export type RuntimeSwitches = {
  /** Is `api.session` there? At Auth0 it is for Enterprise plans. */
  sessionMethods: boolean
  /** Is `api.refreshToken` there? At Auth0 it is for Enterprise plans. */
  refreshTokenMethods: boolean
  /** Are `api.groups` and `api.roles` there? Where they are, calling them throws: not emulated. */
  groupsAndRoles: boolean
}

const DEFAULTS: RuntimeSwitches = {
  sessionMethods: true,
  refreshTokenMethods: true,
  groupsAndRoles: false,
}

/** Reads `settings` `local-tenant/switches`; what is missing or not a boolean keeps its default. */
export function readSwitches(state: TenantState): RuntimeSwitches {
  const set = state.settings.get('local-tenant/switches') ?? {}
  const of = (name: keyof RuntimeSwitches) => {
    const value = set[name]
    return typeof value === 'boolean' ? value : DEFAULTS[name]
  }
  return {
    sessionMethods: of('sessionMethods'),
    refreshTokenMethods: of('refreshTokenMethods'),
    groupsAndRoles: of('groupsAndRoles'),
  }
}
