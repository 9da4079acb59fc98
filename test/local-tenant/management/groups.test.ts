import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import { callAsSdk, type Method, outcomeOf } from './call-as-sdk.ts'
import { managementClient } from './management-access.ts'

let running: RunningTenant
let role: string
let acme: string

beforeAll(async () => {
  running = await startTenant()
  const { roles, organizations } = await managementClient(running)
  role = (await roles.create({ name: 'editor' })).id ?? ''
  acme = (await organizations.create({ name: 'acme' })).id ?? ''
})
afterAll(() => running.stop())

const call = (method: Method, path: string, body?: object) =>
  callAsSdk(running, method, path.replace('<role>', role).replace('<acme>', acme), body)

test.each(['/groups', '/roles/<role>/groups', '/organizations/<acme>/roles/<role>/groups'])(
  'there is no group: %s',
  async (path) => {
    expect((await call('GET', path)).body).toEqual({ groups: [] })
  },
)

test.each<[Method, string, object | undefined, string]>([
  ['GET', '/groups/grp_1', undefined, 'inexistent_group'],
  ['DELETE', '/groups/grp_1', undefined, 'inexistent_group'],
  ['GET', '/groups/grp_1/members', undefined, 'inexistent_group'],
  ['GET', '/groups/grp_1/roles', undefined, 'inexistent_group'],
  ['POST', '/groups/grp_1/roles', { roles: ['rol_1'] }, 'inexistent_group'],
  ['DELETE', '/groups/grp_1/roles', { roles: ['rol_1'] }, 'inexistent_group'],
  ['POST', '/roles/<role>/groups', { groups: ['grp_1'] }, 'inexistent_group'],
  ['DELETE', '/roles/<role>/groups', { groups: ['grp_1'] }, 'inexistent_group'],
  ['POST', '/roles/<role>/groups', { nobody_knows: 1 }, 'invalid_body'],
  ['GET', '/roles/rol_none/groups', undefined, 'inexistent_role'],
  ['POST', '/roles/rol_none/groups', { groups: ['grp_1'] }, 'inexistent_role'],
  ['GET', '/organizations/<acme>/roles/rol_none/groups', undefined, 'inexistent_role'],
  ['GET', '/organizations/org_none/roles/<role>/groups', undefined, 'inexistent_organization'],
  ['GET', '/organizations/<acme>/groups/grp_1/roles', undefined, 'inexistent_group'],
  ['POST', '/organizations/<acme>/groups/grp_1/roles', { roles: ['rol_1'] }, 'inexistent_group'],
  ['DELETE', '/organizations/<acme>/groups/grp_1/roles', { roles: ['rol_1'] }, 'inexistent_group'],
  ['GET', '/organizations/org_none/groups/grp_1/roles', undefined, 'inexistent_organization'],
])('%s %s with %o: %s', async (method, path, body, code) => {
  expect(outcomeOf(await call(method, path, body))).toBe(code)
})
