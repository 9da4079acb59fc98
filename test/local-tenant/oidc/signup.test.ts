import { expect } from 'vitest'
import { readSetting } from '../../../scripts/local-tenant/management/settings.ts'
import { findUserByEmail } from '../../../scripts/local-tenant/users.ts'
import { scene, test } from './scene-test.ts'
import {
  addPerson,
  answerOf,
  authorizationRequest,
  logTypes,
  NOON_MS,
  openApplication,
  PASSWORD,
  signIn,
} from './start-scene.ts'

const flag = (isTold: boolean) => ({ enable_public_signup_user_exists_error: isTold })

const ANN = {
  client_id: 'portal',
  connection: 'members',
  email: 'Ann@Example.com',
  password: PASSWORD,
}

async function signUp(body: object, form = false): Promise<{ status: number; body: unknown }> {
  const answer = await scene.fetch(`${scene.tenant.issuer}dbconnections/signup`, {
    method: 'POST',
    headers: {
      'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
      'user-agent': 'test/1',
    },
    body: form ? new URLSearchParams(body as Record<string, string>) : JSON.stringify(body),
  })
  return { status: answer.status, body: await answer.json() }
}

test.each([
  ['JSON', false],
  ['a form', true],
])('%s makes an account that can sign in', async (_what, form) => {
  const answer = await signUp({ ...ANN, nickname: 'annie' }, form)
  const user = findUserByEmail(scene.tenant, 'members', 'ann@example.com')
  expect(answer).toEqual({
    status: 200,
    body: {
      _id: user?.user_id.split('|')[1],
      email: 'ann@example.com',
      email_verified: false,
      nickname: 'annie',
    },
  })
  expect(user).toMatchObject({
    connection: 'members',
    name: 'ann@example.com',
    nickname: 'annie',
    created_at: expect.stringMatching(/^2026-11-20T12:00/),
  })
  expect(user?.password_hash).toMatch(/^scrypt:[0-9a-f]{32}:[0-9a-f]{64}$/)
  const { address } = await authorizationRequest(await openApplication(scene))
  expect(answerOf(await signIn(scene.newBrowser(), address, ANN))).toBe('code')
  expect(logTypes(scene)).toEqual(['ss', 's'])
})

test('the Actions see the candidate, and what they write is on the new profile', async () => {
  scene.whenActionsRun({ appMetadata: { plan: 'a' }, userMetadata: { hello: 'b', gone: null } })
  await signUp({ ...ANN, user_metadata: { gone: 'x' }, app_metadata: { plan: 'forged' } })
  expect(scene.runs.slice(0, 1)).toEqual([
    {
      triggerId: 'pre-user-registration',
      handler: 'onExecutePreUserRegistration',
      event: {
        tenant: { id: 'test-tenant' },
        client: { client_id: 'portal', name: 'The portal', metadata: { team: 'blue' } },
        connection: { id: 'con_members', name: 'members', strategy: 'auth0', metadata: {} },
        request: {
          geoip: {},
          hostname: scene.tenant.domain,
          ip: '127.0.0.1',
          language: '*',
          method: 'POST',
          user_agent: 'test/1',
          body: {
            client_id: 'portal',
            connection: 'members',
            email: 'Ann@Example.com',
            user_metadata: { gone: 'x' },
            app_metadata: { plan: 'forged' },
          },
        },
        user: { app_metadata: {}, user_metadata: { gone: 'x' }, email: 'ann@example.com' },
      },
    },
  ])
  expect(findUserByEmail(scene.tenant, 'members', 'ann@example.com')).toMatchObject({
    app_metadata: { plan: 'a' },
    user_metadata: { hello: 'b' },
  })
})

test('post-user-registration is told about the new profile, and decides nothing', async () => {
  scene.whenActionsRun(({ triggerId }) =>
    triggerId === 'post-user-registration'
      ? { refusal: { kind: 'failed', actionName: 'mailer', message: 'down', timedOut: false } }
      : {},
  )
  const answer = await signUp(ANN)
  const user = findUserByEmail(scene.tenant, 'members', 'ann@example.com')
  expect(answer.status).toBe(200)
  expect(scene.runs[1]).toMatchObject({
    triggerId: 'post-user-registration',
    handler: 'onExecutePostUserRegistration',
    event: {
      connection: { id: 'con_members' },
      user: { user_id: user?.user_id, email: 'ann@example.com', app_metadata: {} },
    },
  })
  expect(JSON.stringify(scene.runs[1])).not.toContain('scrypt')
})

test.each([
  [
    'denied',
    { kind: 'denied', actionName: 'gate', reason: 'SIGNUP_X', userMessage: 'Ask us.' },
    { message: 'SIGNUP_X', description: 'SIGNUP_X', friendly_message: 'Ask us.' },
  ],
  [
    'failed',
    { kind: 'failed', actionName: 'gate', message: 'boom', timedOut: false },
    {
      message: 'boom',
      description: 'boom',
      friendly_message: "We're sorry, something went wrong when attempting to sign up.",
    },
  ],
] as const)('a sign-up that is %s makes nobody', async (_kind, refusal, texts) => {
  scene.whenActionsRun({ refusal, executionId: 'run-1' })
  expect(await signUp(ANN)).toEqual({
    status: 400,
    body: {
      name: 'InternalExtensibilityError',
      code: 'extensibility_error',
      statusCode: 400,
      fromSandbox: true,
      ...texts,
    },
  })
  expect(scene.tenant.state.users.size).toBe(0)
  expect(scene.tenant.state.logs[0]).toMatchObject({
    type: 'fs',
    connection: 'members',
    client_id: 'portal',
    details: { actions: { executions: ['run-1'] }, error: { message: texts.message } },
  })
})

test.each([
  ['a weak password', { password: 'short' }, 'invalid_password'],
  ['a password of one kind of letters', { password: 'abcdefghijkl' }, 'invalid_password'],
  ['no password', { password: undefined }, 'invalid_password'],
  ['an object for a password', { password: { $gt: '' } }, 'invalid_password'],
  ['no address', { email: undefined }, 'invalid_signup'],
  [
    'an address with a line break',
    { email: 'ann@example.com\r\nBcc: x@example.org' },
    'invalid_signup',
  ],
  ['an unknown client', { client_id: 'nobody' }, 'invalid_client'],
  ['an unknown connection', { connection: 'nowhere' }, 'invalid_connection'],
  ['an enterprise connection', { connection: 'acme-sso' }, 'invalid_connection'],
  ['metadata that is a list', { user_metadata: ['x'] }, 'invalid_body'],
  ['metadata that nests', { user_metadata: { a: { b: 'c' } } }, 'invalid_body'],
])('%s is refused, and no Action runs', async (_what, differences, code) => {
  const answer = await signUp({ ...ANN, ...differences })
  expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, code])
  expect([scene.tenant.state.users.size, scene.runs.length]).toEqual([0, 0])
})

test.each([
  ['hidden by a new tenant', undefined, 'invalid_signup', 'Invalid sign up'],
  ['hidden where nothing is said', {}, 'invalid_signup', 'Invalid sign up'],
  ['hidden where it is said', { flags: flag(false) }, 'invalid_signup', 'Invalid sign up'],
  ['told where it is wished', { flags: flag(true) }, 'user_exists', 'The user already exists.'],
])(
  'that an account exists is %s, before any Action',
  async (_what, settings, code, description) => {
    if (settings !== undefined) scene.tenant.state.settings.set('tenant-settings', settings)
    await addPerson(scene, 'ann@example.com')
    expect([await signUp(ANN), scene.runs]).toEqual([
      { status: 400, body: { name: 'BadRequestError', code, description, statusCode: 400 } },
      [],
    ])
  },
)

test('what a new tenant says of itself is what it does', () => {
  expect(readSetting(scene.tenant, 'tenant-settings').flags).toMatchObject(flag(false))
})

test.each([
  ['r&d@example.com', true],
  ['ann@bücher.example', true],
  ['ann@acme-.example', false],
  ['ann@example', false],
])('%s can sign up: %j', async (email, can) => {
  const answer = await signUp({ ...ANN, email })
  const refusal = {
    name: 'BadRequestError',
    code: 'invalid_signup',
    description: `Object didn't pass validation for format email: ${email}`,
    statusCode: 400,
  }
  expect(answer).toMatchObject(
    can ? { status: 200, body: { email } } : { status: 400, body: refusal },
  )
})

test('a connection may be closed to sign-up', async () => {
  const members = scene.tenant.state.connections.get('con_members')
  if (members !== undefined) members.options = { disable_signup: true }
  expect(await signUp(ANN)).toEqual({ status: 400, body: { error: 'public signup is disabled' } })
})

test('the login page leads to sign-up, and signing up signs in', async () => {
  const browser = scene.newBrowser()
  const { address } = await authorizationRequest(await openApplication(scene), {
    screen_hint: 'signup',
    login_hint: 'ann@example.com',
  })
  const page = await browser.visit(address)
  expect(page.forms[0]?.fields).toMatchObject({ email: 'ann@example.com', password: '' })
  const done = await browser.submit(page, { password: PASSWORD }, { action: '/signup' })
  expect(answerOf(done)).toBe('code')
  expect(scene.runs[0]?.event).toMatchObject({
    transaction: { protocol: 'oidc-basic-profile', login_hint: 'ann@example.com' },
  })
  expect(scene.runs[2]?.event).toMatchObject({
    user: { email: 'ann@example.com', email_verified: false },
    stats: { logins_count: 1 },
  })
  expect(scene.tenant.clock.now()).toBeGreaterThanOrEqual(NOON_MS)
})

test('two sign-ups at once make one account', async () => {
  const answers = await Promise.all([signUp(ANN), signUp(ANN)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
  expect(scene.tenant.state.users.size).toBe(1)
})

test('pages of the application may call; others are not told they may', async () => {
  const origins = ['https://app.example.com', 'https://evil.example.org']
  const allowed = await Promise.all(
    origins.map(async (origin) => {
      const answer = await scene.fetch(`${scene.tenant.issuer}dbconnections/signup`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ client_id: 'portal' }),
      })
      return answer.headers.get('access-control-allow-origin')
    }),
  )
  expect(allowed).toEqual(['https://app.example.com', null])
})
