import type { Configuration } from 'openid-client'
import { beforeEach, expect } from 'vitest'
import type { Browser, Page } from '../../../scripts/auth0/login-client/browser.ts'
import type { Suspension } from '../../../scripts/local-tenant/runtime/suspension.ts'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { scene, test } from './scene-test.ts'
import {
  ACME,
  addPerson,
  answerOf,
  authorizationRequest,
  logTypes,
  openApplication,
  redeem,
  type Scene,
  signIn,
} from './start-scene.ts'

let portal: Configuration
let browser: Browser
let ann: User

beforeEach(async () => {
  portal = await openApplication(scene)
  browser = scene.newBrowser()
  ann = await addPerson(scene, 'ann@example.com', [ACME])
})

type SeenSession = { idle_expires_at: string; updated_at?: string; last_interacted_at?: string }

const suspensionOf = (state: string): Suspension => ({
  url: `https://forms.example.com/terms?state=${state}`,
  state,
  triggerId: 'post-login',
  handler: 'onExecutePostLogin',
  executionId: 'run-1',
  at: 0,
  versionIds: [],
  history: [],
})

/** Each fresh run sends the person away, under a state of its own; a resumed one is as given. */
function sendAway(resumed: Parameters<Scene['whenActionsRun']>[0] = {}): void {
  let sent = 0
  scene.whenActionsRun((run) => {
    if (run.handler === 'onContinue') return typeof resumed === 'function' ? resumed(run) : resumed
    sent += 1
    return { suspension: suspensionOf(`s-${sent}`) }
  })
}

const request = () => authorizationRequest(portal, { organization: ACME })
const leave = async (): Promise<Page> => signIn(browser, (await request()).address, ann)
const back = (query: string): string => `${scene.tenant.issuer}continue?${query}`
const handlers = (): string[] => scene.runs.map(({ handler }) => handler)

test('a person is sent away, comes back with an answer, and is signed in', async () => {
  sendAway({ appMetadata: { terms: 'accepted' } })
  const { address, verifier, state } = await request()
  const away = await signIn(browser, address, ann)
  expect([away.left, away.status, away.url.href]).toEqual([true, 302, suspensionOf('s-1').url])
  expect([ann.app_metadata, logTypes(scene)]).toEqual([{}, []])

  const page = await browser.visit(back('state=s-1&session_token=t&refresh_token=hidden'))
  expect([answerOf(page), page.url.searchParams.get('state')]).toEqual(['code', state])
  const tokens = await redeem(scene, portal, page.url, { verifier, state })
  expect(tokens.claims()).toMatchObject({ sub: ann.user_id, org_id: ACME })
  expect([ann.app_metadata, logTypes(scene)]).toEqual([{ terms: 'accepted' }, ['s', 'seacft']])
})

test('what was asked for of the user is written before they leave, and is seen on return', async () => {
  scene.whenActionsRun(({ handler }) =>
    handler === 'onContinue'
      ? {}
      : {
          suspension: suspensionOf('s-1'),
          appMetadata: { stamp: 'before' },
          userMetadata: { note: 'before' },
        },
  )
  await leave()
  const written = [{ stamp: 'before' }, { note: 'before' }]
  expect([ann.app_metadata, ann.user_metadata]).toEqual(written)
  await browser.visit(back('state=s-1'))
  expect(scene.runs.at(-1)?.event.user).toMatchObject({
    app_metadata: written[0],
    user_metadata: written[1],
  })
})

test('the resumed run has a new request, and the same transaction and session', async () => {
  sendAway()
  await leave()
  scene.tenant.clock.advance(600_000)
  await browser.visit(back('state=s-1&session_token=t&refresh_token=hidden'))
  expect(handlers()).toEqual(['onExecutePostLogin', 'onContinue'])
  const [before, after] = scene.runs.map(({ event }) => event as Record<string, object>)
  const { request: asked, session, ...same } = before ?? {}
  const { request: returned, session: later, ...resumed } = after ?? {}
  expect(resumed).toEqual(same)
  // A use moves the idle end as well.
  const {
    updated_at: _at,
    last_interacted_at: _last,
    idle_expires_at: _idle,
    ...signedIn
  } = session as SeenSession
  expect(later).toMatchObject(signedIn)
  expect(asked).toMatchObject({ method: 'GET', query: { organization: ACME }, body: {} })
  expect(returned).toMatchObject({ method: 'GET', body: {} })
  expect((returned as { query?: object }).query).toEqual({ state: 's-1', session_token: 't' })
})

test('an answer may come back as a form', async () => {
  sendAway()
  await leave()
  const url = new URL(back(''))
  const form = { action: url.href, method: 'post', fields: { state: 's-1', session_token: 't' } }
  const page: Page = { url, left: false, status: 200, headers: {}, body: '', forms: [form] }
  expect(answerOf(await browser.submit(page, {}))).toBe('code')
  expect(scene.runs.at(-1)?.event.request).toMatchObject({
    query: {},
    body: { state: 's-1', session_token: 't' },
  })
})

test('a denial after the return reaches the callback; its own writes are kept', async () => {
  sendAway({
    appMetadata: { terms: 'declined' },
    refusal: { kind: 'denied', actionName: 'terms', reason: 'NO TERMS' },
  })
  await leave()
  expect(answerOf(await browser.visit(back('state=s-1')))).toBe('access_denied: NO TERMS')
  expect([ann.app_metadata, logTypes(scene)]).toEqual([{ terms: 'declined' }, ['f']])
})

test('an Action may send a person away twice', async () => {
  let sent = 0
  scene.whenActionsRun(() => {
    sent += 1
    return sent < 3 ? { suspension: suspensionOf(`s-${sent}`) } : {}
  })
  await leave()
  const second = await browser.visit(back('state=s-1'))
  expect([second.left, second.url.href]).toEqual([true, suspensionOf('s-2').url])
  expect(answerOf(await browser.visit(back('state=s-1')))).toBe('page 400')
  expect(answerOf(await browser.visit(back('state=s-2')))).toBe('code')
})

test.each([
  ['without a state', () => browser, ''],
  ['with a guessed state', () => browser, 'state=guess'],
  ['with two states', () => browser, 'state=s-1&state=s-1'],
  ['in another browser', () => scene.newBrowser(), 'state=s-1'],
])('a return %s goes nowhere, and the right one still works', async (_what, whose, query) => {
  sendAway()
  await leave()
  expect(answerOf(await whose().visit(back(query)))).toBe('page 400')
  expect(handlers()).toEqual(['onExecutePostLogin'])
  expect(answerOf(await browser.visit(back('state=s-1')))).toBe('code')
})

test('a return is good once', async () => {
  sendAway()
  await leave()
  expect(answerOf(await browser.visit(back('state=s-1')))).toBe('code')
  expect(answerOf(await browser.visit(back('state=s-1')))).toBe('page 400')
  expect(handlers()).toEqual(['onExecutePostLogin', 'onContinue'])
})

test('who does not come back is sent away again, and is never let in', async () => {
  sendAway()
  await leave()
  const again = await leave()
  expect([again.left, again.url.href]).toEqual([true, suspensionOf('s-2').url])
  expect(answerOf(await browser.visit(back('state=s-1')))).toBe('page 400')
  const kinds = [...scene.tenant.state.protocol.keys()].map((key) => key.split(':')[0])
  expect(kinds).not.toContain('AuthorizationCode')
})

test('a person who stays away too long begins anew', async () => {
  sendAway()
  await leave()
  scene.tenant.clock.advance(3_601_000)
  expect(answerOf(await browser.visit(back('state=s-1')))).toBe('page 400')
  expect(handlers()).toEqual(['onExecutePostLogin'])
})

test.each<[string, () => void, string]>([
  [
    'is blocked',
    () => {
      ann.blocked = true
    },
    'unauthorized: user is blocked',
  ],
  [
    'is removed from the organization',
    () => {
      scene.tenant.state.memberships = []
    },
    `access_denied: user auth0|1 is not part of the ${ACME} organization`,
  ],
])('who %s while away is refused, and the Action is not resumed', async (_what, change, told) => {
  sendAway()
  await leave()
  change()
  const answer = answerOf(await browser.visit(back('state=s-1')))
  expect(answer.replace(ann.user_id, 'auth0|1')).toBe(told)
  expect(handlers()).toEqual(['onExecutePostLogin'])
})

test('who signs out while away has signed out', async () => {
  sendAway()
  await leave()
  await browser.visit(`${scene.tenant.issuer}v2/logout`)
  expect(answerOf(await browser.visit(back('state=s-1')))).toBe('page 400')
  expect(handlers()).toEqual(['onExecutePostLogin'])
})

test('a silent login may not redirect: the runtime is told so', async () => {
  const signedIn = await leave()
  expect(answerOf(signedIn)).toBe('code')
  const { address } = await authorizationRequest(portal, { organization: ACME, prompt: 'none' })
  const text = 'NOT NOW'
  scene.whenActionsRun({
    refusal: { kind: 'interaction-required', actionName: 'terms', reason: text },
  })
  expect(answerOf(await browser.visit(address))).toBe(`interaction_required: ${text}`)
  expect(scene.options.map((one) => one?.canRedirect)).toEqual([true, false])
  expect(logTypes(scene)).toEqual(['s', 'fsa'])
})
