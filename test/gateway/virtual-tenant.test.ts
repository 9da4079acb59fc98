import { beforeEach, describe, expect, test } from 'vitest'
import { get } from '../../scripts/gateway/call.ts'
import { openSnapshot } from '../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant, type VirtualTenant } from '../../scripts/gateway/virtual-tenant.ts'
import type { Json, JsonObject } from '../../scripts/ground/json-value.ts'
import { aCall } from './a-call.ts'
import { type MemoryPort, memoryPort } from './memory-port.ts'

const MEMBER = { id: 'rol_1', name: 'Member' }
const ADMIN = { id: 'rol_2', name: 'Admin' }
const NEW = { id: 'rol_new', name: 'Auditor' }
const PORTAL = { client_id: 'cli_1', name: 'Portal', is_first_party: true, callbacks: [] as Json }
const GRANT = { id: 'cgr_1', client_id: 'cli_1', audience: 'https://api.example.com/' }
const API = { id: 'api_1', identifier: 'https://api.example.com/' }
const TOTALS = { page: '0', per_page: '50', include_totals: 'true' }

let memory: MemoryPort
let tenant: VirtualTenant

beforeEach(() => {
  memory = memoryPort({
    '/roles': [MEMBER, ADMIN],
    '/roles/rol_1': MEMBER,
    '/roles/rol_2': ADMIN,
    '/clients': [PORTAL],
    '/clients/cli_1': PORTAL,
    '/client-grants': [GRANT],
    '/client-grants/cgr_1': GRANT,
    '/guardian/factors': () => ({ status: 200, body: [{ name: 'sms', enabled: false }] }),
    '/tenants/settings': { friendly_name: 'Example', session_lifetime: 72 },
    '/organizations': [],
    '/prompts': () => ({ status: 403, body: { errorCode: 'insufficient_scope' } }),
  })
  tenant = openVirtualTenant(openSnapshot(memory.port))
})

const ask = async (line: string): Promise<Json> => {
  const { status, body } = await tenant.answer(aCall(`GET ${line}`))
  return status === 200 ? (body ?? null) : status
}

const create = (): void => tenant.create('/roles', NEW)
const change = (): void => tenant.change('/roles/rol_1', { name: 'Members' })
const remove = (): void => tenant.remove('/roles/rol_2', ADMIN)
const nothing = (): void => {}

const page = (items: Json[], total = items.length): JsonObject => ({
  start: 0,
  limit: 2,
  length: items.length,
  total,
  roles: items,
})
const BY_PAGES = '/roles?page=0&per_page=2&include_totals=true'

describe('a question is answered by what would be there', () => {
  test.each<[what: string, before: () => void, line: string, answer: Json]>([
    ['what was read', nothing, BY_PAGES, page([MEMBER, ADMIN])],
    [
      'what was created, in the first page, whatever its size',
      create,
      BY_PAGES,
      { ...page([MEMBER, ADMIN, NEW]), limit: 3 },
    ],
    [
      'and in no other',
      create,
      '/roles?page=1&per_page=2&include_totals=true',
      { ...page([], 3), start: 3 },
    ],
    ['what was created, in a bare list', create, '/roles?page=0&per_page=50', [MEMBER, ADMIN, NEW]],
    ['and in its first page only', create, '/roles?page=1&per_page=50', []],
    [
      'what was created, at once where it is taken',
      create,
      '/roles?take=1',
      { roles: [MEMBER, ADMIN, NEW] },
    ],
    ['and nothing further on', create, '/roles?take=1&from=1', { roles: [] }],
    ['what was created, by its name', create, '/roles?name=Auditor&page=0', [MEMBER, ADMIN, NEW]],
    ['and not by another', create, '/roles?name=Member&page=0', [MEMBER, ADMIN]],
    ['what was created, by itself', create, '/roles/rol_new', NEW],
    [
      'what was changed, in its list',
      change,
      '/roles?page=0',
      [{ ...MEMBER, name: 'Members' }, ADMIN],
    ],
    ['what was changed, by itself', change, '/roles/rol_1', { ...MEMBER, name: 'Members' }],
    ['what was removed, in no list', remove, BY_PAGES, page([MEMBER])],
    ['what was removed, nowhere', remove, '/roles/rol_2', 404],
    ['what was never there', nothing, '/roles/rol_9', 404],
    ['what the tenant refuses', nothing, '/prompts', 403],
    [
      'what was changed although the tenant shows it to nobody',
      () => tenant.change('/prompts', { identifier_first: true }),
      '/prompts',
      { identifier_first: true },
    ],
    [
      'a thing by the member that its collection has for an id',
      () => tenant.change('/clients/cli_1', { name: 'Door' }),
      '/clients?page=0',
      [{ ...PORTAL, name: 'Door' }],
    ],
    [
      'one of a list that can be read as a whole only',
      () => tenant.change('/guardian/factors/sms', { enabled: true }),
      '/guardian/factors',
      [{ name: 'sms', enabled: true }],
    ],
    [
      'a new thing, where the question leaves it in',
      () => tenant.create('/clients', { client_id: 'cli_2', name: 'Bot', is_first_party: true }),
      '/clients?is_first_party=true&is_global=false&page=0',
      [PORTAL, { client_id: 'cli_2', name: 'Bot', is_first_party: true }],
    ],
    [
      'and not where it leaves it out',
      () => tenant.create('/clients', { client_id: 'cli_2', name: 'Bot', is_first_party: false }),
      '/clients?is_first_party=true&page=0',
      [PORTAL],
    ],
    [
      'one of several that are asked for',
      () => tenant.create('/clients', { client_id: 'cli_2', name: 'Bot', app_type: 'spa' }),
      '/clients?app_type=native&app_type=spa&page=0',
      [PORTAL, { client_id: 'cli_2', name: 'Bot', app_type: 'spa' }],
    ],
  ])('%s', async (_what, before, line, answer) => {
    before()
    expect(await ask(line)).toEqual(answer)
  })
})

describe('one write after another', () => {
  test.each<[what: string, writes: (() => void)[], path: string, answer: Json]>([
    [
      'a change of what is new is in it',
      [create, () => tenant.change('/roles/rol_new', { a: 1 })],
      '/roles/rol_new',
      { ...NEW, a: 1 },
    ],
    [
      'a second change adds to the first',
      [change, () => tenant.change('/roles/rol_1', { a: 1 })],
      '/roles/rol_1',
      { id: 'rol_1', name: 'Members', a: 1 },
    ],
    [
      'a removal outlives a change',
      [change, () => tenant.remove('/roles/rol_1', MEMBER)],
      '/roles/rol_1',
      404,
    ],
    [
      'what is new and removed was never there',
      [create, () => tenant.remove('/roles/rol_new', NEW)],
      '/roles?page=0',
      [MEMBER, ADMIN],
    ],
    [
      'what is removed and made again is the new one',
      [remove, () => tenant.create('/roles', { id: 'rol_2', name: 'Root' })],
      '/roles?page=0',
      [MEMBER, { id: 'rol_2', name: 'Root' }],
    ],
  ])('%s', async (_what, writes, path, answer) => {
    for (const write of writes) write()
    expect(await ask(path)).toEqual(answer)
  })
})

test.each<[what: string, () => void, isThere: boolean]>([
  ['its client', () => tenant.remove('/clients/cli_1', PORTAL), false],
  ['its API', () => tenant.remove('/resource-servers/api_1', API), false],
  ['another client', () => tenant.remove('/clients/cli_2', { client_id: 'cli_2' }), true],
  ['another grant', () => tenant.remove('/client-grants/cgr_2', { ...GRANT, id: 'x' }), true],
  ['something that has neither', () => tenant.remove('/clients/cli_3', {}), true],
])('a grant goes, or stays, with %s', async (_what, write, isThere) => {
  write()
  const { client_grants: listed } = (await ask('/client-grants?take=50')) as JsonObject
  expect([
    listed,
    await ask('/client-grants/cgr_1'),
    await tenant.now('/client-grants/cgr_1'),
  ]).toEqual(isThere ? [[GRANT], GRANT, GRANT] : [[], 404, null])
})

describe('below what is new', () => {
  const PATH = '/organizations/og_new_1'
  beforeEach(() => {
    tenant.create('/organizations', { id: 'og_new_1', name: 'acme' })
    tenant.create('/clients', { client_id: 'og_new_2', name: 'Billing' })
  })

  test.each<[line: string, answer: Json]>([
    [
      `${PATH}/enabled_connections?page=0&per_page=50&include_totals=true`,
      { start: 0, limit: 100, total: 0, enabled_connections: [] },
    ],
    [`${PATH}/client-grants?page=0&per_page=50`, { client_grants: [] }],
    [`${PATH}/discovery-domains?take=50`, { domains: [] }],
    ['/clients/og_new_2/credentials', []],
    ['/clients/og_new_2/credentials/cred_1', 404],
    [`${PATH}/members/usr_1`, 404],
    ['/organizations/og_new_1', { id: 'og_new_1', name: 'acme' }],
  ])('%s', async (line, answer) => {
    expect(await ask(line)).toEqual(answer)
    expect(memory.asked).toEqual([])
  })

  test('what was created there is listed there, and nowhere else', async () => {
    tenant.create(`${PATH}/enabled_connections`, { connection_id: 'con_1' })
    expect(await ask(`${PATH}/enabled_connections?take=50`)).toEqual({
      enabled_connections: [{ connection_id: 'con_1' }],
    })
    expect(await ask(`${PATH}/client-grants?take=50`)).toEqual({ client_grants: [] })
    expect(await ask('/organizations?page=0')).toEqual([{ id: 'og_new_1', name: 'acme' }])
  })
})

describe('what is and what would be', () => {
  test.each<
    [what: string, () => void, path: string, before: JsonObject | null, now: JsonObject | null]
  >([
    ['untouched', nothing, '/roles/rol_1', MEMBER, MEMBER],
    ['created', create, '/roles/rol_new', null, NEW],
    ['changed', change, '/roles/rol_1', MEMBER, { ...MEMBER, name: 'Members' }],
    ['removed', remove, '/roles/rol_2', ADMIN, null],
    ['nowhere', nothing, '/roles/rol_9', null, null],
    [
      'changed, and nowhere',
      () => tenant.change('/roles/rol_9', { a: 1 }),
      '/roles/rol_9',
      null,
      null,
    ],
    [
      'the one there is',
      () => tenant.change('/tenants/settings', { session_lifetime: 8 }),
      '/tenants/settings',
      { friendly_name: 'Example', session_lifetime: 72 },
      { friendly_name: 'Example', session_lifetime: 8 },
    ],
  ])('%s', async (_what, write, path, before, now) => {
    write()
    expect([await tenant.before(path), await tenant.now(path)]).toEqual([before, now])
  })

  test('a thing is as its list showed it, and is not asked for again', async () => {
    await tenant.list('/roles', TOTALS)
    expect(await tenant.before('/roles/rol_1')).toEqual(MEMBER)
    expect(memory.asked).toHaveLength(1)
  })

  test('a list of a few members shows no whole thing', async () => {
    await tenant.answer(get('/clients', { ...TOTALS, fields: 'client_id' }))
    expect(await tenant.before('/clients/cli_1')).toEqual(PORTAL)
    expect(memory.asked).toHaveLength(2)
  })

  test('all that would be in a collection', async () => {
    create()
    change()
    remove()
    const listed = await tenant.list('/roles', TOTALS)
    expect(listed).toEqual([{ ...MEMBER, name: 'Members' }, NEW])
    await expect(tenant.list('/prompts', TOTALS)).rejects.toThrow('`GET /prompts` was answered 403')
  })

  test('a form is what it was set to', () => {
    expect(tenant.form('/roles/rol_1/permissions')).toBeNull()
    tenant.setForm('/roles/rol_1/permissions', { permissions: [] })
    expect(tenant.form('/roles/rol_1/permissions')).toEqual({ permissions: [] })
  })
})

test('nothing that is written here reaches the tenant', async () => {
  create()
  change()
  remove()
  await ask(BY_PAGES)
  expect(memory.sent).toEqual([])
})
