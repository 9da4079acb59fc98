import type { Configuration } from 'openid-client'
import { beforeEach, expect } from 'vitest'
import type { Browser } from '../../../scripts/auth0/login-client/browser.ts'
import { scene, test } from './scene-test.ts'
import {
  addPerson,
  answerOf,
  authorizationRequest,
  CALLBACK,
  logTypes,
  openApplication,
  signIn,
} from './start-scene.ts'

const HOUR_MS = 3_600_000
let portal: Configuration
let browser: Browser
const ann = { email: 'ann@example.com' }

beforeEach(async () => {
  portal = await openApplication(scene)
  browser = scene.newBrowser()
})

async function visit(parameters: Record<string, string> = {}): Promise<string> {
  const { address } = await authorizationRequest(portal, parameters)
  return answerOf(await browser.visit(address))
}

async function enter(): Promise<string> {
  const { address } = await authorizationRequest(portal)
  return answerOf(await signIn(browser, address, ann))
}

test('a live session needs no form, also silently; prompt=login asks again', async () => {
  await addPerson(scene, ann.email)
  expect(await visit({ prompt: 'none' })).toBe('login_required: Login required')
  expect(await enter()).toBe('code')
  expect(await visit()).toBe('code')
  expect(await visit({ prompt: 'none' })).toBe('code')
  expect(await visit({ prompt: 'consent' })).toBe('code')
  expect(await visit({ prompt: 'login' })).toBe('page 200')
  expect(await visit({ prompt: 'select_account' })).toBe('page 200')
  expect(logTypes(scene)).toEqual(['fsa', 's', 's', 'ssa', 's'])
})

test('another person who signs in has a session of their own', async () => {
  const { user_id } = await addPerson(scene, ann.email)
  const bob = await addPerson(scene, 'bob@example.com')
  await enter()
  const { address } = await authorizationRequest(portal, { prompt: 'login' })
  expect(answerOf(await signIn(browser, address, bob))).toBe('code')
  await visit({ prompt: 'none' })
  const users = scene.runs.map(({ event }) => (event.user as { user_id: string }).user_id)
  expect(users).toEqual([user_id, bob.user_id, bob.user_id])
})

test.each([
  ['an administrator blocks the person', { blocked: true }],
  ['the address was changed', { session_epoch: 1 }],
])('a session ends when %s', async (_what, change) => {
  const user = await addPerson(scene, ann.email)
  await enter()
  Object.assign(user, change)
  expect(await visit({ prompt: 'none' })).toBe('login_required: Login required')
  expect(await visit()).toBe('page 200')
})

test('a session ends with its lifetime, whether it is used or not', async () => {
  scene.tenant.state.settings.set('tenant-settings', {
    session_lifetime: 10,
    idle_session_lifetime: 3,
  })
  await addPerson(scene, ann.email)
  await enter()
  const silent: string[] = []
  for (let hours = 2; hours <= 12; hours += 2) {
    scene.tenant.clock.advance(2 * HOUR_MS)
    silent.push(await visit({ prompt: 'none' }))
  }
  const over = 'login_required: Login required'
  expect(silent).toEqual(['code', 'code', 'code', 'code', over, over])
  expect(await enter()).toBe('code')
  scene.tenant.clock.advance(4 * HOUR_MS)
  expect(await visit({ prompt: 'none' })).toBe(over)
})

test('a blocked person is refused after the password, runs no Action and has no session', async () => {
  await addPerson(scene, ann.email, [], { blocked: true })
  expect(await enter()).toBe('unauthorized: user is blocked')
  expect(await visit({ prompt: 'none' })).toBe('login_required: Login required')
  expect(scene.runs).toEqual([])
  const [failed] = scene.tenant.state.logs
  expect([failed?.type, failed?.description]).toEqual(['f', 'user is blocked'])
})

test('unblocked, the person signs in again in the same browser', async () => {
  const user = await addPerson(scene, ann.email)
  await enter()
  Object.assign(user, { blocked: true, session_epoch: 1 })
  expect(await enter()).toBe('unauthorized: user is blocked')
  user.blocked = false
  expect(await enter()).toBe('code')
  expect(await visit({ prompt: 'none' })).toBe('code')
})

test('a refused login leaves a session, which is refused again', async () => {
  await addPerson(scene, ann.email)
  const denied = { kind: 'denied', actionName: 'guard', reason: 'OG_ACCESS 1' } as const
  scene.whenActionsRun({ refusal: denied })
  expect(await enter()).toBe('access_denied: OG_ACCESS 1')
  expect(await visit({ prompt: 'none' })).toBe('access_denied: OG_ACCESS 1')
  scene.whenActionsRun({})
  expect(await visit({ prompt: 'none' })).toBe('code')
})

test('a revoked session is over', async () => {
  await addPerson(scene, ann.email)
  await enter()
  const revoked = { kind: 'revoked', actionName: 'g', reason: 'OUT', what: 'session' } as const
  scene.whenActionsRun({ refusal: revoked })
  expect(await visit()).toBe('access_denied: OUT')
  scene.whenActionsRun({})
  expect(await visit({ prompt: 'none' })).toBe('login_required: Login required')
})

test.each([
  ['login_required', false],
  ['code', true],
])('web_message answers an iframe: %s', async (expected, signedIn) => {
  await addPerson(scene, ann.email)
  if (signedIn) await enter()
  const { address } = await authorizationRequest(portal, {
    prompt: 'none',
    response_mode: 'web_message',
  })
  const page = await browser.visit(address)
  const data = JSON.parse(/var data = (.*);/.exec(page.body)?.[1] ?? '{}')
  expect(data.redirect_uri).toBe(CALLBACK)
  expect('code' in data.response ? 'code' : data.response.error).toBe(expected)
  expect(page.headers['x-frame-options']).toBeUndefined()
})

test.each([
  ['/v2/logout', 'client_id=portal&returnTo=', 'https://app.example.com/bye'],
  ['/oidc/logout', 'client_id=portal&post_logout_redirect_uri=', 'https://app.example.com/bye'],
])('%s ends the session and goes only where it may', async (path, query, allowed) => {
  await addPerson(scene, ann.email)
  await enter()
  const url = `${scene.tenant.issuer.slice(0, -1)}${path}?${query}`
  const foreign = await browser.visit(url + encodeURIComponent('https://evil.example.org/'))
  expect(answerOf(foreign)).toBe('page 400')
  expect(await visit({ prompt: 'none' })).toBe('code')
  const page = await browser.visit(url + encodeURIComponent(allowed))
  expect(page.url.href).toBe(allowed)
  expect(await visit({ prompt: 'none' })).toBe('login_required: Login required')
  expect(logTypes(scene)).toEqual(['s', 'ssa', 'slo', 'fsa'])
})

test('cookies are out of reach of scripts and travel encrypted', async () => {
  await addPerson(scene, ann.email)
  const { address } = await authorizationRequest(portal)
  const start = await scene.fetch(address, { redirect: 'manual' })
  const cookies = start.headers.getSetCookie()
  expect(cookies.length).toBeGreaterThan(0)
  for (const cookie of cookies) expect(cookie).toMatch(/; secure; httponly/i)
})
