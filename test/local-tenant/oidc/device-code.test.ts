import { beforeEach, expect } from 'vitest'
import type { Browser, Page } from '../../../scripts/auth0/login-client/browser.ts'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { type Answer, askToken, changeClient, claimsOf, post, refusalOf } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import { ACME, API, addPerson, logTypes, PASSWORD } from './start-scene.ts'

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'
let ann: User
let browser: Browser

beforeEach(async () => {
  browser = scene.newBrowser()
  ann = await addPerson(scene, 'ann@example.com', [ACME])
  changeClient(scene, 'portal', { grant_types: [DEVICE_CODE, 'refresh_token'] })
})

type Codes = {
  device_code: string
  user_code: string
  verification_uri: string
  verification_uri_complete: string
}

const ask = (differences: object = {}): Promise<Answer> =>
  post(scene, 'oauth/device/code', {
    client_id: 'portal',
    scope: 'openid email offline_access',
    audience: API,
    ...differences,
  })

const start = async (): Promise<Codes> => (await ask()).body as Codes

const poll = ({ device_code }: { device_code: string }, differences: object = {}) =>
  askToken(scene, { grant_type: DEVICE_CODE, client_id: 'portal', device_code, ...differences })

/** Confirms the code, and signs in. */
async function letIn(codes: Codes): Promise<Page> {
  const sent = await browser.visit(codes.verification_uri_complete)
  const asked = await browser.submit(sent, {})
  expect(asked.body).toContain(codes.user_code)
  const page = await browser.submit(asked, {})
  const form = page.forms.find(({ fields }) => 'password' in fields)
  if (form === undefined) return page
  const fill = { identifier: 'ann@example.com', password: PASSWORD }
  return browser.submit(page, fill, { action: form.action })
}

const WAITING = [403, 'authorization_pending', 'User has yet to authorize device code.']
const GONE = [403, 'invalid_grant', 'Invalid or expired device code.']

test('a device waits, is let in by a person, and gets tokens once', async () => {
  const { status, body } = await ask()
  expect([status, body]).toEqual([
    200,
    {
      device_code: expect.any(String),
      user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
      verification_uri: `${scene.tenant.issuer}activate`,
      verification_uri_complete: `${scene.tenant.issuer}activate?user_code=${body.user_code}`,
      expires_in: 900,
      interval: 5,
    },
  ])
  const codes = body as Codes
  expect(refusalOf(await poll(codes))).toEqual(WAITING)
  expect((await letIn(codes)).body).toContain('Your device is connected.')
  expect(scene.runs.map(({ triggerId, event }) => [triggerId, event])).toMatchObject([
    [
      'post-login',
      {
        client: { client_id: 'portal' },
        resource_server: { identifier: API },
        stats: { logins_count: 1 },
        transaction: {
          protocol: 'oauth2-device-code',
          requested_scopes: ['openid', 'email', 'offline_access'],
        },
        user: { user_id: ann.user_id },
      },
    ],
  ])
  expect(scene.runs[0]?.event).not.toHaveProperty('organization')
  const answer = await poll(codes)
  expect([answer.status, claimsOf(answer).sub, typeof answer.body.refresh_token]).toEqual([
    200,
    ann.user_id,
    'string',
  ])
  expect(refusalOf(await poll(codes))).toEqual(GONE)
  expect(logTypes(scene).filter((type) => type.includes('de'))).toEqual(['sede', 'fede'])
})

test('an Action that denies is heard on the page; the device gets nothing', async () => {
  scene.whenActionsRun({ refusal: { kind: 'denied', actionName: 'guard', reason: 'NO TV' } })
  const codes = await start()
  expect((await letIn(codes)).body).toContain('NO TV')
  const [status, error] = refusalOf(await poll(codes))
  expect([status, error]).toEqual([403, 'access_denied'])
  expect(logTypes(scene)).toEqual(['fdeac', 'fede'])
})

test('who cancels lets nobody in, and runs no Action', async () => {
  const codes = await start()
  const sent = await browser.visit(codes.verification_uri_complete)
  const asked = await browser.submit(sent, {})
  await browser.submit(asked, { abort: 'yes' })
  const [status, error] = refusalOf(await poll(codes))
  expect([status, error]).toEqual([403, 'access_denied'])
  expect([scene.runs, logTypes(scene)]).toEqual([[], ['fdecc', 'fede']])
})

test('a natively blocked person lets no device in, before or after confirming', async () => {
  const codes = await start()
  await letIn(codes)
  ann.blocked = true
  expect(refusalOf(await poll(codes))).toEqual([403, 'invalid_grant', 'user is blocked'])
  const late = await start()
  const runs = scene.runs.length
  await letIn(late)
  expect([(await poll(late)).status, scene.runs.length]).toEqual([403, runs])
})

test('a code ends by the clock of the tenant', async () => {
  const codes = await start()
  scene.tenant.clock.advance(901_000)
  const [status] = refusalOf(await poll(codes))
  expect(status).toBe(403)
  const page = await browser.submit(await browser.visit(codes.verification_uri_complete), {})
  expect(page.body).toContain('The code you entered is incorrect, used, or expired.')
})

test('a device code is only for the client that asked', async () => {
  changeClient(scene, 'plain', { grant_types: [DEVICE_CODE] })
  const codes = await start()
  await letIn(codes)
  expect(refusalOf(await poll(codes, { client_id: 'plain' }))).toEqual(GONE)
})

test('a confirmation in the browser of somebody else is turned away', async () => {
  const codes = await start()
  const sent = await browser.visit(codes.verification_uri_complete)
  const asked = await browser.submit(sent, {})
  const foreign = await scene.newBrowser().submit(asked, {})
  expect([foreign.status, refusalOf(await poll(codes))]).toEqual([400, WAITING])
})

test.each<[string, object, unknown[]]>([
  ['an unknown client', { client_id: 'nobody' }, [401, 'access_denied', 'Unauthorized']],
  [
    'a client that may not',
    { client_id: 'plain' },
    [403, 'unauthorized_client', `Grant type '${DEVICE_CODE}' not allowed for the client.`],
  ],
  [
    'an organization',
    { organization: ACME },
    [400, 'invalid_request', 'parameter organization is not allowed for this grant'],
  ],
  [
    'an unknown audience',
    { audience: 'https://x.example.com/' },
    [400, 'access_denied', 'Service not found: https://x.example.com/'],
  ],
])('%s gets no device code', async (_what, differences, expected) => {
  expect(refusalOf(await ask(differences))).toEqual(expected)
  expect(logTypes(scene)).toEqual(['fdeaz'])
})

test.each([
  ['no code', undefined, [403, 'invalid_request', expect.any(String)]],
  ['a forged code', 'forged', GONE],
])('%s is refused', async (_what, device_code, expected) => {
  const codes = await start()
  expect(refusalOf(await poll(codes, { device_code }))).toEqual(expected)
  expect(logTypes(scene)).toEqual(['fede'])
})
