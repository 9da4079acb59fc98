import type { ManagementClient } from 'auth0'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import { createUser } from '../../../scripts/local-tenant/users.ts'
import {
  callManagement,
  managementClient,
  mintToken,
  refusalOf,
  rememberState,
} from './management-access.ts'

const NOON_MS = Date.UTC(2031, 0, 15, 12)
let running: RunningTenant
let management: ManagementClient
let restore: () => void
let acme: string
let members: string
let portal: string

beforeAll(async () => {
  running = await startTenant({ startAtMs: NOON_MS })
  management = await managementClient(running)
  acme = (await management.organizations.create({ name: 'acme' })).id ?? ''
  members = (await management.connections.create({ name: 'members', strategy: 'auth0' })).id ?? ''
  portal = (await management.clients.create({ name: 'Portal', app_type: 'spa' })).client_id ?? ''
  restore = rememberState(running.tenant)
})
beforeEach(() => restore())
afterAll(() => running.stop())

const person = (email: string): string => {
  const result = createUser(running.tenant, { connection: 'members', email })
  if (!result.ok) throw new Error(result.reason)
  return result.user.user_id
}

test('an organization is created, changed, found by name and removed', async () => {
  const { id } = await management.organizations.create({ name: 'globex', display_name: 'Globex' })
  await management.organizations.update(id ?? '', {
    display_name: 'Globex plc',
    metadata: { a: 'b' },
  })
  const found = await management.organizations.getByName('globex')
  expect(found).toEqual({
    id,
    name: 'globex',
    display_name: 'Globex plc',
    metadata: { a: 'b' },
    third_party_client_access: 'block',
    is_app_entitlement_active: false,
  })
  await management.organizations.delete(id ?? '')
  expect(await refusalOf(management.organizations.get(id ?? ''))).toEqual({
    status: 404,
    code: 'inexistent_organization',
  })
})

describe('connections that an organization is created with', () => {
  const membership = { assign_membership_on_login: true, is_signup_enabled: true }
  const create = (links: readonly object[]) =>
    callManagement(running, 'POST', '/organizations', {
      body: { name: 'initech', enabled_connections: links },
    })

  test('are linked as they would be one by one', async () => {
    const { body } = await create([{ connection_id: members, ...membership }])
    const { id } = body as { id: string }
    const { data } = await management.organizations.enabledConnections.list(id)
    expect(data).toEqual([
      {
        connection_id: members,
        ...membership,
        show_as_button: true,
        connection: { name: 'members', strategy: 'auth0' },
      },
    ])
  })

  test.each<[string, (id: string) => readonly object[], number, string]>([
    [
      'sign-up without membership',
      (connection_id) => [{ connection_id, is_signup_enabled: true }],
      400,
      'operation_not_supported',
    ],
    [
      'one connection twice',
      (connection_id) => [{ connection_id }, { connection_id }],
      409,
      'connection_conflict',
    ],
    ['an unknown one', () => [{ connection_id: 'con_x' }], 404, 'inexistent_connection'],
    [
      'a property of the newer path',
      (connection_id) => [{ connection_id, is_enabled: true }],
      400,
      'invalid_body',
    ],
  ])('%s is refused, and nothing is made', async (_what, links, status, errorCode) => {
    const answer = await create(links(members))
    expect([answer.status, answer.body]).toMatchObject([status, { errorCode }])
    const { data } = await management.organizations.list()
    expect(data.map(({ name }) => name)).toEqual(['acme'])
  })

  test('are ten at most', async () => {
    const links: object[] = []
    for (let nth = 0; nth < 11; nth += 1) {
      const { id } = await management.connections.create({ name: `c${nth}`, strategy: 'oidc' })
      links.push({ connection_id: id })
    }
    const eleven = await create(links)
    const ten = await create(links.slice(1))
    expect([eleven.status, ten.status]).toEqual([400, 201])
  })
})

test('a name belongs to one organization', async () => {
  expect(await refusalOf(management.organizations.create({ name: 'acme' }))).toEqual({
    status: 409,
    code: 'organization_conflict',
  })
})

test('more organizations than a page holds are listed by checkpoint, none twice', async () => {
  for (let nth = 0; nth < 7; nth += 1) await management.organizations.create({ name: `o${nth}` })
  const names: unknown[] = []
  for await (const { name } of await management.organizations.list({ take: 3 })) names.push(name)
  expect(names).toEqual(['acme', 'o0', 'o1', 'o2', 'o3', 'o4', 'o5', 'o6'])
})

describe('connections', () => {
  const link = { assign_membership_on_login: false, show_as_button: true, is_signup_enabled: false }

  test('are one list under two paths', async () => {
    await callManagement(running, 'POST', `/organizations/${acme}/connections`, {
      body: { connection_id: members, is_enabled: false },
    })
    const shared = {
      connection_id: members,
      ...link,
      connection: { name: 'members', strategy: 'auth0' },
    }
    const now = await callManagement(running, 'GET', `/organizations/${acme}/connections`)
    const before = await callManagement(
      running,
      'GET',
      `/organizations/${acme}/enabled_connections`,
    )
    expect([now.body, before.body]).toEqual([[{ ...shared, is_enabled: false }], [shared]])
  })

  test('are changed one by one and taken away', async () => {
    const { enabledConnections } = management.organizations
    await enabledConnections.add(acme, { connection_id: members })
    await enabledConnections.update(acme, members, { assign_membership_on_login: true })
    const changed = await enabledConnections.get(acme, members)
    await enabledConnections.delete(acme, members)
    const left = await enabledConnections.list(acme)
    expect([changed.assign_membership_on_login, left.data]).toEqual([true, []])
  })

  test.each([
    ['an unknown connection', { connection_id: 'con_unknown' }, 'inexistent_connection'],
    ['sign-up without membership', { is_signup_enabled: true }, 'operation_not_supported'],
    ['a property of the newer path', { is_enabled: true }, 'invalid_body'],
  ])('%s is refused', async (_what, differences, code) => {
    const { body } = await callManagement(
      running,
      'POST',
      `/organizations/${acme}/enabled_connections`,
      {
        body: { connection_id: members, ...differences },
      },
    )
    expect(body).toMatchObject({ errorCode: code })
  })

  test('are not enabled twice', async () => {
    const { enabledConnections } = management.organizations
    await enabledConnections.add(acme, { connection_id: members })
    expect(await refusalOf(enabledConnections.add(acme, { connection_id: members }))).toEqual({
      status: 409,
      code: 'connection_conflict',
    })
  })
})

describe('members', () => {
  test('are added once, listed with their roles on demand, and removed', async () => {
    const mira = person('mira@example.com')
    const { id: role = '' } = await management.roles.create({ name: 'Member' })
    await management.organizations.members.create(acme, { members: [mira] })
    await management.organizations.members.create(acme, { members: [mira] })
    await management.organizations.members.roles.assign(acme, mira, { roles: [role] })
    const listed = await management.organizations.members.list(acme, { fields: 'user_id,roles' })
    expect(listed.data).toEqual([
      { user_id: mira, roles: [{ id: role, name: 'Member', description: '' }] },
    ])
    expect((await management.users.organizations.list(mira)).data.map(({ id }) => id)).toEqual([
      acme,
    ])
    await management.organizations.members.roles.delete(acme, mira, { roles: [role] })
    expect((await management.organizations.members.roles.list(acme, mira)).data).toEqual([])
    await management.organizations.members.delete(acme, { members: [mira] })
    expect((await management.organizations.members.list(acme)).data).toEqual([])
    expect((await management.users.organizations.list(mira)).data).toEqual([])
  })

  test('are listed with their roles only for those who may read these', async () => {
    const scopes = ['read:organization_members']
    const token = await mintToken(running, { scopes })
    const list = async (query: string) =>
      (await callManagement(running, 'GET', `/organizations/${acme}/members${query}`, { token }))
        .status
    expect([
      await list(''),
      await list('?fields=roles'),
      await list('?fields=user_id,roles'),
    ]).toEqual([200, 403, 403])
  })

  test.each([
    ['an unknown person', { members: ['auth0|nobody'] }, 404, 'inexistent_user'],
    ['more than ten at once', { members: Array(11).fill('auth0|nobody') }, 400, 'invalid_body'],
    ['nobody', { members: [] }, 400, 'invalid_body'],
  ])('%s cannot be added', async (_who, body, status, code) => {
    expect(await refusalOf(management.organizations.members.create(acme, body))).toEqual({
      status,
      code,
    })
  })

  test('who is no member has no roles there', async () => {
    const roles = management.organizations.members.roles.list(acme, person('mira@example.com'))
    expect(await refusalOf(roles)).toEqual({ status: 404, code: 'inexistent_member' })
  })
})

describe('invitations', () => {
  const LOGIN_ROUTE = 'https://portal.example.com/login'
  const invitation = () => ({
    client_id: portal,
    inviter: { name: 'Ada' },
    invitee: { email: 'mira@example.com' },
  })
  const create = (differences: object = {}) =>
    management.organizations.invitations.create(acme, { ...invitation(), ...differences })

  beforeEach(() => management.tenants.settings.update({ default_redirection_uri: LOGIN_ROUTE }))

  test('carry everything the application needs in their link', async () => {
    const made = await create({ ttl_sec: 3600, app_metadata: { team: 'a' } })
    expect(made).toEqual({
      ...invitation(),
      id: expect.stringMatching(/^uinv_[A-Za-z0-9]{16}$/),
      organization_id: acme,
      ticket_id: expect.stringMatching(/^[\w-]{32}$/),
      roles: [],
      app_metadata: { team: 'a' },
      user_metadata: {},
      created_at: '2031-01-15T12:00:00.000Z'.replace(
        /\d\d\.\d+Z$/,
        made.created_at?.slice(17) ?? '',
      ),
      expires_at: new Date(Date.parse(made.created_at ?? '') + 3_600_000).toISOString(),
      invitation_url: `${LOGIN_ROUTE}?invitation=${made.ticket_id}&organization=${acme}&organization_name=acme`,
    })
  })

  test('lead to the client’s own login route where it has one', async () => {
    await management.clients.update(portal, { initiate_login_uri: 'https://own.example.com/login' })
    const { invitation_url = '' } = await create()
    expect(new URL(invitation_url).origin).toBe('https://own.example.com')
  })

  test('last a week unless said otherwise', async () => {
    const { created_at = '', expires_at = '' } = await create()
    expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(604_800_000)
  })

  test('are listed page by page: an address is no filter', async () => {
    for (const name of ['a', 'b', 'c']) await create({ invitee: { email: `${name}@example.com` } })
    const page = await callManagement(
      running,
      'GET',
      `/organizations/${acme}/invitations?per_page=2&page=1&include_totals=true&email=a@example.com`,
    )
    expect(page.body).toMatchObject({
      invitations: [{ invitee: { email: 'c@example.com' } }],
      start: 2,
      limit: 2,
    })
    // Auth0 counts no invitations.
    expect(page.body).not.toHaveProperty('total')
  })

  test('are gone when they are deleted', async () => {
    const { id = '' } = await create()
    await management.organizations.invitations.delete(acme, id)
    expect(await refusalOf(management.organizations.invitations.get(acme, id))).toEqual({
      status: 404,
      code: 'inexistent_invitation',
    })
  })

  test('of another organization are not found', async () => {
    const { id = '' } = await create()
    const globex = (await management.organizations.create({ name: 'globex' })).id ?? ''
    expect(await refusalOf(management.organizations.invitations.get(globex, id))).toEqual({
      status: 404,
      code: 'inexistent_invitation',
    })
  })

  test.each([
    ['an unknown client', { client_id: 'unknown' }, 404, 'inexistent_client'],
    ['an unknown role', { roles: ['rol_unknown'] }, 404, 'inexistent_role'],
    ['what is no address', { invitee: { email: 'ann@acme-.example' } }, 400, 'invalid_body'],
    ['more than 30 days', { ttl_sec: 2_592_001 }, 400, 'invalid_body'],
  ])('for %s are refused', async (_what, differences, status, code) => {
    expect(await refusalOf(create(differences))).toEqual({ status, code })
  })

  test('go to addresses with symbols and letters of any script', async () => {
    for (const email of ['r&d@example.com', 'ann@bücher.example']) {
      expect((await create({ invitee: { email } })).invitee).toEqual({ email })
    }
  })

  test('for a connection that the organization does not use are refused', async () => {
    expect(await refusalOf(create({ connection_id: members }))).toEqual({
      status: 400,
      code: 'operation_not_supported',
    })
  })

  test('for a passwordless connection are refused', async () => {
    const { id = '' } = await management.connections.create({ name: 'email', strategy: 'email' })
    await management.organizations.enabledConnections.add(acme, { connection_id: id })
    expect(await refusalOf(create({ connection_id: id }))).toEqual({
      status: 400,
      code: 'operation_not_supported',
    })
  })

  test('need a login route', async () => {
    running.tenant.state.settings.delete('tenant-settings')
    expect(await refusalOf(create())).toEqual({ status: 400, code: 'operation_not_supported' })
  })
})

test('what hangs on an organization goes with it', async () => {
  const mira = person('mira@example.com')
  await management.organizations.members.create(acme, { members: [mira] })
  await management.organizations.enabledConnections.add(acme, { connection_id: members })
  await management.organizations.discoveryDomains.create(acme, { domain: 'acme.example' })
  await management.organizations.delete(acme)
  const { memberships, organizationConnections, discoveryDomains, invitations } =
    running.tenant.state
  expect([memberships, organizationConnections, discoveryDomains.size, invitations.size]).toEqual([
    [],
    [],
    0,
    0,
  ])
})
