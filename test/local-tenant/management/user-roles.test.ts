import type { ManagementClient } from 'auth0'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import { callManagement, managementClient, refusalOf, rememberState } from './management-access.ts'

let running: RunningTenant
let management: ManagementClient
let forget: () => void
const API = 'https://api.example.com/'
const MIRA = 'auth0|mira'
let editor: string
let reader: string

beforeAll(async () => {
  running = await startTenant()
  management = await managementClient(running)
  await management.connections.create({ name: 'members', strategy: 'auth0' })
  await management.users.create({
    connection: 'members',
    email: 'mira@example.com',
    password: 'correct horse battery',
    user_id: 'mira',
  })
  await management.resourceServers.create({
    name: 'Reports',
    identifier: API,
    scopes: [{ value: 'read:reports', description: 'read them' }, { value: 'write:reports' }],
  })
  editor = (await management.roles.create({ name: 'editor', description: 'edits' })).id ?? ''
  reader = (await management.roles.create({ name: 'reader', description: 'reads' })).id ?? ''
  await management.roles.permissions.add(reader, { permissions: [permission('read:reports')] })
  forget = rememberState(running.tenant)
})
beforeEach(() => forget())
afterAll(() => running.stop())

const permission = (permission_name: string) => ({
  permission_name,
  resource_server_identifier: API,
})
const rolesOfMira = async () => (await management.users.roles.list(MIRA)).data
const permissionsOfMira = async () => (await management.users.permissions.list(MIRA)).data

test('roles are given, shown and taken away; each counts once', async () => {
  await management.users.roles.assign(MIRA, { roles: [editor] })
  await management.users.roles.assign(MIRA, { roles: [reader, editor] })
  expect(await rolesOfMira()).toEqual([
    { id: editor, name: 'editor', description: 'edits' },
    { id: reader, name: 'reader', description: 'reads' },
  ])
  await management.users.roles.delete(MIRA, { roles: [editor] })
  expect(await rolesOfMira()).toEqual([{ id: reader, name: 'reader', description: 'reads' }])
})

test('neither roles nor permissions are shown on the profile', async () => {
  const before = await management.users.get(MIRA)
  await management.users.roles.assign(MIRA, { roles: [editor] })
  await management.users.permissions.create(MIRA, { permissions: [permission('read:reports')] })
  expect(await management.users.get(MIRA)).toEqual(before)
})

test("the person's roles are none of the member's", async () => {
  const { id = '' } = await management.organizations.create({ name: 'acme' })
  await management.organizations.members.create(id, { members: [MIRA] })
  await management.users.roles.assign(MIRA, { roles: [editor] })
  const { data } = await management.organizations.members.roles.list(id, MIRA)
  expect(data).toEqual([])
})

test('permissions say where they come from', async () => {
  await management.users.roles.assign(MIRA, { roles: [reader, editor] })
  const permissions = [permission('read:reports'), permission('write:reports')]
  await management.users.permissions.create(MIRA, { permissions })
  await management.users.permissions.create(MIRA, { permissions })
  const direct = { source_id: '', source_name: '', source_type: 'DIRECT' }
  const ofRole = { source_id: reader, source_name: 'reader', source_type: 'ROLE' }
  const ofApi = { resource_server_identifier: API, resource_server_name: 'Reports' }
  expect(await permissionsOfMira()).toEqual([
    {
      ...ofApi,
      permission_name: 'read:reports',
      description: 'read them',
      sources: [direct, ofRole],
    },
    { ...ofApi, permission_name: 'write:reports', description: '', sources: [direct] },
  ])
  await management.users.permissions.delete(MIRA, { permissions })
  expect(await permissionsOfMira()).toMatchObject([
    { permission_name: 'read:reports', sources: [ofRole] },
  ])
})

test('a role or an API that is deleted leaves nobody with it', async () => {
  await management.users.roles.assign(MIRA, { roles: [editor, reader] })
  await management.users.permissions.create(MIRA, { permissions: [permission('read:reports')] })
  await management.roles.delete(editor)
  await management.resourceServers.delete(API)
  const { role_ids, direct_permissions } = running.tenant.state.users.get(MIRA) ?? {}
  expect({ role_ids, direct_permissions }).toEqual({ role_ids: [reader], direct_permissions: [] })
})

test.each([
  ['a role that is not there', 'roles', { roles: ['rol_0'] }, 404, 'inexistent_role'],
  ['no role', 'roles', { roles: [] }, 400, 'invalid_body'],
  [
    'a permission that no API has',
    'permissions',
    { permissions: [permission('fly')] },
    400,
    'inexistent_permission',
  ],
])('%s is refused', async (_what, path, body, status, errorCode) => {
  const answer = await callManagement(running, 'POST', `/users/${MIRA}/${path}`, { body })
  expect([answer.status, answer.body]).toMatchObject([status, { errorCode }])
  expect(running.tenant.state.users.get(MIRA)).not.toHaveProperty('role_ids')
})

test.each(['roles', 'permissions'] as const)('nobody has %s without being there', async (what) => {
  expect(await refusalOf(management.users[what].list('auth0|nobody'))).toEqual({
    status: 404,
    code: 'inexistent_user',
  })
})
