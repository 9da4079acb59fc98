import { gunzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { aRestoredTenant } from './a-restored-tenant.ts'
import { type Body, type CheckedAnswer, outcomeOf } from './call-as-sdk.ts'
import { callManagement, managementClient, mintToken, trustingFetch } from './management-access.ts'

let members: string
let guests: string
let enterprise: string

const tenant = aRestoredTenant(async (running) => {
  const { connections, users } = await managementClient(running)
  const idOf = async (name: string, strategy: 'auth0' | 'oidc'): Promise<string> =>
    (await connections.create({ name, strategy })).id ?? ''
  members = await idOf('members', 'auth0')
  guests = await idOf('guests', 'auth0')
  enterprise = await idOf('enterprise', 'oidc')
  const password = 'correct horse battery'
  await users.create({
    connection: 'members',
    email: 'ann@example.com',
    user_id: 'ann',
    name: 'Ann "A"',
    app_metadata: { plan: { tier: 'gold' } },
    password,
  })
  await users.create({ connection: 'guests', email: 'bob@example.com', user_id: 'bob', password })
})
const { call } = tenant

const job = async (id: unknown): Promise<Body> => (await call('GET', `/jobs/${id}`)).body
const fetchAt = (url: unknown) => trustingFetch(tenant.running)(String(url))

describe('an export of people', () => {
  const exported = async (order: object): Promise<string> => {
    const { body } = await call('POST', '/jobs/users-exports', order)
    const file = await fetchAt((await job(body.id)).location)
    return gunzipSync(Buffer.from(await file.arrayBuffer())).toString()
  }
  const parsed = async (order: object) =>
    (await exported(order))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))

  test('waits, then is complete, and shows what was asked for', async () => {
    const order = { connection_id: members, format: 'json', limit: 5, fields: [{ name: 'email' }] }
    const { status, body } = await call('POST', '/jobs/users-exports', order)
    const common = { id: body.id, type: 'users_export', created_at: body.created_at }
    expect([status, body]).toEqual([200, { ...order, ...common, status: 'pending' }])
    expect(await job(body.id)).toEqual({
      ...common,
      connection_id: members,
      format: 'json',
      status: 'completed',
      location: expect.stringContaining(`https://${tenant.running.domain}/u/users-export?ticket=`),
      percentage_done: 100,
      time_left_seconds: 0,
    })
  })

  test.each<[string, () => object, object[]]>([
    [
      'of everybody',
      () => ({ fields: [{ name: 'user_id' }] }),
      [{ user_id: 'auth0|ann' }, { user_id: 'auth0|bob' }],
    ],
    [
      'of a connection',
      () => ({ connection_id: guests, fields: [{ name: 'email' }] }),
      [{ email: 'bob@example.com' }],
    ],
    [
      'of the first',
      () => ({ limit: 1, fields: [{ name: 'email' }] }),
      [{ email: 'ann@example.com' }],
    ],
    [
      'by other names, from within',
      () => ({
        connection_id: members,
        fields: [
          { name: 'app_metadata.plan.tier', export_as: 'tier' },
          { name: 'identities[0].connection' },
          { name: 'user_metadata.none' },
        ],
      }),
      [{ tier: 'gold', 'identities[0].connection': 'members' }],
    ],
  ])('a line of JSON each, %s', async (_what, order, lines) => {
    expect(await parsed(order())).toEqual(lines)
  })

  test('holds the usual fields, and no password, where none are asked for', async () => {
    const [line] = await parsed({ connection_id: guests })
    expect(Object.keys(line).toSorted()).toEqual([
      'created_at',
      'email',
      'email_verified',
      'name',
      'nickname',
      'picture',
      'updated_at',
      'user_id',
    ])
  })

  test('as CSV, quoted', async () => {
    const fields = [{ name: 'name' }, { name: 'app_metadata' }, { name: 'username' }]
    expect(await exported({ connection_id: members, format: 'csv', fields })).toBe(
      '"name","app_metadata","username"\r\n"Ann ""A""","{""plan"":{""tier"":""gold""}}",""\r\n',
    )
  })

  test('is behind a link that nobody guesses, for a day', async () => {
    const { body } = await call('POST', '/jobs/users-exports', {})
    const { location } = await job(body.id)
    const statuses = [(await fetchAt(location)).status, (await fetchAt(`${location}x`)).status]
    tenant.running.tenant.clock.advance(86_400_000)
    statuses.push((await fetchAt(location)).status)
    expect(statuses).toEqual([200, 400, 400])
  })
})

describe('an import of people', () => {
  type Form = { users?: unknown; connection_id?: string; upsert?: string; nobody_knows?: string }
  async function post(fields: Form): Promise<CheckedAnswer> {
    const form = new FormData()
    const { users, ...rest } = fields
    if (users !== undefined) {
      const text = typeof users === 'string' ? users : JSON.stringify(users)
      form.append('users', new Blob([text]), 'users.json')
    }
    for (const [name, value] of Object.entries(rest)) form.append(name, value)
    const encoded = new Response(form)
    const answer = await trustingFetch(tenant.running)(
      `https://${tenant.running.domain}/api/v2/jobs/users-imports`,
      {
        method: 'POST',
        headers: {
          'content-type': encoded.headers.get('content-type') ?? '',
          authorization: `Bearer ${await mintToken(tenant.running)}`,
        },
        body: await encoded.text(),
      },
    )
    return { status: answer.status, body: (await answer.json()) as CheckedAnswer['body'] }
  }
  const importThem = async (users: readonly object[], upsert = 'false') => {
    const { body } = await post({ users, connection_id: members, upsert })
    const { summary } = await job(body.id)
    // Without any there is no body, for which the SDK's types have no word.
    const { body: errors } = await callManagement(tenant.running, 'GET', `/jobs/${body.id}/errors`)
    const found = (errors ?? []) as unknown as { user: Body; errors: { code: string }[] }[]
    return { summary, errors: found.map(({ user, errors: [one] }) => [user.email, one?.code]) }
  }
  const shown = async (userId: string) => {
    const { email, email_verified, name, app_metadata } = (await call('GET', `/users/${userId}`))
      .body
    return { email, email_verified, name, app_metadata }
  }

  test('makes people, with their ids', async () => {
    const cleo = {
      user_id: 'cleo',
      email: 'Cleo@example.com',
      name: 'Cleo',
      app_metadata: { a: 1 },
    }
    expect(await importThem([cleo])).toEqual({
      summary: { total: 1, inserted: 1, updated: 0, failed: 0 },
      errors: [],
    })
    expect(await shown('auth0|cleo')).toEqual({
      email: 'cleo@example.com',
      email_verified: false,
      name: 'Cleo',
      app_metadata: { a: 1 },
    })
  })

  test('takes those who are all right, and says of each other why not', async () => {
    expect(
      await importThem([
        { email: 'cleo@example.com' },
        { email: 'ann@example.com' },
        { email: 'no address' },
        { email: 'dan@example.com', nobody_knows: 1 },
        { name: 'Eve' },
        { email: 'cleo@example.com' },
        { email: 'other@example.com', user_id: 'bob' },
      ]),
    ).toEqual({
      summary: { total: 7, inserted: 1, updated: 0, failed: 6 },
      errors: [
        ['ann@example.com', 'DUPLICATED_USER'],
        ['no address', 'INVALID_FORMAT'],
        ['dan@example.com', 'INVALID_FORMAT'],
        [undefined, 'OBJECT_MISSING_REQUIRED_PROPERTY'],
        ['cleo@example.com', 'DUPLICATED_USER'],
        ['other@example.com', 'DUPLICATED_USER'],
      ],
    })
  })

  describe('that updates whoever is there', () => {
    const ANN = { email: 'ann@example.com', email_verified: true, name: 'Ann "A"' }
    const GOLD = { plan: { tier: 'gold' } }
    beforeEach(() => call('PATCH', '/users/auth0|ann', { email_verified: true }))

    test.each<[string, object, object]>([
      ['replaces metadata as a whole', { app_metadata: { b: 2 } }, { app_metadata: { b: 2 } }],
      ['empties metadata', { app_metadata: {} }, { app_metadata: undefined }],
      ['leaves metadata that is not in it', { name: 'Anna' }, { name: 'Anna' }],
      [
        'takes the address for unverified',
        { email_verified: undefined },
        { email_verified: false },
      ],
      ['leaves the id', { user_id: 'other' }, {}],
    ])('%s', async (_what, differences, seen) => {
      const line = { email: 'Ann@example.com', email_verified: true, ...differences }
      const summary = { total: 1, inserted: 0, updated: 1, failed: 0 }
      expect(await importThem([line], 'true')).toEqual({ summary, errors: [] })
      expect(await shown('auth0|ann')).toEqual({ ...ANN, app_metadata: GOLD, ...seen })
      expect(tenant.running.tenant.state.users.size).toBe(2)
    })

    test('gives nobody another address, and takes nobody twice', async () => {
      const moved = { user_id: 'ann', email: 'elsewhere@example.com' }
      expect(await importThem([moved, ANN, { ...ANN, app_metadata: {} }], 'true')).toEqual({
        summary: { total: 3, inserted: 0, updated: 1, failed: 2 },
        errors: [
          ['elsewhere@example.com', 'DUPLICATED_USER'],
          ['ann@example.com', 'DUPLICATED_USER'],
        ],
      })
      expect(await shown('auth0|ann')).toEqual({ ...ANN, app_metadata: GOLD })
    })
  })

  test.each<[string, () => Form, string]>([
    ['no file', () => ({ connection_id: members }), 'invalid_body'],
    ['no JSON', () => ({ users: '[', connection_id: members }), 'invalid_body'],
    ['no list', () => ({ users: {}, connection_id: members }), 'invalid_body'],
    ['no connection', () => ({ users: [] }), 'invalid_body'],
    [
      'more than 500 kB',
      () => ({ users: `[${' '.repeat(500_000)}]`, connection_id: members }),
      'invalid_body',
    ],
    [
      'a field of nobody',
      () => ({ users: [], connection_id: members, nobody_knows: 'a' }),
      'invalid_body',
    ],
    [
      'a connection of nobody',
      () => ({ users: [], connection_id: 'con_none' }),
      'inexistent_connection',
    ],
    ['no database', () => ({ users: [], connection_id: enterprise }), 'operation_not_supported'],
  ])('with %s is refused', async (_what, form, code) => {
    expect(outcomeOf(await post(form()))).toBe(code)
    expect([...tenant.running.tenant.state.kept.keys()]).toEqual([])
  })

  test('is no JSON', async () => {
    const answer = await call('POST', '/jobs/users-imports', { users: [], connection_id: members })
    expect(outcomeOf(answer)).toBe('invalid_body')
  })
})

describe('the address of a person', () => {
  const isVerified = async () => (await call('GET', '/users/auth0|ann')).body.email_verified

  test('is verified by the link of the mail that a job sends', async () => {
    const { body } = await call('POST', '/jobs/verification-email', { user_id: 'auth0|ann' })
    expect([body.status, (await job(body.id)).status]).toEqual(['pending', 'completed'])
    const mail = tenant.running.tenant.state.outbox.at(-1)
    expect([mail?.to, mail?.kind, await isVerified()]).toEqual([
      'ann@example.com',
      'verify-email',
      false,
    ])
    await fetchAt(mail?.url)
    expect(await isVerified()).toBe(true)
  })

  test.each([
    ['at once', undefined, 0, true],
    ['within its time', 60, 59, true],
    ['too late', 60, 60, false],
    ['late, and zero means the usual time', 0, 86_400, true],
  ])('is verified by a ticket: %s', async (_what, ttl_sec, later, expected) => {
    const order = { user_id: 'auth0|ann', ...(ttl_sec === undefined ? {} : { ttl_sec }) }
    const { status, body } = await call('POST', '/tickets/email-verification', order)
    const sent = tenant.running.tenant.state.outbox.length
    tenant.running.tenant.clock.advance(later * 1000)
    await fetchAt(body.ticket)
    expect([status, sent, await isVerified()]).toEqual([201, 0, expected])
  })

  test.each([
    ['nobody', { user_id: 'auth0|nobody' }, 'inexistent_user'],
    [
      'an identity of somebody else',
      { user_id: 'auth0|ann', identity: { user_id: 'bob', provider: 'auth0' } },
      'inexistent_identity',
    ],
    ['an application of nobody', { user_id: 'auth0|ann', client_id: 'none' }, 'inexistent_client'],
    [
      'an organization of nobody',
      { user_id: 'auth0|ann', organization_id: 'org_none' },
      'inexistent_organization',
    ],
    ['no person', {}, 'invalid_body'],
  ])('of %s is refused by both', async (_what, order, code) => {
    for (const path of ['/jobs/verification-email', '/tickets/email-verification']) {
      expect(outcomeOf(await call('POST', path, order))).toBe(code)
    }
    expect(tenant.running.tenant.state.outbox).toEqual([])
  })
})

test('a job that nobody started is none', async () => {
  expect([
    outcomeOf(await call('GET', '/jobs/job_none')),
    outcomeOf(await call('GET', '/jobs/job_none/errors')),
  ]).toEqual(['inexistent_job', 'inexistent_job'])
})
