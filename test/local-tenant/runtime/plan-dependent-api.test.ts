import { beforeAll, describe, expect, test } from 'vitest'
import type { TriggerOutcome } from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import type { JsonObject } from '../../../scripts/local-tenant/store.ts'
import { aFailure, anOutcome, sharedRuntime } from './a-tenant.ts'

const { tenant, evaluate } = sharedRuntime()

const denied = (reason: string) => ({ kind: 'denied' as const, actionName: 'guard', reason })

describe('post-login: what a plan may not have', () => {
  const report =
    'api.access.deny([typeof api.session, typeof api.refreshToken, typeof api.groups, typeof api.roles].join())'
  test.each<[string, JsonObject, string]>([
    ['by default', {}, 'object,object,undefined,undefined'],
    ['without session methods', { sessionMethods: false }, 'undefined,object,undefined,undefined'],
    [
      'without refresh-token methods',
      { refreshTokenMethods: false },
      'object,undefined,undefined,undefined',
    ],
    ['with groups and roles', { groupsAndRoles: true }, 'object,object,object,object'],
    ['with a switch that is none', { sessionMethods: 'no' }, 'object,object,undefined,undefined'],
  ])('%s', async (_what, switches, reason) => {
    expect(await evaluate({ body: report, switches })).toEqual(
      anOutcome({ refusal: denied(reason) }),
    )
  })
})

describe('post-login: target scopes, where the plan has them', () => {
  const switches = { loginTargetScopes: true }
  const event = { transaction: { target_scopes: ['read', 'write'], metadata: {} } }
  test.each<[string, Partial<TriggerOutcome>]>([
    ['', {}],
    ["api.transaction.addTargetScope(' admin ')", { targetScopes: ['read', 'write', 'admin'] }],
    ["api.transaction.addTargetScope('read')", { targetScopes: ['read', 'write'] }],
    ["api.transaction.removeTargetScope('read')", { targetScopes: ['write'] }],
    ["api.transaction.setTargetScopes(['a', 'b ', 'a'])", { targetScopes: ['a', 'b'] }],
    ['api.transaction.setTargetScopes([])', { targetScopes: [] }],
    ['api.transaction.clearTargetScopes()', { targetScopes: [] }],
    [
      "api.transaction.clearTargetScopes(); api.transaction.addTargetScope('__proto__')",
      { targetScopes: ['__proto__'] },
    ],
    [
      "api.transaction.removeTargetScope('read'); api.access.deny(event.transaction.target_scopes.join())",
      { targetScopes: ['write'], refusal: denied('write') },
    ],
  ])('%s', async (body, differences) => {
    expect(await evaluate({ body, event, switches })).toEqual(anOutcome(differences))
  })

  test.each([
    ["addTargetScope('a b')", 'The value for the scope must not have whitespace.'],
    ['addTargetScope(1)', 'The value for the scope must be a string.'],
    ["removeTargetScope('')", 'The value for the scope is required.'],
    ["setTargetScopes('a')", 'The value for scopes must be an array.'],
    ['setTargetScopes([1])', 'The value for the scope must be a string.'],
    [
      "setTargetScopes(Array.from({ length: 1001 }, (_, i) => 's' + i))",
      'The number of scopes exceeds the allowed maximum of 1000.',
    ],
  ])('refuses %s', async (call, message) => {
    const outcome = await evaluate({ body: `api.transaction.${call}`, event, switches })
    expect(outcome).toEqual(aFailure(message))
  })
})

describe('post-login: groups and roles, where the plan has them', () => {
  const switches = { groupsAndRoles: true }
  const event = { organization: { id: 'org_1' } }
  const roleOf = (name: string) => ({ id: `rol_${name}`, name, type: 'organization' })
  beforeAll(() => {
    for (const name of ['admin', 'editor', 'other']) {
      tenant.state.roles.set(`rol_${name}`, { ...roleOf(name), description: '', permissions: [] })
    }
    const user_id = 'auth0|1'
    tenant.state.memberships.push(
      { organization_id: 'org_1', user_id, roles: ['rol_admin', 'rol_editor', 'rol_gone'] },
      { organization_id: 'org_2', user_id, roles: ['rol_other'] },
    )
  })

  test.each<[string, unknown, JsonObject?]>([
    ['api.roles.getUserEffectiveRoles()', { roles: [roleOf('admin'), roleOf('editor')] }],
    ['api.roles.getUserEffectiveRoles({ take: 1 })', { roles: [roleOf('admin')], next: '1' }],
    ["api.roles.getUserEffectiveRoles({ take: 1, from: '1' })", { roles: [roleOf('editor')] }],
    [
      "api.roles.getUserEffectiveRolesByIds(['rol_editor', 'rol_other'])",
      { roles: [roleOf('editor')] },
    ],
    ["api.roles.getUserEffectiveRolesByNames(['admin'])", { roles: [roleOf('admin')] }],
    ['api.roles.getUserEffectiveRoles()', { roles: [] }, {}],
    ['api.roles.getUserEffectiveRoles()', { roles: [] }, { organization: { id: 'org_3' } }],
    ['api.groups.getUserGroups({ take: 5 })', { groups: [] }],
    [
      "api.groups.hasGroupMembership(['a', '__proto__'])",
      {
        memberships: Object.fromEntries(
          ['a', '__proto__'].map((name) => [name, { is_member: false }]),
        ),
      },
    ],
  ])('%s', async (call, answer, login = event) => {
    const body = `api.access.deny(JSON.stringify(await ${call}))`
    const { refusal } = await evaluate({ body, event: login, switches })
    expect(refusal?.kind === 'denied' ? JSON.parse(refusal.reason) : refusal).toEqual(answer)
  })

  test.each([
    [
      'api.roles.getUserEffectiveRoles({ take: 0 })',
      'The "take" parameter must be a positive integer if provided.',
    ],
    ['api.groups.getUserGroups({ from: 1 })', 'The "from" parameter must be a string if provided.'],
    [
      'api.roles.getUserEffectiveRolesByIds([])',
      'The "ids" parameter must be a non-empty array of strings.',
    ],
    [
      'api.roles.getUserEffectiveRolesByNames(Array(51))',
      '[local tenant] the "names" parameter must not exceed 50 entries',
    ],
    [
      "api.groups.hasGroupMembership('a')",
      'The "groups" parameter must be a non-empty array of strings.',
    ],
  ])('refuses %s', async (call, message) => {
    expect(await evaluate({ body: `await ${call}`, event, switches })).toEqual(aFailure(message))
  })
})
