import { beforeEach, expect } from 'vitest'
import type { Browser, Page } from '../../../scripts/auth0/login-client/browser.ts'
import { readMails } from '../../../scripts/local-tenant/outbox.ts'
import { createPasswordTicket } from '../../../scripts/local-tenant/password-ticket.ts'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { post } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import {
  ACME,
  addPerson,
  answerOf,
  authorizationRequest,
  logTypes,
  openApplication,
  PASSWORD,
  signIn,
} from './start-scene.ts'

const NEW_PASSWORD = 'Another-Horse-10'
const ANSWER = "We've just sent you an email to reset your password."
let ann: User
let browser: Browser

beforeEach(async () => {
  ann = await addPerson(scene, 'ann@example.com', [ACME])
  browser = scene.newBrowser()
})

const REQUEST = { client_id: 'portal', connection: 'members', email: 'Ann@Example.com' }

const requestReset = (differences: object = {}) =>
  post(scene, 'dbconnections/change_password', { ...REQUEST, ...differences })

async function mailedLink(differences: object = {}): Promise<string> {
  await requestReset(differences)
  return readMails(scene.tenant).at(-1)?.url ?? ''
}

const setPassword = (page: Page, password = NEW_PASSWORD, repeated = password): Promise<Page> =>
  browser.submit(page, { password, 'confirm-password': repeated })

async function canSignIn(password: string): Promise<boolean> {
  const { address } = await authorizationRequest(await openApplication(scene))
  const page = await signIn(scene.newBrowser(), address, { email: 'ann@example.com', password })
  return answerOf(page) === 'code'
}

test('a mailed link sets the password, once', async () => {
  expect(await requestReset()).toEqual({ status: 200, body: { text: ANSWER } })
  const [mail] = readMails(scene.tenant)
  expect(mail).toMatchObject({
    to: 'ann@example.com',
    kind: 'password-reset',
    url: expect.stringMatching(/\/u\/reset-verify\?ticket=[\w-]{32}$/),
    client_id: 'portal',
    user_id: ann.user_id,
  })
  const done = await setPassword(await browser.visit(mail?.url ?? ''))
  expect([done.status, done.body]).toEqual([200, expect.stringContaining('Password Changed!')])
  expect([await canSignIn(PASSWORD), await canSignIn(NEW_PASSWORD)]).toEqual([false, true])
  expect(ann).toMatchObject({
    email_verified: true,
    last_password_reset: expect.stringMatching(/^2026-11-20T12:00/),
  })
  expect((await browser.visit(mail?.url ?? '')).status).toBe(400)
  expect(logTypes(scene)).toEqual(['scpr', 'scp', 'fp', 's'])
})

test('nobody learns who has an account', async () => {
  expect(await requestReset({ email: 'eve@example.com' })).toEqual({
    status: 200,
    body: { text: ANSWER },
  })
  expect([readMails(scene.tenant), logTypes(scene)]).toEqual([[], ['fcpr']])
})

test.each([
  ['an unknown client', { client_id: 'nobody' }],
  ['an unknown connection', { connection: 'nowhere' }],
  ['a connection without passwords', { connection: 'acme-sso' }],
  ['no address', { email: undefined }],
  ['an unknown organization', { organization: 'org_x' }],
])('%s is refused', async (_what, differences) => {
  const { status } = await requestReset(differences)
  expect([status, readMails(scene.tenant)]).toEqual([400, []])
})

test('the Actions run when the link is opened, and see the event whole', async () => {
  await browser.visit(await mailedLink({ organization: ACME }))
  expect(scene.runs).toEqual([
    {
      triggerId: 'password-reset-post-challenge',
      handler: 'onExecutePostChallenge',
      event: {
        tenant: { id: 'test-tenant' },
        authentication: { methods: [{ name: 'email', timestamp: expect.any(String) }] },
        authorization: { roles: ['admin'] },
        client: { client_id: 'portal', name: 'The portal', metadata: { team: 'blue' } },
        connection: { id: 'con_members', name: 'members', strategy: 'auth0', metadata: {} },
        organization: {
          id: ACME,
          name: 'acme',
          display_name: 'The acme',
          metadata: { tier: 'gold' },
        },
        request: expect.objectContaining({ method: 'GET', query: {}, body: {} }),
        stats: { logins_count: 0 },
        transaction: { locale: 'en', ui_locales: [] },
        user: expect.objectContaining({ user_id: ann.user_id, email: 'ann@example.com' }),
      },
    },
  ])
  expect(JSON.stringify(scene.runs)).not.toContain('scrypt')
})

test('a refusal shows its reason and takes no password, before or after', async () => {
  const url = await mailedLink()
  const admitted = await browser.visit(url)
  scene.whenActionsRun({
    executionId: 'run-1',
    refusal: { kind: 'denied', actionName: 'gate', reason: 'OG_ADMIN <ref>' },
  })
  const page = await browser.visit(url)
  expect([page.status, page.body]).toEqual([400, expect.stringContaining('OG_ADMIN &lt;ref&gt;')])
  expect((await setPassword(admitted)).status).toBe(400)
  expect(scene.tenant.state.logs[1]).toMatchObject({
    type: 'fcp',
    description: 'OG_ADMIN <ref>',
    user_id: ann.user_id,
    client_id: 'portal',
    details: { actions: { executions: ['run-1'] } },
  })
  scene.whenActionsRun({ refusal: null })
  expect(await canSignIn(PASSWORD)).toBe(true)
})

test('a ticket without a client runs no Action', async () => {
  const ticket = { userId: ann.user_id, marksEmailVerified: false }
  await setPassword(await browser.visit(createPasswordTicket(scene.tenant, ticket)))
  expect(scene.runs.map(({ triggerId }) => triggerId)).toEqual(['post-change-password'])
  expect(scene.runs[0]?.event).toMatchObject({
    connection: { name: 'members' },
    user: { user_id: ann.user_id, email: 'ann@example.com', email_verified: false },
  })
})

test('a new password ends the sessions', async () => {
  const portal = await openApplication(scene)
  const first = await authorizationRequest(portal)
  await signIn(browser, first.address, ann)
  await setPassword(await browser.visit(await mailedLink()))
  const next = await authorizationRequest(portal, { prompt: 'none' })
  expect(answerOf(await browser.visit(next.address))).toMatch(/^login_required/)
})

test.each([
  ['goes through, and the block stays', {}, 200, true],
  ['is turned away, by switch', { blockedMayResetPassword: false }, 400, false],
])('a natively blocked person %s', async (_what, switches, status, runs) => {
  scene.tenant.state.settings.set('local-tenant/switches', switches)
  const url = await mailedLink()
  ann.blocked = true
  const page = await browser.visit(url)
  if (page.forms.length > 0) await setPassword(page)
  expect([page.status, ann.blocked]).toEqual([status, true])
  expect(scene.runs.some(({ triggerId }) => triggerId === 'password-reset-post-challenge')).toBe(
    runs,
  )
})

test.each([
  ['weak', 'short', 'short', 'too weak'],
  ['repeated wrong', NEW_PASSWORD, 'something else', 'do not match'],
])('a password that is %s is asked for again', async (_what, password, repeated, text) => {
  const page = await setPassword(await browser.visit(await mailedLink()), password, repeated)
  expect([page.status, page.body]).toEqual([400, expect.stringContaining(text)])
  expect((await setPassword(page)).status).toBe(200)
})

test('a link ends by the tenant’s clock', async () => {
  const url = await mailedLink()
  scene.tenant.clock.advance(432_001_000)
  expect((await browser.visit(url)).status).toBe(400)
})

test('a password cannot be set without opening the link first', async () => {
  const ticket = new URL(await mailedLink()).searchParams.get('ticket') ?? ''
  const answer = await post(scene, 'u/reset-verify', { ticket, password: NEW_PASSWORD })
  expect([answer.status, await canSignIn(PASSWORD)]).toEqual([400, true])
})

test('an Action decides where the person goes afterwards', async () => {
  scene.whenActionsRun({ resultUrl: 'https://app.example.com/done?x=1' })
  const page = await setPassword(await browser.visit(await mailedLink()))
  expect([page.left, page.url.origin, page.url.searchParams.get('x')]).toEqual([
    true,
    'https://app.example.com',
    '1',
  ])
})

test('an Action sends the person elsewhere and takes them back', async () => {
  const suspension = {
    url: 'https://forms.example.com/?state=s-1',
    state: 's-1',
    triggerId: 'password-reset-post-challenge',
    handler: 'onExecutePostChallenge',
    executionId: 'run-1',
    at: 0,
    versionIds: [],
    history: [],
  }
  scene.whenActionsRun(({ handler }) => (handler === 'onContinue' ? {} : { suspension }))
  const away = await browser.visit(await mailedLink())
  expect([away.left, away.url.href]).toEqual([true, suspension.url])
  const back = `${scene.tenant.issuer}continue?state=s-1&session_token=t`
  expect((await scene.newBrowser().visit(back)).status).toBe(400)
  const page = await browser.visit(back)
  expect(scene.runs.at(-1)).toMatchObject({
    handler: 'onContinue',
    event: { request: { query: { state: 's-1', session_token: 't' } } },
  })
  expect((await setPassword(page)).body).toContain('Password Changed!')
  expect((await browser.visit(back)).status).toBe(400)
})
