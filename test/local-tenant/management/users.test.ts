import type { ManagementClient } from 'auth0'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pictureOf } from '../../../scripts/local-tenant/picture-of.ts'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { checkPassword, createUser } from '../../../scripts/local-tenant/users.ts'
import { callManagement, managementClient, refusalOf } from './management-access.ts'

let running: RunningTenant
let management: ManagementClient

beforeAll(async () => {
  running = await startTenant()
  management = await managementClient(running)
  await management.connections.create({ name: 'members', strategy: 'auth0' })
  await management.connections.create({ name: 'acme-oidc', strategy: 'oidc', options: {} })
})
beforeEach(() => running.tenant.state.users.clear())
afterAll(() => running.stop())

const PASSWORD = 'correct horse battery'
const MIRA = { connection: 'members', email: 'mira@example.com', password: PASSWORD }

const stored = (userId: string): User => {
  const user = running.tenant.state.users.get(userId)
  if (user === undefined) throw new Error('no such user')
  return user
}
const createMira = async (differences: object = {}): Promise<string> =>
  (await management.users.create({ ...MIRA, ...differences })).user_id ?? ''

test('a person is created, shown without what is secret, and deleted', async () => {
  const made = await management.users.create({ ...MIRA, email: 'Mira@Example.com', user_id: '1' })
  const { created_at, updated_at } = made
  expect(made).toEqual({
    user_id: 'auth0|1',
    email: 'mira@example.com',
    email_verified: false,
    name: 'mira@example.com',
    nickname: 'mira',
    picture: pictureOf({ email: 'mira@example.com', name: 'mira@example.com' }),
    logins_count: 0,
    created_at,
    updated_at,
    identities: [{ connection: 'members', provider: 'auth0', user_id: '1', isSocial: false }],
  })
  expect(await management.users.get('auth0|1')).toEqual(made)
  await management.users.delete('auth0|1')
  expect(await refusalOf(management.users.get('auth0|1'))).toEqual({
    status: 404,
    code: 'inexistent_user',
  })
})

test.each([
  ['an unknown root property', { favourite_colour: 'red' }, 400, 'invalid_body'],
  ['no password', { password: undefined }, 400, 'invalid_body'],
  ['no connection', { connection: undefined }, 400, 'invalid_body'],
  ['an unknown connection', { connection: 'nowhere' }, 400, 'inexistent_connection'],
  ['an enterprise connection', { connection: 'acme-oidc' }, 400, 'operation_not_supported'],
  ['a reserved app_metadata key', { app_metadata: { blocked: true } }, 400, 'invalid_body'],
])('nobody is created with %s', async (_what, differences, status, code) => {
  expect(await refusalOf(createMira(differences))).toEqual({ status, code })
})

/** Both, as Auth0 tells addresses apart by the package `validator`. */
const ADDRESSES: readonly (readonly [string, boolean])[] = [
  ['r&d@example.com', true],
  ['ann/it@example.com', true],
  ['#help@example.com', true],
  ["o'hara@example.com", true],
  ['"ann it"@example.com', true],
  ['ann@bücher.example', true],
  ['山田@日本.example', true],
  ['ann@acme-.example', false],
  ['ann@example.com\u200b', false],
  ['ann@-acme.example', false],
  ['ann@example', false],
  ['ann@ac_me.example', false],
  ['ann..it@example.com', false],
  ['ann it@example.com', false],
  ['ann@it@example.com', false],
  ['Ann <ann@example.com>', false],
  [`${'a'.repeat(65)}@example.com`, false],
  ['', false],
]

test.each(ADDRESSES)(
  '%j is an address: %j, to create, to change and to find',
  async (email, is) => {
    const id = await createMira({ email: 'somebody@example.com' })
    const query = new URLSearchParams({ email })
    const answers = [
      await callManagement(running, 'POST', '/users', { body: { ...MIRA, email, user_id: 'x' } }),
      await callManagement(running, 'DELETE', '/users/auth0|x'),
      await callManagement(running, 'PATCH', `/users/${id}`, { body: { email } }),
      await callManagement(running, 'GET', `/users-by-email?${query}`),
    ]
    expect(answers.map(({ status }) => status)).toEqual(
      is ? [201, 204, 200, 200] : [400, 204, 400, 400],
    )
  },
)

test('what is no address is refused in the words that clients look for', async () => {
  const { body } = await callManagement(running, 'POST', '/users', {
    body: { ...MIRA, email: 'ann@acme-.example' },
  })
  expect(body).toEqual({
    statusCode: 400,
    error: 'Bad Request',
    errorCode: 'invalid_body',
    message:
      "Payload validation error: 'Object didn't pass validation for format email: ann@acme-.example' on property email (The user's email).",
  })
})

test('an address belongs to one person of a database, however it is spelled', async () => {
  await createMira()
  expect(await refusalOf(createMira({ email: 'MIRA@example.com' }))).toEqual({
    status: 409,
    code: 'auth0_idp_error',
  })
})

describe('metadata', () => {
  test.each([
    ['a new key joins', { b: 2 }, { a: { x: 1, y: 2 }, b: 2 }],
    ['a nested object is replaced whole', { a: { x: 9 } }, { a: { x: 9 } }],
    ['null removes a key', { a: null }, undefined],
    ['null for a key that is not there changes nothing', { c: null }, { a: { x: 1, y: 2 } }],
    ['an empty object below is a value like any other', { a: {} }, { a: {} }],
    ['an empty map removes everything', {}, undefined],
    ['a map that is not there changes nothing', undefined, { a: { x: 1, y: 2 } }],
  ])('%s', async (_what, change, expected) => {
    const kept = { a: { x: 1, y: 2 } }
    const shown: unknown[] = []
    for (const map of ['app_metadata', 'user_metadata']) {
      const id = await createMira({ app_metadata: kept, user_metadata: kept })
      const { body } = await callManagement(running, 'PATCH', `/users/${id}`, {
        body: { [map]: change },
      })
      const { app_metadata, user_metadata } = body as Record<string, unknown>
      shown.push({ app_metadata, user_metadata })
      await management.users.delete(id)
    }
    expect(shown).toEqual([
      { app_metadata: expected, user_metadata: kept },
      { app_metadata: kept, user_metadata: expected },
    ])
  })

  test('of the person merges the same way and leaves that of the application alone', async () => {
    const id = await createMira({ app_metadata: { a: 1 }, user_metadata: { b: { c: 1 } } })
    const { app_metadata, user_metadata } = await management.users.update(id, {
      user_metadata: { b: { d: 2 } },
    })
    expect({ app_metadata, user_metadata }).toEqual({
      app_metadata: { a: 1 },
      user_metadata: { b: { d: 2 } },
    })
  })
})

describe('what ends sessions', () => {
  test.each<[string, object, object, number]>([
    ['a block', {}, { blocked: true }, 1],
    ['a block of whom is blocked already', { blocked: true }, { blocked: true }, 0],
    ['an unblock', { blocked: true }, { blocked: false }, 0],
    ['another address', {}, { email: 'other@example.com' }, 1],
    ['the same address', {}, { email: 'MIRA@example.com' }, 0],
    ['an address no longer verified', { email_verified: true }, { email_verified: false }, 1],
    ['an address now verified', {}, { email_verified: true }, 0],
    ['a new password', {}, { password: 'another horse' }, 1],
    ['metadata', {}, { app_metadata: { a: 1 } }, 0],
  ])('%s', async (_what, before, change, raised) => {
    const id = await createMira(before)
    await management.users.update(id, change)
    expect(stored(id).session_epoch).toBe(raised)
  })
})

test.each<[string, object, boolean]>([
  ['is unverified', {}, false],
  ['is verified where that is said with it', { email_verified: true }, true],
])('a new address %s', async (_what, differences, email_verified) => {
  const id = await createMira({ email_verified: true })
  const updated = await management.users.update(id, { email: 'new@example.com', ...differences })
  expect([updated.email, updated.email_verified]).toEqual(['new@example.com', email_verified])
})

test('a new password lifts the block without a word', async () => {
  const id = await createMira({ blocked: true })
  const { blocked } = await management.users.update(id, { password: 'another horse' })
  expect([blocked, await checkPassword(stored(id), 'another horse')]).toEqual([false, true])
})

test.each([
  ['an unknown root property', { favourite_colour: 'red' }, 'invalid_body'],
  [
    'password and address together',
    { password: 'x', email: 'a@example.com' },
    'operation_not_supported',
  ],
  [
    'user name and address together',
    { username: 'x', email: 'a@example.com' },
    'operation_not_supported',
  ],
  ['somebody else’s address', { email: 'taken@example.com' }, 'auth0_idp_error'],
  [
    'another connection',
    { connection: 'acme-oidc', email: 'a@example.com' },
    'operation_not_supported',
  ],
])('%s cannot be set', async (_what, change, code) => {
  await createMira({ email: 'taken@example.com' })
  const id = await createMira()
  expect(await refusalOf(management.users.update(id, change as never))).toEqual({
    status: 400,
    code,
  })
})

describe('a person of an enterprise connection', () => {
  const create = () =>
    createUser(running.tenant, { connection: 'acme-oidc', email: 'Ada@acme.example', user_id: '7' })

  test.each([
    { email: 'x@example.com' },
    { password: 'x' },
    { name: 'Ada' },
    { email_verified: true },
  ])('keeps what the identity provider says: %j is refused', async (change) => {
    create()
    expect(await refusalOf(management.users.update('oidc|7', change))).toEqual({
      status: 400,
      code: 'operation_not_supported',
    })
  })

  test('can be blocked and can have metadata', async () => {
    create()
    const { blocked, app_metadata, email } = await management.users.update('oidc|7', {
      blocked: true,
      app_metadata: { a: 1 },
    })
    expect({ blocked, app_metadata, email }).toEqual({
      blocked: true,
      app_metadata: { a: 1 },
      email: 'Ada@acme.example',
    })
  })
})

describe('search', () => {
  const search = async (query: object) =>
    (await management.users.list(query)).data.map(({ email }) => email)

  beforeEach(async () => {
    await createMira({ app_metadata: { og_lock: { v: 1 } } })
    await createMira({ email: 'max@example.com', blocked: true })
    createUser(running.tenant, { connection: 'acme-oidc', email: 'ada@acme.example' })
  })

  test.each([
    ['everybody', {}, ['mira@example.com', 'max@example.com', 'ada@acme.example']],
    ['an address', { q: 'email:"mira@example.com"' }, ['mira@example.com']],
    ['a beginning', { q: 'email:m*' }, ['mira@example.com', 'max@example.com']],
    ['two terms', { q: 'email:m* AND blocked:true' }, ['max@example.com']],
    ['what exists', { q: '_exists_:app_metadata.og_lock' }, ['mira@example.com']],
    ['what is missing', { q: '-_exists_:app_metadata.og_lock AND email:m*' }, ['max@example.com']],
    ['an identity', { q: 'identities.connection:"acme-oidc"' }, ['ada@acme.example']],
    [
      'the one or the other',
      { q: 'email:(mira* OR max*) AND NOT blocked:true' },
      ['mira@example.com'],
    ],
    ['a domain', { q: 'email.domain:"acme.example"' }, ['ada@acme.example']],
    ['a number', { q: 'logins_count:[1 TO *]' }, []],
    ['members', { q: 'organization_id:org_none' }, []],
    ['whatever its case', { q: 'email:MIRA*' }, ['mira@example.com']],
    ['by its case', { q: 'user_id:"AUTH0*"' }, []],
    ['a connection', { connection: 'acme-oidc' }, ['ada@acme.example']],
  ])('finds %s', async (_what, query, emails) => {
    expect(await search(query)).toEqual(emails)
  })

  test('refuses syntax it does not know, rather than find nobody', async () => {
    expect(await refusalOf(search({ q: 'email:/a.*/' }))).toEqual({
      status: 400,
      code: 'invalid_query_string',
    })
  })

  test('ends after the first thousand, as Auth0’s does', async () => {
    const { status, body } = await callManagement(running, 'GET', '/users?per_page=100&page=10')
    expect([status, body]).toMatchObject([400, { errorCode: 'invalid_paging' }])
  })

  test('by address needs no index', async () => {
    const found = await management.users.listUsersByEmail({ email: 'ada@acme.example' })
    expect(found.map(({ email }) => email)).toEqual(['ada@acme.example'])
  })
})
