import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import type { EventDelivery } from '../../../scripts/local-tenant/store.ts'
import { type Body, callAsSdk, type Method, outcomeOf } from './call-as-sdk.ts'
import { managementClient, rememberState } from './management-access.ts'

/** Calls that are one or two of their kind: what each does, and whom it does not know. */
let running: RunningTenant
let restore: () => void
let members: string
let enterprise: string
let acme: string

beforeAll(async () => {
  running = await startTenant()
  const { connections, users, organizations } = await managementClient(running)
  members = (await connections.create({ name: 'members', strategy: 'auth0' })).id ?? ''
  await connections.create({ name: 'guests', strategy: 'auth0' })
  enterprise = (await connections.create({ name: 'enterprise', strategy: 'oidc' })).id ?? ''
  acme = (await organizations.create({ name: 'acme' })).id ?? ''
  const person = { email: 'ann@example.com', password: 'correct horse battery' }
  await users.create({ ...person, connection: 'members', user_id: 'ann' })
  await users.create({ ...person, connection: 'guests', user_id: 'other-ann' })
  await organizations.members.create(acme, { members: ['auth0|ann'] })
  restore = rememberState(running.tenant)
})
beforeEach(() => restore())
afterAll(() => running.stop())

const call = (method: Method, path: string, body?: object) => callAsSdk(running, method, path, body)

describe('a person of a connection, by address', () => {
  const remove = (id: string, query = '?email=ANN@example.com') =>
    call('DELETE', `/connections/${id}/users${query}`)

  test('is deleted there and nowhere else, with what hangs on them', async () => {
    await call('POST', '/users/auth0|ann/authentication-methods', {
      type: 'email',
      email: 'a@example.com',
    })
    expect(outcomeOf(await remove(members))).toBe(204)
    const { users, memberships, kept } = running.tenant.state
    expect([[...users.keys()], memberships, [...kept.keys()]]).toEqual([
      ['auth0|other-ann'],
      [],
      [],
    ])
    expect(outcomeOf(await remove(members))).toBe(204)
  })

  test('each refusal has its code, and deletes nobody', async () => {
    const outcomes = [
      await remove('con_none'),
      await remove(enterprise),
      await remove(members, ''),
    ].map(outcomeOf)
    expect(outcomes).toEqual([
      'inexistent_connection',
      'operation_not_supported',
      'invalid_query_string',
    ])
    expect(running.tenant.state.users.size).toBe(2)
  })
})

describe('a recovery code', () => {
  const renew = (id = 'auth0|ann') => call('POST', `/users/${id}/recovery-code-regeneration`)
  const methods = async () => {
    const { body } = await call(
      'GET',
      '/users/auth0|ann/authentication-methods?include_totals=true',
    )
    return (body.authenticators as Body[]).map(({ type }) => type)
  }

  test('is another each time, and is listed once, without itself', async () => {
    const codes = [(await renew()).body.recovery_code, (await renew()).body.recovery_code]
    expect(codes).toEqual([
      expect.stringMatching(/^[A-Z0-9]{24}$/),
      expect.stringMatching(/^[A-Z0-9]{24}$/),
    ])
    expect(codes[0]).not.toBe(codes[1])
    expect(await methods()).toEqual(['recovery-code'])
    expect(outcomeOf(await renew('auth0|nobody'))).toBe('inexistent_user')
  })
})

describe('failed deliveries of a stream', () => {
  let stream: string
  const failed = (nth: number, event_type: string, time: string): EventDelivery => ({
    id: `evt_${nth}`,
    event_stream_id: stream,
    event_type,
    event: { time },
    status: 'failed',
    due_at_ms: 0,
    tries: 4,
    repeats: 0,
    attempts: [],
  })
  beforeEach(async () => {
    const { body } = await call('POST', '/event-streams', {
      name: 'a',
      status: 'disabled',
      subscriptions: [{ event_type: 'user.created' }],
      destination: {
        type: 'webhook',
        configuration: {
          webhook_endpoint: 'https://events.example.com/',
          webhook_authorization: { method: 'bearer', token: 'x' },
        },
      },
    })
    stream = String(body.id)
    running.tenant.state.eventDeliveries = [
      failed(1, 'user.created', '2026-11-20T10:00:00.000Z'),
      failed(2, 'user.deleted', '2026-11-20T11:00:00.000Z'),
      failed(3, 'user.created', '2026-11-20T12:00:00.000Z'),
      { ...failed(4, 'user.created', '2026-11-20T12:00:00.000Z'), event_stream_id: 'est_other' },
    ]
  })

  test.each<[string, object, string[]]>([
    ['all', {}, ['evt_1', 'evt_2', 'evt_3']],
    ['of a type', { event_types: ['user.created'] }, ['evt_1', 'evt_3']],
    ['from a time on', { date_from: '2026-11-20T11:00:00Z' }, ['evt_2', 'evt_3']],
    ['up to a time', { date_to: '2026-11-20T11:00:00Z' }, ['evt_1', 'evt_2']],
    [
      'of a type and a time',
      { event_types: ['user.deleted'], date_from: '2026-11-20T12:00:00Z' },
      [],
    ],
  ])('are delivered again: %s', async (_which, order, expected) => {
    const deliveries = running.tenant.state.eventDeliveries
    const before = deliveries.map(({ tries }) => tries)
    const { status, body } = await call('POST', `/event-streams/${stream}/redeliver`, order)
    const again = deliveries.filter(({ due_at_ms }) => due_at_ms > 0).map(({ id }) => id)
    expect([before, status, body, again]).toEqual([[4, 4, 4, 4], 202, order, expected])
  })

  test('of a stream of nobody, or in a form that Auth0 does not know, are refused', async () => {
    const outcomes = [
      await call('POST', '/event-streams/est_none/redeliver', {}),
      await call('POST', `/event-streams/${stream}/redeliver`, { event_types: ['nothing'] }),
    ].map(outcomeOf)
    expect(outcomes).toEqual(['inexistent_event_stream', 'invalid_body'])
  })
})

describe('a message on trial', () => {
  const sent = () => running.tenant.state.outbox.map(({ channel, to, text }) => [channel, to, text])
  const to = '+15550100'

  test('of a provider goes to the outbox', async () => {
    const { body } = await call('POST', '/branding/phone/providers', {
      name: 'twilio',
      configuration: { sid: 'a', delivery_methods: ['text'] },
      credentials: { auth_token: 'x' },
    })
    const { status } = await call('POST', `/branding/phone/providers/${body.id}/try`, { to })
    expect([status, sent()]).toEqual([202, [['sms', to, 'This is a test of twilio.']]])
  })

  test('of a template has its words, spoken or written', async () => {
    const { body } = await call('POST', '/branding/phone/templates', {
      type: 'otp_verify',
      content: { body: { text: 'written', voice: 'spoken' } },
    })
    const path = `/branding/phone/templates/${body.id}/try`
    await call('POST', path, { to })
    await call('POST', path, { to, delivery_method: 'voice' })
    expect(sent()).toEqual([
      ['sms', to, 'written'],
      ['sms', to, 'spoken'],
    ])
    expect(outcomeOf(await call('POST', path, {}))).toBe('invalid_body')
    expect(sent().length).toBe(2)
  })
})

describe('an invitation to set up a connection', () => {
  test('is given, taken back once, and gone with its profile', async () => {
    const { body } = await call('POST', '/self-service-profiles', { name: 'a' })
    const tickets = `/self-service-profiles/${body.id}/sso-ticket`
    const give = async () => {
      const { body: given } = await call('POST', tickets, { connection_config: { name: 'a' } })
      return new URL(String(given.ticket)).searchParams.get('ticket')
    }
    const [first, second] = [await give(), await give()]
    const revoke = async (id: unknown) => outcomeOf(await call('POST', `${tickets}/${id}/revoke`))
    expect([
      first === second,
      await revoke(first),
      await revoke(first),
      await revoke('none'),
    ]).toEqual([false, 202, 'inexistent_sso_ticket', 'inexistent_sso_ticket'])
    await call('DELETE', `/self-service-profiles/${body.id}`)
    expect([...running.tenant.state.kept.keys()]).toEqual([])
  })

  test.each<[string, object, string]>([
    ['a connection of nobody', { connection_id: 'con_none' }, 'inexistent_connection'],
    [
      'an organization of nobody',
      { enabled_organizations: [{ organization_id: 'org_none' }] },
      'inexistent_organization',
    ],
    ['what Auth0 does not know', { nobody_knows: 1 }, 'invalid_body'],
  ])('with %s is refused', async (_what, order, code) => {
    const { body } = await call('POST', '/self-service-profiles', { name: 'a' })
    const path = `/self-service-profiles/${body.id}/sso-ticket`
    expect(outcomeOf(await call('POST', path, order))).toBe(code)
  })
})

test('a list of forms counts their flows', async () => {
  const flow = { id: 'flow_1', type: 'FLOW', config: { flow_id: 'af_1234567890123456789012' } }
  const made = await call('POST', '/forms', { name: 'a', nodes: [flow] })
  const { body } = await call('GET', '/forms?include_totals=true')
  const [listed] = body.forms as Body[]
  expect([made.status, listed?.flow_count, made.body.flow_count]).toEqual([201, 1, undefined])
})

test('how screens are rendered is changed many at once, and listed', async () => {
  const config = (prompt: string, screen: string, rendering_mode: string) => ({
    prompt,
    screen,
    rendering_mode,
  })
  const path = '/prompts/rendering'
  const listed = async (query = '') => {
    const { body } = await call('GET', `${path}?include_totals=true${query}`)
    return (body.configs as Body[]).map(({ screen, rendering_mode }) => [screen, rendering_mode])
  }
  const before = await listed()
  await call('PATCH', path, {
    configs: [config('login', 'login', 'advanced'), config('signup', 'signup', 'standard')],
  })
  await call('PATCH', '/prompts/signup/screen/signup/rendering', { rendering_mode: 'advanced' })
  const { body: one } = await call('GET', '/prompts/login/screen/login/rendering')
  expect([before, await listed(), await listed('&prompt=login'), one.rendering_mode]).toEqual([
    [],
    [
      ['login', 'advanced'],
      ['signup', 'advanced'],
    ],
    [['login', 'advanced']],
    'advanced',
  ])
  expect(
    outcomeOf(await call('PATCH', path, { configs: [{ prompt: 'nothing', screen: 'login' }] })),
  ).toBe('invalid_body')
})

test.each<[Method, string, number | string]>([
  ['GET', '/anomaly/blocks/ips/203.0.113.1', 'inexistent_ip_block'],
  ['DELETE', '/anomaly/blocks/ips/2001:db8::1', 204],
  ['GET', '/anomaly/blocks/ips/nowhere', 'invalid_query_string'],
  ['DELETE', '/anomaly/blocks/ips/nowhere', 'invalid_query_string'],
  ['GET', '/grants?include_totals=true', 200],
  ['DELETE', '/grants?user_id=auth0|ann', 204],
  ['DELETE', '/grants?user_id=auth0|nobody', 'inexistent_user'],
  ['DELETE', '/grants', 'invalid_query_string'],
  ['DELETE', '/grants/grant_1', 'inexistent_grant'],
  ['GET', '/connections/con_none/status', 'inexistent_connection'],
])('what there is none of: %s %s answers %s', async (method, path, outcome) => {
  expect(outcomeOf(await call(method, path))).toBe(outcome)
})

test('a key of network rules is shown by its fingerprint, and never itself', async () => {
  const path = '/keys/network-acls'
  const order = { name: 'a', alg: 'hmac-sha256', value: 'of nobody' }
  const { body } = await call('POST', path, order)
  // printf 'of nobody' | sha256sum
  const fingerprint = '1054585d7bd37511d43a47f695267b643dd52364d716feb37bde22e59b7e709e'
  const shown = {
    id: body.id,
    name: 'a',
    alg: 'hmac-sha256',
    fingerprint,
    created_at: body.created_at,
    updated_at: body.updated_at,
  }
  expect([
    body,
    (await call('GET', `${path}/${body.id}`)).body,
    (await call('GET', path)).body,
  ]).toEqual([shown, shown, { keys: [shown] }])
  const outcomes = [
    await call('POST', path, order),
    await call('POST', path, { ...order, name: 'b', alg: 'none' }),
    await call('DELETE', `${path}/${body.id}`),
    await call('GET', `${path}/${body.id}`),
  ].map(outcomeOf)
  expect(outcomes).toEqual([
    'network_acl_key_conflict',
    'invalid_body',
    204,
    'inexistent_network_acl_key',
  ])
})

test('no connector of a directory is online', async () => {
  expect(outcomeOf(await call('GET', `/connections/${enterprise}/status`))).toBe(
    'connection_offline',
  )
})
