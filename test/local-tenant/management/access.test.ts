import { beforeEach, describe, expect, test } from 'vitest'
import { aRestoredTenant } from './a-restored-tenant.ts'
import { type Body, outcomeOf } from './call-as-sdk.ts'
import { callManagement, managementClient } from './management-access.ts'

/** Ids of what every test finds. */
let made: { editor: string; reader: string; acme: string; globex: string; portal: string }
const API = 'https://api.example.com/'
const [MIRA, BOB] = ['auth0|mira', 'auth0|bob']

const tenant = aRestoredTenant(async (running) => {
  const { connections, users, resourceServers, roles, organizations, clients } =
    await managementClient(running)
  await connections.create({ name: 'members', strategy: 'auth0' })
  for (const name of ['mira', 'bob']) {
    await users.create({
      connection: 'members',
      email: `${name}@example.com`,
      password: 'correct horse battery',
      user_id: name,
      name,
      picture: `https://cdn.example.com/${name}.png`,
    })
  }
  await resourceServers.create({
    name: 'Reports',
    identifier: API,
    scopes: [{ value: 'read:reports', description: 'read them' }, { value: 'write:reports' }],
  })
  const idOf = async (thing: PromiseLike<{ id?: string | undefined }>) => (await thing).id ?? ''
  made = {
    editor: await idOf(roles.create({ name: 'editor', description: 'edits' })),
    reader: await idOf(roles.create({ name: 'reader', description: 'reads' })),
    acme: await idOf(organizations.create({ name: 'acme' })),
    globex: await idOf(organizations.create({ name: 'globex' })),
    portal: (await clients.create({ name: 'Portal', app_type: 'spa' })).client_id ?? '',
  }
})
const { call } = tenant

const shown = async (path: string): Promise<unknown> => (await call('GET', path)).body
/** What a list holds, asked for as the SDK asks. */
const listed = async (key: string, path: string, query = 'take=50'): Promise<unknown> =>
  ((await shown(`${path}?${query}`)) as Body)[key]
const COUNTED = 'include_totals=true'
const person = (name: string) => ({
  user_id: `auth0|${name}`,
  email: `${name}@example.com`,
  name,
  picture: `https://cdn.example.com/${name}.png`,
})
const permission = (permission_name: string) => ({
  permission_name,
  resource_server_identifier: API,
})

describe('people of a role', () => {
  test('are added, each once, and shown with no more than who they are', async () => {
    const path = `/roles/${made.editor}/users`
    await call('POST', path, { users: [MIRA] })
    await call('POST', path, { users: [BOB, MIRA] })
    expect([
      await listed('users', path),
      await listed('roles', `/users/${MIRA}/roles`, COUNTED),
      await listed('users', `/roles/${made.reader}/users`),
    ]).toEqual([
      [person('mira'), person('bob')],
      [{ id: made.editor, name: 'editor', description: 'edits' }],
      [],
    ])
  })

  test('page by number, and by checkpoint', async () => {
    const path = `/roles/${made.editor}/users`
    await call('POST', path, { users: [MIRA, BOB] })
    const paged = await callManagement(
      tenant.running,
      'GET',
      `${path}?per_page=1&page=1&${COUNTED}`,
    )
    expect(paged.body).toEqual({
      users: [person('bob')],
      start: 1,
      limit: 1,
      total: 2,
    })
    const { users, next } = (await shown(`${path}?take=1`)) as Body
    expect(users).toEqual([person('mira')])
    expect(await shown(`${path}?take=1&from=${next}`)).toEqual({ users: [person('bob')] })
  })

  test('nobody is added where one of them, or the role, is unknown', async () => {
    const path = `/roles/${made.editor}/users`
    const outcomes = [
      outcomeOf(await call('POST', path, { users: [MIRA, 'auth0|nobody'] })),
      outcomeOf(await call('POST', path, { users: [] })),
      outcomeOf(await call('POST', '/roles/rol_none/users', { users: [MIRA] })),
      outcomeOf(await call('GET', '/roles/rol_none/users')),
    ]
    expect(outcomes).toEqual([
      'inexistent_user',
      'invalid_body',
      'inexistent_role',
      'inexistent_role',
    ])
    expect(await listed('users', path)).toEqual([])
  })
})

describe('what a person effectively has', () => {
  beforeEach(async () => {
    const { roles, organizations } = await managementClient(tenant.running)
    await roles.permissions.add(made.reader, { permissions: [permission('read:reports')] })
    await organizations.members.create(made.acme, { members: [MIRA] })
    await organizations.members.roles.assign(made.acme, MIRA, { roles: [made.editor] })
  })
  const effective = (what: string) => shown(`/users/${MIRA}/effective-${what}`)
  const held = (name: 'editor' | 'reader') => ({
    id: made[name],
    name,
    description: `${name.slice(0, 4)}s`,
    sources: ['direct'],
  })

  test('is nothing of what they have in an organization, and there nothing else', async () => {
    const inAcme = `/organizations/${made.acme}/members/${MIRA}/effective-roles`
    expect([await effective('roles'), await shown(inAcme)]).toEqual([
      { roles: [] },
      { roles: [held('editor')] },
    ])
    await call('POST', `/users/${MIRA}/roles`, { roles: [made.reader] })
    expect([await effective('roles'), await shown(inAcme)]).toEqual([
      { roles: [held('reader')] },
      { roles: [held('editor')] },
    ])
  })

  test('names each permission once, with all it comes from', async () => {
    const of = (permission_name: string, description: string, sources: string[]) => ({
      ...permission(permission_name),
      resource_server_name: 'Reports',
      description,
      sources,
    })
    const permissions = [permission('read:reports'), permission('write:reports')]
    const { roles } = await managementClient(tenant.running)
    await roles.permissions.add(made.editor, { permissions: [permission('read:reports')] })
    expect(await effective('permissions')).toEqual({ permissions: [] })
    await (await managementClient(tenant.running)).users.permissions.create(MIRA, { permissions })
    await call('POST', `/users/${MIRA}/roles`, { roles: [made.reader, made.editor] })
    expect(await effective('permissions')).toEqual({
      permissions: [
        of('read:reports', 'read them', ['direct', 'roles']),
        of('write:reports', '', ['direct']),
      ],
    })
  })

  test('tells the roles that a permission comes from', async () => {
    await call('POST', `/users/${MIRA}/roles`, { roles: [made.reader, made.editor] })
    const of = (api: string, name: string) =>
      effective(
        `permissions/sources/effective-roles?resource_server_identifier=${encodeURIComponent(api)}&permission_name=${name}`,
      )
    expect([
      await of(API, 'read:reports'),
      await of(API, 'write:reports'),
      await of('https://other.example.com/', 'read:reports'),
    ]).toEqual([{ roles: [held('reader')] }, { roles: [] }, { roles: [] }])
  })

  test.each([
    ['/users/auth0|nobody/effective-roles', 'inexistent_user'],
    ['/users/auth0|nobody/effective-permissions', 'inexistent_user'],
    ['/users/auth0|nobody/groups', 'inexistent_user'],
    ['/users/auth0|nobody/connected-accounts', 'inexistent_user'],
    ['/users/auth0|nobody/logs', 'inexistent_user'],
  ])('%s: %s', async (path, code) => {
    expect(outcomeOf(await call('GET', path))).toBe(code)
  })

  test.each([
    [
      'nobody of the organization',
      () => `/organizations/${made.acme}/members/${BOB}/effective-roles`,
    ],
    [
      'of another organization',
      () => `/organizations/${made.globex}/members/${MIRA}/effective-roles`,
    ],
  ])('in an organization, for %s: no such member', async (_who, path) => {
    expect(outcomeOf(await call('GET', path()))).toBe('inexistent_member')
  })

  test('members of a role are those who have it in that organization', async () => {
    const of = (organization: string, role: string) =>
      shown(`/organizations/${organization}/roles/${role}/members`)
    await call('POST', `/organizations/${made.acme}/members`, { members: [BOB] })
    await call('POST', `/organizations/${made.globex}/members`, { members: [MIRA, BOB] })
    await call('POST', `/users/${BOB}/roles`, { roles: [made.editor] })
    expect([
      await of(made.acme, made.editor),
      await of(made.acme, made.reader),
      await of(made.globex, made.editor),
    ]).toEqual([{ members: [person('mira')] }, { members: [] }, { members: [] }])
    const unknown = `/organizations/${made.acme}/roles/rol_none/members`
    expect(outcomeOf(await call('GET', unknown))).toBe('inexistent_role')
  })
})

describe('the log of a person', () => {
  beforeEach(() => {
    for (const [type, user_id, minute] of [
      ['s', MIRA, '01'],
      ['s', BOB, '02'],
      ['fp', MIRA, '03'],
    ] as const) {
      const date = `2026-11-20T12:${minute}:00.000Z`
      tenant.running.tenant.state.logs.push({ log_id: `9${minute}`, date, type, user_id })
    }
  })
  const types = async (query: string) =>
    ((await listed('logs', `/users/${MIRA}/logs`, query)) as Body[]).map(({ type }) => type)

  test('holds what they did and nobody else, newest first unless asked otherwise', async () => {
    expect([
      await types(COUNTED),
      await types(`sort=date:1&${COUNTED}`),
      await types(`sort=date:-1&${COUNTED}`),
      await types(`per_page=1&page=1&${COUNTED}`),
    ]).toEqual([['fp', 's'], ['s', 'fp'], ['fp', 's'], ['s']])
  })

  test('counts with `include_totals`', async () => {
    const counted = (await shown(`/users/${MIRA}/logs?include_totals=true&per_page=1`)) as Body
    expect({ ...counted, logs: (counted.logs as Body[]).length }).toEqual({
      logs: 1,
      start: 0,
      limit: 1,
      length: 1,
      total: 2,
    })
  })
})

describe('applications of an organization', () => {
  const at = () => `/organizations/${made.acme}/clients`
  const linkOf = (client_id: string) => ({ client_id, use_for_member_access: false })
  const portal = (use_for_member_access: boolean) => ({
    client_id: made.portal,
    use_for_member_access,
    client: {
      name: 'Portal',
      app_type: 'spa',
      is_first_party: true,
      grant_types: expect.any(Array),
    },
  })

  test('are added, shown, changed and taken away', async () => {
    const added = await call('POST', at(), { clients: [linkOf(made.portal)] })
    expect([added.status, added.body]).toEqual([201, [portal(false)]])
    const changed = await call('PATCH', `${at()}/${made.portal}`, { use_for_member_access: true })
    expect([changed.body, await shown(at()), await shown(`${at()}/${made.portal}`)]).toEqual([
      portal(true),
      { clients: [portal(true)] },
      portal(true),
    ])
    expect(await shown(`/organizations/${made.globex}/clients`)).toEqual({ clients: [] })
    await call('DELETE', at(), { clients: [made.portal] })
    expect(await shown(at())).toEqual({ clients: [] })
  })

  test('none is added where one of them is unknown', async () => {
    const clients = [linkOf(made.portal), linkOf('nobody')]
    const outcomes = [
      outcomeOf(await call('POST', at(), { clients })),
      outcomeOf(await call('GET', `${at()}/${made.portal}`)),
      outcomeOf(await call('PATCH', `${at()}/${made.portal}`, { use_for_member_access: true })),
      outcomeOf(await call('GET', '/organizations/org_none/clients')),
    ]
    expect(outcomes).toEqual([
      'inexistent_client',
      'inexistent_organization_client',
      'inexistent_organization_client',
      'inexistent_organization',
    ])
    expect(await shown(at())).toEqual({ clients: [] })
  })

  test('go with the application, and with the organization', async () => {
    await call('POST', at(), { clients: [linkOf(made.portal)] })
    await call('DELETE', `/clients/${made.portal}`)
    expect(await shown(at())).toEqual({ clients: [] })
    await call('DELETE', `/organizations/${made.acme}`)
    expect([...tenant.running.tenant.state.kept.keys()]).toEqual([])
  })
})

describe('a discovery domain', () => {
  test('is found by its id and by its name, in its organization', async () => {
    const path = (organization: string) => `/organizations/${organization}/discovery-domains`
    const { body: domain } = await call('POST', path(made.acme), { domain: 'acme.example.com' })
    const byId = await shown(`${path(made.acme)}/${domain.id}`)
    const byName = await shown(`${path(made.acme)}/name/acme.example.com`)
    expect(byId).toMatchObject({ id: domain.id, domain: 'acme.example.com', status: 'pending' })
    expect(byId).not.toHaveProperty('organization_id')
    expect(byName).toEqual(byId)
    const code = 'inexistent_discovery_domain'
    expect([
      outcomeOf(await call('GET', `${path(made.globex)}/${domain.id}`)),
      outcomeOf(await call('GET', `${path(made.globex)}/name/acme.example.com`)),
      outcomeOf(await call('GET', `${path(made.acme)}/name/globex.example.com`)),
    ]).toEqual([code, code, code])
  })
})

test('organizations of a grant are those it was given to', async () => {
  const { body: robot } = await call('POST', '/clients', {
    name: 'Robot',
    app_type: 'non_interactive',
  })
  const grant = async (audience: string): Promise<unknown> => {
    const settings = {
      client_id: robot.client_id,
      audience,
      scope: [],
      organization_usage: 'allow',
    }
    return (await call('POST', '/client-grants', settings)).body.id
  }
  const [own, other] = [await grant(API), await grant(`https://${tenant.running.domain}/api/v2/`)]
  const names = async (id: unknown) =>
    ((await listed('organizations', `/client-grants/${id}/organizations`)) as Body[]).map(
      ({ name }) => name,
    )
  const seen = [await names(own)]
  await call('POST', `/organizations/${made.acme}/client-grants`, { grant_id: own })
  await call('POST', `/organizations/${made.globex}/client-grants`, { grant_id: other })
  seen.push(await names(own), await names(other))
  expect(seen).toEqual([[], ['acme'], ['globex']])
  expect(outcomeOf(await call('GET', '/client-grants/cgr_none/organizations'))).toBe(
    'inexistent_client_grant',
  )
})
