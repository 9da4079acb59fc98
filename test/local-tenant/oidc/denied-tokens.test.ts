import { AuthenticationClient } from 'auth0/legacy'
import * as oidc from 'openid-client'
import { beforeEach, expect } from 'vitest'
import { readTokenRefusal } from '../../../scripts/auth0/login-client/read-token-refusal.ts'
import { withClock } from '../../../scripts/local-tenant/clock.ts'
import type { JsonObject, User } from '../../../scripts/local-tenant/store.ts'
import type { SwitchName } from '../../../scripts/local-tenant/switches.ts'
import { askToken, changeClient, passwordOfAnn, REALM_GRANT, refusalOf } from './ask-token.ts'
import { scene, sharedTest as test } from './scene-test.ts'
import {
  ACME,
  addPerson,
  logIn,
  NOON_MS,
  openApplication,
  PASSWORD,
  refresh,
} from './start-scene.ts'

/** What an Action's denial is at the token endpoint, and what unmodified clients make of it. */

const TEXT = 'OG_ADMIN: Ask your administrator. (reference 6k3v)'
const DENIED = { kind: 'denied', actionName: 'guard', reason: TEXT } as const
const SECRET = 'portal-secret-of-the-test'
let ann: User
let refreshToken: string

test.beforeAll(async () => {
  scene.tenant.clock.restore(Date.now() - NOON_MS)
  changeClient(scene, 'portal', {
    grant_types: ['authorization_code', 'refresh_token', REALM_GRANT],
  })
  changeClient(scene, 'robot', { organization_usage: 'allow' })
  ann = await addPerson(scene, 'ann@example.com', [ACME])
  const portal = await openApplication(scene)
  const request = { scope: 'openid offline_access' }
  const tokens = await logIn(scene, portal, scene.newBrowser(), ann, request)
  refreshToken = tokens.refresh_token ?? ''
})
beforeEach(() => setSwitches({}))

const setSwitches = (switches: Partial<Record<SwitchName, boolean>>): unknown =>
  scene.tenant.state.settings.set('local-tenant/switches', switches as JsonObject)

const passwordGrant = (): Record<string, string> => passwordOfAnn(PASSWORD)
const refreshGrant = (): Record<string, string> => ({
  grant_type: 'refresh_token',
  client_id: 'portal',
  refresh_token: refreshToken,
})

test.each<[string, () => object, SwitchName]>([
  ['a password', passwordGrant, 'passwordDeniedIs500'],
  ['a refresh', refreshGrant, 'refreshDeniedIs500'],
])('%s that is denied is 500, or 403 by its own switch', async (_what, grant, name) => {
  scene.whenActionsRun({ refusal: DENIED })
  const asked = async (switches: Partial<Record<SwitchName, boolean>>): Promise<unknown> => {
    setSwitches(switches)
    return refusalOf(await askToken(scene, grant()))
  }
  const others: readonly SwitchName[] = [
    'passwordDeniedIs500',
    'passwordlessDeniedIs500',
    'exchangeDeniedIs500',
    'refreshDeniedIs500',
  ]
  const otherOff = Object.fromEntries(
    others.filter((one) => one !== name).map((one) => [one, false]),
  )
  expect([await asked({}), await asked(otherOff), await asked({ [name]: false })]).toEqual([
    [500, 'access_denied', TEXT],
    [500, 'access_denied', TEXT],
    [403, 'access_denied', TEXT],
  ])
})

test('a refresh whose token is revoked is 403, whatever the switch says', async () => {
  const portal = await openApplication(scene)
  const request = { scope: 'openid offline_access' }
  for (const refreshDeniedIs500 of [true, false]) {
    scene.whenActionsRun({})
    const tokens = await logIn(scene, portal, scene.newBrowser(), ann, request)
    setSwitches({ refreshDeniedIs500 })
    scene.whenActionsRun({ refusal: { ...DENIED, kind: 'revoked', what: 'refresh-token' } })
    const ask = { ...refreshGrant(), refresh_token: tokens.refresh_token ?? '' }
    const [first, second] = [await askToken(scene, ask), await askToken(scene, ask)]
    expect([refusalOf(first), refusalOf(second)]).toEqual([
      [403, 'access_denied', TEXT],
      [403, 'invalid_grant', 'Unknown or invalid refresh token.'],
    ])
  }
})

test('a machine that an Action denies is 400 in both positions of every switch', async () => {
  const audience = `${scene.tenant.issuer}api/v2/`
  scene.whenActionsRun({ refusal: { ...DENIED, code: 'invalid_request' } })
  const ask = {
    grant_type: 'client_credentials',
    client_id: 'robot',
    client_secret: 'robot-secret-of-the-test',
    audience,
  }
  for (const position of [true, false]) {
    setSwitches({ passwordDeniedIs500: position, exchangeDeniedIs500: position })
    expect(refusalOf(await askToken(scene, ask))).toEqual([400, 'invalid_request', TEXT])
  }
})

test('what no Action has denied is never 500', async () => {
  scene.whenActionsRun({})
  const wrong = { ...passwordGrant(), password: 'Wrong-Horse-9' }
  const gone = { ...refreshGrant(), refresh_token: 'gone' }
  ann.blocked = true
  const answers = [await askToken(scene, wrong), await askToken(scene, gone)]
  const blocked = [await askToken(scene, passwordGrant()), await askToken(scene, refreshGrant())]
  ann.blocked = false
  expect([...answers, ...blocked].map(({ status }) => status)).toEqual([403, 403, 401, 403])
})

/** What an application that uses the client can know of the refusal. */
type Seen = { readonly code: unknown; readonly error: unknown; readonly text: unknown }

const LOST: Seen = { code: 'OAUTH_RESPONSE_IS_NOT_CONFORM', error: undefined, text: undefined }
const KEPT: Seen = { code: 'OAUTH_RESPONSE_BODY_ERROR', error: 'access_denied', text: TEXT }
const read = ({ code, error, error_description: text }: Record<string, unknown>): Seen => ({
  code,
  error,
  text,
})

test.each<[string, boolean, Seen]>([
  ['500', true, LOST],
  ['403', false, KEPT],
])('openid-client: error and text of a %s', async (_status, position, seen) => {
  setSwitches({ refreshDeniedIs500: position, passwordDeniedIs500: position })
  scene.whenActionsRun({ refusal: DENIED })
  const portal = await openApplication(scene)
  const { grant_type: grantType = '', ...parameters } = passwordGrant()
  const failures = await Promise.all([
    refresh(scene, portal, refreshToken).catch(read),
    withClock(scene.tenant.clock, () =>
      oidc.genericGrantRequest(portal, grantType, parameters).catch(read),
    ),
  ])
  expect(failures).toEqual([seen, seen])
})

test.each([true, false])(
  'openid-client: who reads the response loses nothing (500: %s)',
  async (on) => {
    setSwitches({ refreshDeniedIs500: on })
    scene.whenActionsRun({ refusal: DENIED })
    const portal = await openApplication(scene)
    const told = await refresh(scene, portal, refreshToken).catch(readTokenRefusal)
    expect(told).toEqual({ error: 'access_denied', description: TEXT })
  },
)

test.each<[string, unknown]>([
  ['another error', new Error('x')],
  ['a page', notConform('<p>502 Bad Gateway</p>')],
  ['JSON that is no error', notConform('{"message":"x"}')],
  ['half an answer', notConform('{"error":"acc')],
  ['no response', Object.assign(notConform(''), { cause: undefined })],
])('%s is no refusal', async (_what, thrown) => {
  expect(await readTokenRefusal(thrown)).toBeNull()
})

function notConform(text: string): oidc.ClientError {
  const cause = new Response(text, { status: 500 })
  const code = 'OAUTH_RESPONSE_IS_NOT_CONFORM'
  return Object.assign(new oidc.ClientError('x', { cause }), { code })
}

test.each([500, 403])('the SDK `auth0`: status, error and text of a %d', async (status) => {
  const position = status === 500
  setSwitches({ refreshDeniedIs500: position, passwordDeniedIs500: position })
  changeClient(scene, 'portal', {
    token_endpoint_auth_method: 'client_secret_post',
    client_secret: SECRET,
  })
  scene.whenActionsRun({ refusal: DENIED })
  let requests = 0
  const { oauth } = new AuthenticationClient({
    domain: scene.tenant.domain,
    clientId: 'portal',
    clientSecret: SECRET,
    telemetry: false,
    // With its own policy of trying again, which is what an application gets.
    fetch: ((...args: Parameters<typeof fetch>) => {
      requests += 1
      return scene.fetch(...args)
    }) as never,
  })
  const { username = '', password = '', realm = '' } = passwordGrant()
  const seen = (failure: Record<string, unknown>): unknown[] => [
    failure.statusCode,
    failure.error,
    failure.error_description,
  ]
  expect([
    await oauth.refreshTokenGrant({ refresh_token: refreshToken }).catch(seen),
    await oauth.passwordGrant({ username, password, realm }).catch(seen),
    requests,
  ]).toEqual([[status, 'access_denied', TEXT], [status, 'access_denied', TEXT], 2])
})
