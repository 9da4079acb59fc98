import { isArray, isInteger, put } from '../intrinsics.mjs'
import { LIMITS } from '../limits.mjs'

/**
 * `api.roles` and `api.groups`, on what the tenant knew when the Action began: the roles of the
 * person in the organization of the login.
 * @fact Arguments of `api.roles` and `api.groups` are checked as here. (Auth0's official test
 * harness; read 2026-11-22; switch loginTargetScopes)
 */

function assertPage({ from, take }) {
  if (from !== undefined && typeof from !== 'string') {
    throw new Error('The "from" parameter must be a string if provided.')
  }
  if (take !== undefined && !(isInteger(take) && take > 0)) {
    throw new Error('The "take" parameter must be a positive integer if provided.')
  }
}

function assertNames(name, values, most) {
  if (!isArray(values) || values.length === 0) {
    throw new Error(`The "${name}" parameter must be a non-empty array of strings.`)
  }
  if (values.length > most) {
    throw new Error(`[local tenant] the "${name}" parameter must not exceed ${most} entries`)
  }
}

/** Roles whose `field` is among `values`. */
function matching(roles, field, values) {
  const found = []
  for (let i = 0; i < roles.length; i += 1) {
    for (let k = 0; k < values.length; k += 1) {
      if (roles[i][field] !== values[k]) continue
      put(found, found.length, { ...roles[i] })
      break
    }
  }
  return found
}

/** A page; its cursor is the place of the next one. */
function page(roles, { from, take }) {
  const start = from === undefined ? 0 : Number(from)
  const size = take === undefined || take > LIMITS.rolesPerPage ? LIMITS.rolesPerPage : take
  const found = []
  for (let i = start; i < roles.length && found.length < size; i += 1) {
    put(found, found.length, { ...roles[i] })
  }
  const end = start + found.length
  return end < roles.length ? { roles: found, next: `${end}` } : { roles: found }
}

export const roles = (run) => ({
  async getUserEffectiveRoles(params = {}) {
    assertPage(params)
    return page(run.roles, params)
  },
  async getUserEffectiveRolesByIds(ids) {
    assertNames('ids', ids, LIMITS.rolesPerPage)
    return { roles: matching(run.roles, 'id', ids) }
  },
  async getUserEffectiveRolesByNames(names) {
    assertNames('names', names, LIMITS.roleNames)
    return { roles: matching(run.roles, 'name', names) }
  },
})

/** The local tenant has no groups: nobody is in any. */
export const groups = () => ({
  async getUserGroups(params = {}) {
    assertPage(params)
    return { groups: [] }
  },
  async hasGroupMembership(idsOrNames) {
    if (!isArray(idsOrNames) || idsOrNames.length === 0) {
      throw new Error('The "groups" parameter must be a non-empty array of strings.')
    }
    const memberships = {}
    for (let i = 0; i < idsOrNames.length; i += 1) {
      put(memberships, idsOrNames[i], { is_member: false })
    }
    return { memberships }
  },
})
