import { generateKeyPair } from 'jose'
import { beforeEach, expect } from 'vitest'
import { blockMember } from '../../../scripts/administration/block-member.ts'
import type { Actor } from '../../../scripts/administration/prove-actor.ts'
import { newSession } from '../../../scripts/portal/portal-context.ts'
import { PORTAL_OPERATIONS } from '../../../scripts/portal/portal-operations.ts'
import {
  openSession,
  type PortalSession,
  sealCookie,
} from '../../../scripts/portal/portal-session.ts'
import { aPortal, PORTAL, type Portal } from '../../builders/a-portal.ts'
import {
  type Administration,
  anAdministration,
  operator,
} from '../../builders/an-administration.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, addInvitation, GLOBEX } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration
let portal: Portal
let session: PortalSession
let before: string

beforeEach(async () => {
  desk = await anAdministration(scene)
  portal = await aPortal(scene, desk)
  session = await portal.sessionOf(desk.olivia)
  addInvitation(scene, 'new@example.com', { organization_id: GLOBEX })
  before = stateOf()
})

/** All that an operation could have written. */
const stateOf = (): string => {
  const { users, memberships, invitations } = scene.tenant.state
  return JSON.stringify([[...users], memberships, [...invitations], desk.begun(), portal.resets])
}

const FIELDS = { reason: 'OTHER', address: 'other@example.com', name: 'Another Name' }
/** Every form, with a person's id in its path. */
const forms = (person: string): readonly string[] => [
  ...Object.keys(PORTAL_OPERATIONS).map((name) => `/members/${encodeURIComponent(person)}/${name}`),
  `/members/${encodeURIComponent(person)}/profile`,
  '/invitations',
  '/invitations/uinv_1/withdraw',
  '/invitations/uinv_1/again',
  '/account/reset',
  '/account/profile',
  '/account/address',
  '/account/address/confirm',
  '/account/leave',
  '/sign-out',
]

test('the list of forms holds every one that the portal takes', async () => {
  const taken = portal.app.routes.flatMap(({ method, path }) => (method === 'POST' ? [path] : []))
  const listed = forms('x').map((path) =>
    path
      .replace(/^\/members\/x\/(?!profile$)[^/]+$/, '/members/:person/:operation')
      .replace('/members/x/', '/members/:person/')
      .replace('uinv_1', ':invitation'),
  )
  expect([...new Set(listed)].toSorted()).toEqual([...new Set(taken)].toSorted())
})

async function statusesOf(
  cookie: string,
  fields: Readonly<Record<string, string>>,
  headers?: Readonly<Record<string, string>>,
): Promise<readonly number[]> {
  const statuses = new Set<number>()
  for (const path of forms(desk.people.ann.user_id)) {
    const answer = await portal.post(path, cookie, { ...FIELDS, ...fields }, headers)
    statuses.add(answer.status)
  }
  return [...statuses]
}

const own = () => ({ form_token: session.formToken })

test('an operator of the tenant is nobody here: the portal is of organizations', async () => {
  const operators = await portal.sessionOf(operator)
  const cookie = await portal.cookieOf(operators)
  const page = await portal.get('/members', cookie)
  expect([page.status, page.headers.get('location')]).toEqual([303, '/'])
  expect(await statusesOf(cookie, { form_token: operators.formToken })).toEqual([403])
  expect(stateOf()).toBe(before)
})

test('no form works for a session that is none', async () => {
  const sealed = await portal.cookieOf(session)
  const middle = Math.floor(sealed.length / 2)
  const swapped = sealed.charAt(middle) === 'A' ? 'B' : 'A'
  const stranger = await generateKeyPair('RS256')
  const claims = { sub: desk.people.olivia.user_id, org_id: ACME }
  const forged = { ...session, token: await portal.tokenFor(claims, stranger.privateKey) }
  const cookies = [
    '',
    '__Host-portal_session=',
    `${sealed.slice(0, middle)}${swapped}${sealed.slice(middle + 1)}`,
    sealed.replace('__Host-', ''),
    sealed.replace('portal_session', 'portal_pending'),
    await portal.cookieOf(session, new Uint8Array(32).fill(8)),
    await portal.cookieOf(forged),
    await portal.cookieOf(await portal.sessionOf(operator)),
  ]
  for (const cookie of cookies) {
    // Each counts by itself: requests are rationed.
    portal = await aPortal(scene, desk)
    expect(await statusesOf(cookie, own())).toEqual([403])
  }
  expect(stateOf()).toBe(before)
})

test('no form works without the token of the session', async () => {
  const cookie = await portal.cookieOf(session)
  const { formToken } = newSession('', 0)
  for (const fields of [{}, { form_token: '' }, { form_token: formToken }]) {
    expect(await statusesOf(cookie, fields)).toEqual([403])
  }
  expect(stateOf()).toBe(before)
})

test.each<[string, Record<string, string>]>([
  ['another site', { origin: 'https://elsewhere.example.com' }],
  ['another site, says the browser', { origin: PORTAL, 'sec-fetch-site': 'cross-site' }],
  ['a sister site', { origin: PORTAL, 'sec-fetch-site': 'same-site' }],
  ['another port', { origin: `${PORTAL}:8443`, 'sec-fetch-site': 'same-origin' }],
  ['a sandbox', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
  ['nowhere', {}],
])('no form works from %s', async (_from, headers) => {
  expect(await statusesOf(await portal.cookieOf(session), own(), headers)).toEqual([403])
  expect(stateOf()).toBe(before)
})

/** Those whom nothing of an organization is open to; the person who is named is there. */
test('forms about people of others, and of nobody with the role, find nobody', async () => {
  const { ann, bob, cay, gus } = desk.people
  const actors: readonly (readonly [Actor, string])[] = [
    [desk.olivia, bob.user_id],
    [desk.olivia, 'auth0|nobody'],
    [desk.olivia, '../account'],
    [desk.administrator(gus, GLOBEX), ann.user_id],
    // Who administers Globex is nobody in Acme.
    [desk.administrator(gus, ACME), ann.user_id],
    [desk.administrator(cay, ACME), ann.user_id],
  ]
  const statuses: [number, string][] = []
  for (const [actor, person] of actors) {
    const as = await portal.sessionOf(actor)
    const cookie = await portal.cookieOf(as)
    for (const path of forms(person).filter((one) => one.startsWith('/members'))) {
      const answer = await portal.post(path, cookie, { ...FIELDS, form_token: as.formToken })
      statuses.push([answer.status, await answer.text()])
    }
    for (const path of [`/members/${encodeURIComponent(person)}`]) {
      const answer = await portal.get(path, cookie)
      statuses.push([answer.status, await answer.text()])
    }
  }
  expect(new Set(statuses.map(String))).toHaveLength(1)
  expect(statuses[0]?.[0]).toBe(404)
  expect(stateOf()).toBe(before)
})

test('an invitation of another organization is not there, and nothing says that it is', async () => {
  const cookie = await portal.cookieOf(session)
  const texts = await Promise.all(
    ['uinv_1', 'uinv_2'].map(async (id) => {
      const answer = await portal.post(`/invitations/${id}/withdraw`, cookie, own())
      return [answer.status, await answer.text()]
    }),
  )
  expect(texts[0]).toEqual(texts[1])
  expect(texts[0]?.[0]).toBe(404)
  expect(
    (await portal.get('/invitations', cookie).then((one) => one.text())).includes('new@'),
  ).toBe(false)
  expect(stateOf()).toBe(before)
})

test('an administrator who is blocked does nothing with a session from before', async () => {
  await blockMember(desk.tools, operator, {
    person: desk.people.olivia.user_id,
    organization: ACME,
    reason: 'OTHER',
  })
  before = stateOf()
  const cookie = await portal.cookieOf(session)
  const paths = ['/members', '/invitations', '/account']
  for (const path of paths) expect((await portal.get(path, cookie)).status).toBe(404)
  const statuses = (await statusesOf(cookie, own())).filter((status) => status !== 303)
  expect(statuses).toEqual([404])
  expect(stateOf()).toBe(before)
})

test('whoever has no session is shown the way to sign in, whatever the page', async () => {
  for (const path of ['/members', '/members/auth0%7Cann', '/account', '/nothing']) {
    const answer = await portal.get(path, '')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
  }
})

test('too many requests are refused for a while', async () => {
  const cookie = await portal.cookieOf(session)
  const statuses = new Set<number>()
  for (let count = 0; count < 200; count += 1)
    statuses.add((await portal.get('/style.css', cookie)).status)
  expect([...statuses]).toEqual([200, 429])
})

test('what was sealed for a sign-in under way opens as no session', async () => {
  const sealing = { key: new Uint8Array(32).fill(9), endsMs: desk.tools.nowMs() + 60_000 }
  const opened = async (purpose: 'pending' | 'session') =>
    (await openSession(await sealCookie(purpose, session, sealing), {
      ...sealing,
      nowMs: desk.tools.nowMs(),
    })) !== null
  expect([await opened('session'), await opened('pending')]).toEqual([true, false])
})
