import { beforeEach, expect } from 'vitest'
import type {
  TokenExchange,
  TriggerOutcome,
} from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import type { Client, User } from '../../../scripts/local-tenant/store.ts'
import { type Answer, askToken, changeClient, claimsOf, refusalOf } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import { ACME, API, addPerson, GLOBEX, logTypes } from './start-scene.ts'

const TYPE = 'urn:legacy.example.com:ticket'
const EXCHANGE = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  client_id: 'portal',
  subject_token: 'ticket-of-ann',
  subject_token_type: TYPE,
  audience: API,
  scope: 'openid email offline_access read:reports',
}
let ann: User

beforeEach(async () => {
  ann = await addPerson(scene, 'ann@example.com', [ACME])
  allow('portal', 'custom_authentication')
  scene.tenant.state.tokenExchangeProfiles.set('tep_1', {
    id: 'tep_1',
    name: 'legacy',
    subject_token_type: TYPE,
    action_id: 'act-exchange',
    type: 'custom_authentication',
    created_at: '2026-11-20T12:00:00.000Z',
    updated_at: '2026-11-20T12:00:00.000Z',
  })
  setUser()
})

function allow(clientId: string, type: string): void {
  const token_exchange: Client['token_exchange'] = { allow_any_profile_of_type: [type] }
  changeClient(scene, clientId, { token_exchange })
}

/** The profile's Action sets Ann, unless told otherwise; post-login decides what is given. */
function setUser(
  differences: Partial<TokenExchange> = {},
  postLogin: Partial<TriggerOutcome> = {},
): void {
  const exchange: TokenExchange = {
    subject: { kind: 'user-id', userId: ann.user_id },
    ...differences,
  }
  scene.whenActionsRun(({ triggerId }) =>
    triggerId === 'custom-token-exchange' ? { exchange } : postLogin,
  )
}

const ask = (differences: object = {}): Promise<Answer> =>
  askToken(scene, { ...EXCHANGE, ...differences })
const triggers = (): string[] => scene.runs.map(({ triggerId }) => triggerId)

test("the profile's Action sets the user, post-login decides, tokens follow", async () => {
  const answer = await ask()
  expect([answer.status, answer.body]).toEqual([
    200,
    {
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      id_token: expect.any(String),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      scope: 'openid email offline_access read:reports',
      expires_in: 600,
      token_type: 'Bearer',
    },
  ])
  expect([claimsOf(answer).sub, claimsOf(answer, 'id_token').email]).toEqual([
    ann.user_id,
    ann.email,
  ])
  expect(logTypes(scene)).toEqual(['secte'])
})

test('both events, as the Actions see them', async () => {
  await ask({ refresh_token: 'never-shown', organization: ACME })
  expect([triggers(), scene.options[0]]).toEqual([
    ['custom-token-exchange', 'post-login'],
    { actionId: 'act-exchange' },
  ])
  const [exchange, login] = scene.runs.map(({ event }) => event)
  const { subject_token: _token, ...body } = { ...EXCHANGE, organization: ACME }
  expect(exchange).toEqual({
    tenant: { id: 'test-tenant' },
    client: { client_id: 'portal', name: 'The portal', metadata: { team: 'blue' } },
    organization: { id: ACME, name: 'acme', display_name: 'The acme', metadata: { tier: 'gold' } },
    request: {
      geoip: {},
      hostname: scene.tenant.domain,
      ip: '127.0.0.1',
      language: '*',
      method: 'POST',
      user_agent: 'test/1',
      body: expect.objectContaining(body),
    },
    resource_server: { identifier: API },
    transaction: {
      subject_token: 'ticket-of-ann',
      subject_token_type: TYPE,
      requested_scopes: ['openid', 'email', 'offline_access', 'read:reports'],
      requested_token_type: null,
      metadata: {},
    },
  })
  expect(JSON.stringify(exchange)).not.toContain('never-shown')
  expect(login).toMatchObject({
    authentication: { methods: [] },
    organization: { id: ACME },
    transaction: { protocol: 'oauth2-token-exchange', subject_token_type: TYPE },
    user: { user_id: ann.user_id },
  })
})

test('an actor is in the tokens and in the event; nothing can be refreshed', async () => {
  setUser({ actor: { sub: 'desk|olivia' }, organization: ACME })
  const answer = await ask()
  expect([claimsOf(answer).act, claimsOf(answer).org_id, answer.body.refresh_token]).toEqual([
    { sub: 'desk|olivia' },
    ACME,
    undefined,
  ])
  expect(scene.runs[1]?.event).toMatchObject({ transaction: { actor: { sub: 'desk|olivia' } } })
})

const REFUSED = { kind: 'denied', actionName: 'legacy' } as const

test.each<[string, TriggerOutcome['refusal'], unknown[]]>([
  [
    'access.deny',
    { ...REFUSED, code: 'ticket_expired', reason: 'too old' },
    [400, 'ticket_expired', 'too old'],
  ],
  [
    'access.rejectInvalidSubjectToken',
    { ...REFUSED, code: 'invalid_request', reason: 'forged', invalidSubjectToken: true },
    [400, 'invalid_request', 'forged'],
  ],
  [
    'a throw',
    { kind: 'failed', actionName: 'legacy', message: 'boom', timedOut: false },
    [400, 'server_error', 'boom'],
  ],
])("%s in the profile's Action: no post-login, no token", async (_what, refusal, expected) => {
  scene.whenActionsRun({ refusal, executionId: 'run-1' })
  expect(refusalOf(await ask())).toEqual(expected)
  expect([triggers(), logTypes(scene)]).toEqual([['custom-token-exchange'], ['fecte']])
  expect(scene.tenant.state.logs[0]?.details).toEqual({ actions: { executions: ['run-1'] } })
})

test.each([
  ['as a report shows it', {}, 500],
  ['as it would be told by OAuth', { exchangeDeniedIs500: false }, 403],
])('post-login refuses what the profile let through, %s', async (_how, switches, status) => {
  scene.tenant.state.settings.set('local-tenant/switches', switches)
  setUser({}, { refusal: { kind: 'denied', actionName: 'guard', reason: 'NO' } })
  expect(refusalOf(await ask())).toEqual([status, 'access_denied', 'NO'])
  expect([triggers(), logTypes(scene)]).toEqual([
    ['custom-token-exchange', 'post-login'],
    ['fecte'],
  ])
})

test('a natively blocked person gets nothing, and post-login is not asked', async () => {
  ann.blocked = true
  expect(refusalOf(await ask())).toEqual([401, 'unauthorized', 'user is blocked'])
  expect([triggers(), logTypes(scene)]).toEqual([['custom-token-exchange'], ['fecte']])
})

test.each([
  ['off', {}, 200],
  ['on', { exchangeChecksMembership: true }, 403],
])('`setOrganization` for no member, with the switch %s', async (_what, switches, status) => {
  scene.tenant.state.settings.set('local-tenant/switches', switches)
  setUser({ organization: GLOBEX })
  expect((await ask()).status).toBe(status)
})

test.each([undefined, true])(
  'an Action may name the organization: tenant told %j',
  async (told) => {
    scene.tenant.state.settings.set('tenant-settings', {
      ...(told === undefined ? {} : { allow_organization_name_in_authentication_api: told }),
    })
    setUser({ organization: 'acme' })
    const byAction = claimsOf(await ask())
    setUser({})
    const byApplication = await ask({ organization: 'acme' })
    expect([byAction.org_id, byApplication.status]).toEqual([ACME, told === true ? 200 : 400])
  },
)

const CONNECTED = {
  kind: 'connection',
  connection: 'members',
  creationBehavior: 'none',
  updateBehavior: 'none',
} as const
const subject = (attributes: object, more: object = {}): Partial<TokenExchange> => ({
  subject: { ...CONNECTED, ...more, attributes: { user_id: 'legacy-1', ...attributes } },
})

test('a person is made where the Action says so, and found the next time', async () => {
  const made = { email: 'new@example.com', email_verified: true, name: 'New' }
  setUser(subject(made, { creationBehavior: 'create_if_not_exists' }))
  const first = claimsOf(await ask()).sub
  const second = claimsOf(await ask()).sub
  expect([first, second, scene.tenant.state.users.size]).toEqual([
    'auth0|legacy-1',
    'auth0|legacy-1',
    2,
  ])
})

test.each<[string, Partial<TokenExchange>, string]>([
  [
    'a user who does not exist',
    { subject: { kind: 'user-id', userId: 'auth0|x' } },
    'The user does not exist',
  ],
  ['nobody, who may not be made', subject({ email: 'n@example.com' }), 'The user does not exist'],
  [
    'somebody without an address',
    subject({}, { creationBehavior: 'create_if_not_exists' }),
    'An email is required to create a user',
  ],
  [
    'a connection that does not exist',
    subject({}, { connection: 'nowhere' }),
    'The connection does not exist',
  ],
  [
    'an organization that does not exist',
    { organization: 'org_x' },
    'The organization does not exist',
  ],
])('an Action that sets %s gives no token', async (_what, exchange, text) => {
  setUser(exchange)
  expect(refusalOf(await ask())).toEqual([400, 'invalid_request', text])
  expect([scene.tenant.state.users.size, logTypes(scene)]).toEqual([1, ['fecte']])
})

test('an address cannot be exchanged for another', async () => {
  const userId = ann.user_id.split('|')[1]
  const replace = { updateBehavior: 'replace' }
  setUser(subject({ user_id: userId, email: 'eve@example.com', email_verified: false }, replace))
  expect(refusalOf(await ask())).toEqual([400, 'invalid_request', 'email cannot be changed'])
  expect(ann.email).toBe('ann@example.com')
})

test.each<[string, object, unknown[]]>([
  [
    'no subject token',
    { subject_token: undefined },
    [400, 'invalid_request', 'Missing required parameter: subject_token'],
  ],
  [
    'no type',
    { subject_token_type: undefined },
    [400, 'invalid_request', 'Missing required parameter: subject_token_type'],
  ],
  [
    'a type without a profile',
    { subject_token_type: 'urn:other.example.com:x' },
    [400, 'invalid_request', 'No token exchange profile for this subject_token_type'],
  ],
  [
    'a type of Auth0',
    { subject_token_type: 'urn:auth0:x' },
    [400, 'invalid_request', 'local_tenant_not_emulated: subject_token_type urn:auth0:x'],
  ],
  [
    'an unknown organization',
    { organization: 'org_x' },
    [400, 'invalid_request', 'parameter organization is invalid'],
  ],
  ['an unknown client', { client_id: 'nobody' }, [401, 'access_denied', 'Unauthorized']],
  [
    'a client that may not exchange',
    { client_id: 'plain' },
    [403, 'unauthorized_client', `Grant type '${EXCHANGE.grant_type}' not allowed for the client.`],
  ],
])('%s is refused before any Action', async (_what, differences, expected) => {
  expect(refusalOf(await ask(differences))).toEqual(expected)
  expect([scene.runs, logTypes(scene)]).toEqual([[], ['fecte']])
})

test('a client that may only act on behalf of people may not use a profile', async () => {
  allow('portal', 'on_behalf_of_token_exchange')
  expect(refusalOf(await ask())).toEqual([
    403,
    'unauthorized_client',
    'Token exchange is not enabled for this client',
  ])
})
