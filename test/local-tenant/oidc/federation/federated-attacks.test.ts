import { expect } from 'vitest'
import type { Browser, Page } from '../../../../scripts/auth0/login-client/browser.ts'
import {
  callbackOf,
  connectUpstream,
} from '../../../../scripts/local-tenant/oidc/federation/upstream-address.ts'
import { startUpstream } from '../../../../scripts/local-tenant/upstream/start-upstream.ts'
import { federatedScene as scene, federatedTest as test } from '../scene-test.ts'
import { answerOf, authorizationRequest } from '../start-scene.ts'
import {
  atUpstream,
  EVE,
  type FederatedScene,
  MAX,
  signInFederated,
} from './start-federated-scene.ts'

/** Signs in at the provider, and holds the answer back. */
async function answerFor(browser: Browser, person: typeof EVE | typeof MAX): Promise<URL> {
  const { address } = await authorizationRequest(scene.portal, { connection: 'acme-sso' })
  const asked = await browser.visit((await browser.visit(address)).url)
  const { sub: identifier, password } = person
  return (await browser.submit(asked, { identifier, password })).url
}

const told = (page: Page): string => (page.left ? answerOf(page) : `page ${page.status}`)
const changed = (url: URL, name: string, value: string): URL => {
  const copy = new URL(url)
  copy.searchParams.set(name, value)
  return copy
}

test('an answer is good once', async () => {
  const browser = scene.newBrowser()
  const answer = await answerFor(browser, EVE)
  expect(told(await browser.visit(answer))).toBe('code')
  expect(told(await browser.visit(answer))).toBe('page 400')
})

test("an attacker's answer does not sign a victim in as the attacker", async () => {
  const answer = await answerFor(scene.newBrowser(), MAX)
  const victim = scene.newBrowser()
  await victim.visit((await authorizationRequest(scene.portal)).address)
  expect(told(await victim.visit(answer))).toBe('page 400')
  expect(scene.runs).toEqual([])
})

test("a stolen code does not fit another person's sign-in", async () => {
  const stolen = await answerFor(scene.newBrowser(), EVE)
  const thief = scene.newBrowser()
  const own = await answerFor(thief, MAX)
  const code = stolen.searchParams.get('code') ?? ''
  expect(told(await thief.visit(changed(own, 'code', code)))).toMatch(/^access_denied: /)
  expect(scene.tenant.state.users.size).toBe(0)
})

test.each([
  ['an unknown state', 'state', 'made-up', 'page 400'],
  ['no code', 'code', '', /^access_denied: /],
  ['a forged code', 'code', 'forged', /^access_denied: /],
  ['another provider as sender', 'iss', 'https://idp.example.com/', /^access_denied: /],
])('%s is refused', async (_what, name, value, expected) => {
  const browser = scene.newBrowser()
  const answer = changed(await answerFor(browser, EVE), name, value)
  expect(told(await browser.visit(answer))).toMatch(expected)
  expect(scene.runs).toEqual([])
})

test('an answer of a provider that has been exchanged meanwhile is refused', async () => {
  const browser = scene.newBrowser()
  const answer = await answerFor(browser, EVE)
  const other = await startUpstream({ name: 'Other', clock: scene.tenant.clock, people: [EVE] })
  connectUpstream(scene.tenant, 'acme-sso', other.register(callbackOf(scene.tenant)))
  expect(told(await browser.visit(answer))).toMatch(/^access_denied: /)
  await other.stop()
})

test('a provider that cannot be reached is a refusal, on the way there and back', async () => {
  const browser = scene.newBrowser()
  const answer = await answerFor(browser, EVE)
  await scene.upstream.stop()
  expect(told(await browser.visit(answer))).toMatch(/^access_denied: the identity provider could/)
  expect(await signInFederated(scene, browser, EVE)).toMatch(
    /^access_denied: the identity provider/,
  )
})

test("the provider's own refusal reaches the application", async () => {
  const browser = scene.newBrowser()
  const { searchParams } = await answerFor(browser, EVE)
  const refusal = new URL(callbackOf(scene.tenant))
  refusal.search = new URLSearchParams({
    error: 'access_denied',
    error_description: 'Eve has not paid',
    state: searchParams.get('state') ?? '',
    iss: scene.upstream.issuer,
  }).toString()
  expect(told(await browser.visit(refusal))).toBe('access_denied: Eve has not paid')
})

test('an answer may come as a form', async () => {
  const browser = scene.newBrowser()
  const answer = await answerFor(browser, EVE)
  const form = {
    action: callbackOf(scene.tenant),
    method: 'post',
    fields: Object.fromEntries(answer.searchParams),
  }
  const posted = { url: answer, left: false, status: 200, headers: {}, body: '', forms: [form] }
  expect(told(await browser.submit(posted, {}))).toBe('code')
})

test.each([
  ['http://localhost:1/'],
  ['https://idp.example.com/'],
  ['https://localhost.example.com/'],
  ['nowhere'],
])('%s is no upstream', async (issuer) => {
  const address = { issuer, clientId: 'a', clientSecret: 'b' }
  expect(() => connectUpstream(scene.tenant, 'acme-sso', address)).toThrow('not on this machine')
  scene.tenant.state.settings.set('local-tenant/upstreams', { 'acme-sso': address })
  expect(await signInFederated(scene, scene.newBrowser(), EVE)).toBe(
    'local_tenant_connection_not_emulated: the local tenant does not emulate the connection acme-sso',
  )
})

test('a password typed wrong stays at the provider', async () => {
  const wrong = { ...EVE, password: MAX.password }
  expect(await signInFederated(scene, scene.newBrowser(), wrong)).toBe('page 400')
})

test("the provider's form is no other site's", async () => {
  const browser = scene.newBrowser()
  const { address } = await authorizationRequest(scene.portal, { connection: 'acme-sso' })
  const page = await browser.visit((await browser.visit(address)).url)
  const fields = { csrf: 'guessed', identifier: EVE.sub, password: EVE.password }
  expect(await browser.submit(page, fields)).toMatchObject({ status: 400, left: false })
})

test('another person signs in at the provider, in the same browser', async () => {
  const browser = scene.newBrowser()
  await signInFederated(scene, browser, EVE)
  const { address } = await authorizationRequest(scene.portal, { prompt: 'login' })
  const page = await browser.visit(address)
  const left = await browser.submit(page, {}, { action: 'connection' })
  expect(answerOf(await atUpstream(browser, left, MAX))).toBe('code')
  expect(scene.runs.at(-1)?.event.user).toMatchObject({ user_id: 'oidc|acme-sso|m-2' })
})

test.each([
  ['GET', '/people', 200],
  ['POST', '/people', 400],
  ['POST', '/token', 400],
  ['GET', '/sign-in/aaaaaaaaaaaaaaaaaaaaa', 400],
  ['GET', '//', 400],
  ['GET', '/nothing', 404],
])("the provider's %s %s answers %i", async (method, path, status) => {
  const answer = await request(scene, method, path)
  expect(answer).toBe(status)
})

async function request({ upstream }: FederatedScene, method: string, path: string) {
  const { Agent, fetch } = await import('undici')
  const dispatcher = new Agent({ connect: { ca: upstream.certificate } })
  const url = `${upstream.issuer.slice(0, -1)}${path}`
  const { status } = await fetch(url, { method, dispatcher, redirect: 'manual' })
  await dispatcher.close()
  return status
}
