import { beforeEach, expect } from 'vitest'
import { readMails } from '../../../scripts/local-tenant/outbox.ts'
import type { Connection, User } from '../../../scripts/local-tenant/store.ts'
import { writeSwitches } from '../../../scripts/local-tenant/switch-positions.ts'
import { createUser } from '../../../scripts/local-tenant/users.ts'
import { askToken, changeClient, claimsOf, post, refusalOf } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import { ACME, logTypes } from './start-scene.ts'

const OTP = 'http://auth0.com/oauth/grant-type/passwordless/otp'
let email: Connection

beforeEach(() => {
  const enabled_clients = ['portal', 'robot']
  email = { id: 'con_email', name: 'email', strategy: 'email', enabled_clients, options: {} }
  scene.tenant.state.connections.set(email.id, email)
  scene.tenant.state.connections.set('con_sms', {
    id: 'con_sms',
    name: 'sms',
    strategy: 'sms',
    enabled_clients,
  })
  changeClient(scene, 'portal', { grant_types: [OTP, 'refresh_token'] })
  changeClient(scene, 'robot', { grant_types: [OTP] })
})

const START = { client_id: 'portal', connection: 'email', email: 'Ann@Example.com', send: 'code' }
const ASK = {
  grant_type: OTP,
  client_id: 'portal',
  realm: 'email',
  username: 'ann@example.com',
  scope: 'openid email',
}

async function sendCode(start: object = START): Promise<string> {
  const { status } = await post(scene, 'passwordless/start', start)
  if (status !== 200) throw new Error(String(status))
  return readMails(scene.tenant).at(-1)?.code ?? 'no code'
}

function addAnn(): User {
  const created = createUser(scene.tenant, { connection: 'email', email: 'ann@example.com' })
  if (!created.ok) throw new Error(created.reason)
  return created.user
}

test('a code goes to the mailbox, and brings tokens to a new person, once', async () => {
  const answer = await post(scene, 'passwordless/start', START)
  expect(answer).toEqual({ status: 200, body: { email: 'ann@example.com', email_verified: false } })
  const [mail] = readMails(scene.tenant)
  expect(mail).toMatchObject({
    channel: 'email',
    to: 'ann@example.com',
    kind: 'passwordless-code',
    code: expect.stringMatching(/^\d{6}$/),
    client_id: 'portal',
    connection: 'email',
  })
  expect(mail?.text).toContain(mail?.code)
  const tokens = await askToken(scene, { ...ASK, otp: mail?.code })
  const user = [...scene.tenant.state.users.values()][0]
  expect(user).toMatchObject({
    user_id: expect.stringMatching(/^email\|/),
    connection: 'email',
    email_verified: true,
    logins_count: 1,
  })
  expect(claimsOf(tokens, 'id_token')).toMatchObject({ sub: user?.user_id, email_verified: true })
  expect(scene.runs.map(({ triggerId }) => triggerId)).toEqual([
    'pre-user-registration',
    'post-user-registration',
    'post-login',
  ])
  expect(scene.runs[0]?.event).toMatchObject({
    connection: { strategy: 'email' },
    client: { client_id: 'portal' },
    user: { email: 'ann@example.com' },
  })
  expect(scene.runs[2]?.event).toMatchObject({
    authentication: { methods: [{ name: 'email' }] },
    connection: { name: 'email' },
    transaction: { protocol: 'oauth2-resource-owner' },
  })
  expect(logTypes(scene)).toEqual(['cls', 'ss', 's'])
  const again = await askToken(scene, { ...ASK, otp: mail?.code })
  expect(refusalOf(again).slice(0, 2)).toEqual([403, 'invalid_grant'])
})

test('an Action gives passwordless people no metadata at sign-up', async () => {
  scene.whenActionsRun(({ triggerId }) =>
    triggerId === 'pre-user-registration'
      ? { appMetadata: { by: 'action' }, userMetadata: { by: 'action' } }
      : {},
  )
  await askToken(scene, { ...ASK, otp: await sendCode() })
  const [user] = scene.tenant.state.users.values()
  expect([user?.app_metadata, user?.user_metadata]).toEqual([{}, {}])
})

test('who exists gets no second account, and is verified from now on', async () => {
  const ann = addAnn()
  await askToken(scene, { ...ASK, otp: await sendCode() })
  expect([scene.tenant.state.users.size, ann.email_verified]).toEqual([1, true])
  expect(scene.runs.map(({ triggerId }) => triggerId)).toEqual(['post-login'])
})

test('a text message does the same for a telephone', async () => {
  const start = { client_id: 'portal', connection: 'sms', phone_number: '+4915112345678' }
  const otp = await sendCode(start)
  const answer = await askToken(scene, { ...ASK, realm: 'sms', username: '+4915112345678', otp })
  expect(answer.status).toBe(200)
  expect([...scene.tenant.state.users.values()]).toMatchObject([
    { user_id: expect.stringMatching(/^sms\|/), phone_verified: true },
  ])
  expect([readMails(scene.tenant)[0]?.channel, logTypes(scene)[0]]).toEqual(['sms', 'cs'])
})

const WRONG = [403, 'invalid_grant', 'Wrong email or verification code.']
const EXPIRED = [
  403,
  'invalid_grant',
  'The verification code has expired. Please try to login again.',
]

test('three wrong codes void the right one', async () => {
  const otp = await sendCode()
  const guess = { ...ASK, otp: otp === '000000' ? '000001' : '000000' }
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect(refusalOf(await askToken(scene, guess))).toEqual(WRONG)
  }
  expect(refusalOf(await askToken(scene, { ...ASK, otp }))).toEqual(EXPIRED)
  expect(logTypes(scene)).toEqual(['cls', 'fepotpft', 'fepotpft', 'fepotpft', 'fepotpft'])
})

test('a code ends by the tenant’s clock, and with the next one', async () => {
  const first = await sendCode()
  let second = await sendCode()
  while (second === first) second = await sendCode()
  expect(refusalOf(await askToken(scene, { ...ASK, otp: first }))).toEqual(WRONG)
  scene.tenant.clock.advance(181_000)
  expect(refusalOf(await askToken(scene, { ...ASK, otp: second }))).toEqual(EXPIRED)
})

test('to a blocked person nothing is sent, and the answer does not tell', async () => {
  const ann = addAnn()
  ann.blocked = true
  expect((await post(scene, 'passwordless/start', START)).status).toBe(200)
  expect(readMails(scene.tenant)).toEqual([])
})

test('who is blocked after the code was sent is refused without any Action', async () => {
  const ann = addAnn()
  const otp = await sendCode()
  ann.blocked = true
  expect(refusalOf(await askToken(scene, { ...ASK, otp }))).toEqual([
    401,
    'unauthorized',
    'user is blocked',
  ])
  expect(scene.runs).toEqual([])
})

test.each([
  ['as a report shows it', {}, [400, 'extensibility_error', 'NOT_INVITED']],
  [
    'with the message for the person',
    { deniedPasswordlessIsExtensibilityError: false },
    [403, 'access_denied', 'Ask us.'],
  ],
] as const)('a sign-up that an Action refuses makes nobody: %s', async (_how, switches, seen) => {
  writeSwitches(scene.tenant.state, switches)
  scene.whenActionsRun({
    refusal: { kind: 'denied', actionName: 'gate', reason: 'NOT_INVITED', userMessage: 'Ask us.' },
  })
  const answer = await askToken(scene, { ...ASK, otp: await sendCode() })
  expect(refusalOf(answer)).toEqual(seen)
  expect([scene.tenant.state.users.size, logTypes(scene)]).toEqual([0, ['cls', 'fs', 'fepotpft']])
})

test.each([
  [500, {}],
  [403, { passwordlessDeniedIs500: false }],
])('a login that an Action denies is told to the application: %d', async (status, switches) => {
  writeSwitches(scene.tenant.state, switches)
  addAnn()
  const otp = await sendCode()
  scene.whenActionsRun({ refusal: { kind: 'denied', actionName: 'guard', reason: 'NO' } })
  expect(refusalOf(await askToken(scene, { ...ASK, otp }))).toEqual([status, 'access_denied', 'NO'])
  expect(scene.runs.map(({ triggerId }) => triggerId)).toEqual(['post-login'])
})

test('a connection closed to sign-up sends no code to strangers', async () => {
  email.options = { disable_signup: true }
  expect(refusalOf(await post(scene, 'passwordless/start', START))).toEqual([
    400,
    'bad.connection',
    'Public signup is disabled',
  ])
  addAnn()
  expect((await post(scene, 'passwordless/start', START)).status).toBe(200)
})

test.each<[string, object, unknown[]]>([
  ['an unknown client', { client_id: 'nobody' }, [401, 'access_denied']],
  ['a confidential client without its secret', { client_id: 'robot' }, [401, 'access_denied']],
  ['a database', { connection: 'members' }, [400, 'bad.connection']],
  ['a client without the connection', { client_id: 'plain' }, [400, 'bad.connection']],
  ['no address', { email: '' }, [400, 'bad.email']],
  ['an address with a line break', { email: 'a@b\r\nbcc: c@d' }, [400, 'bad.email']],
  ['a domain that ends with a dash', { email: 'ann@acme-.example' }, [400, 'bad.email']],
  [
    'a telephone that is none',
    { connection: 'sms', phone_number: '12' },
    [400, 'bad.phone_number'],
  ],
  ['a magic link', { send: 'link' }, [400, 'local_tenant_magic_link_not_emulated']],
])('%s gets no code', async (_what, differences, refusal) => {
  const answer = await post(scene, 'passwordless/start', { ...START, ...differences })
  expect(refusalOf(answer).slice(0, 2)).toEqual(refusal)
  expect(readMails(scene.tenant)).toEqual([])
})

test.each(['r&d@example.com', 'ann@bücher.example'])('%s gets a code', async (email) => {
  expect((await post(scene, 'passwordless/start', { ...START, email })).status).toBe(200)
  expect(readMails(scene.tenant).map(({ to }) => to)).toEqual([email])
})

test('what is no address is refused in the words that clients look for', async () => {
  const { body } = await post(scene, 'passwordless/start', { ...START, email: 'ann' })
  expect(body).toEqual({
    error: 'bad.email',
    error_description: 'error in email - email format validation failed: ann',
  })
})

test.each<[string, object, unknown[]]>([
  ['no code', { otp: undefined }, [403, 'invalid_grant']],
  ['a code for somebody else', { username: 'eve@example.com' }, [403, 'invalid_grant']],
  ['a realm that is a database', { realm: 'members' }, [400, 'invalid_request']],
  ['an organization', { organization: ACME }, [400, 'invalid_request']],
  ['a client that may not', { client_id: 'plain' }, [403, 'unauthorized_client']],
])('%s is refused', async (_what, differences, refusal) => {
  const otp = await sendCode()
  const answer = await askToken(scene, { ...ASK, otp, ...differences })
  expect(refusalOf(answer).slice(0, 2)).toEqual(refusal)
  expect([scene.runs, logTypes(scene).at(-1)]).toEqual([[], 'fepotpft'])
})
