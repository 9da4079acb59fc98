import { createRemoteJWKSet, customFetch } from 'jose'
import { beforeEach, describe, expect } from 'vitest'
import { proveActor } from '../../../scripts/administration/prove-actor.ts'
import { withClock } from '../../../scripts/local-tenant/clock.ts'
import { aPortal, PORTAL, type Portal } from '../../builders/a-portal.ts'
import { type Administration, anAdministration, SEALING } from '../../builders/an-administration.ts'
import { changeClient } from '../../local-tenant/oidc/ask-token.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, API, GLOBEX, signIn } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration
let portal: Portal

/** As it is deployed: tokens are those of the tenant. */
beforeEach(async () => {
  desk = await anAdministration(scene)
  const issuer = scene.tenant.issuer
  const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', issuer), {
    [customFetch]: scene.fetch,
  })
  const { tools } = desk
  const demands = { issuer, audience: API, operatorScope: 'operate:people', keys }
  portal = await aPortal(scene, desk, {
    audience: API,
    administration: () => ({
      tools,
      sealing: SEALING,
      actorOf: (token) => proveActor(token, { ...demands, nowMs: tools.nowMs() }),
    }),
  })
  changeClient(scene, 'portal', { callbacks: [`${PORTAL}/callback`] })
})

const cookieIn = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')

/** A sign-in from the portal and back; `change` is what the browser does to the request on its way. */
async function comeBack(
  asked: string,
  change: (request: URL) => void = () => {},
  browser = scene.newBrowser(),
) {
  const away = await portal.get(`/sign-in?${asked}`, '')
  const request = new URL(away.headers.get('location') ?? '')
  change(request)
  const page = await signIn(browser, request, desk.people.cay)
  const back = `/callback${page.url.search}`
  return withClock(scene.tenant.clock, () => portal.get(back, cookieIn(away)))
}

const toldBy = async (answer: Response): Promise<unknown> => [
  answer.status,
  answer.headers.get('location'),
  /role="alert">\s*<p>(.*?)<\/p>/s.exec(await answer.text())?.[1] ?? null,
]
const UNUSABLE = [403, null, 'The tenant’s answer could not be used. Please sign in again.']

test.for<[string, string, (request: URL) => void, unknown]>([
  ['the one that was asked for', 'organization=acme', () => {}, [303, '/account', null]],
  [
    'another one',
    'organization=acme',
    ({ searchParams }) => searchParams.set('organization', GLOBEX),
    UNUSABLE,
  ],
  [
    'none',
    'organization=acme',
    ({ searchParams }) => searchParams.delete('organization'),
    UNUSABLE,
  ],
])('an answer for %s', async ([_which, asked, change, told]) => {
  const answer = await comeBack(asked, change)
  expect(await toldBy(answer)).toEqual(told)
  const isOpen = (await portal.get('/account', cookieIn(answer))).status === 200
  expect(isOpen).toBe(answer.status === 303)
})

/** Where a person comes back to who is at the tenant already, for `to`, and what the page asks of them. */
async function comeBackFor(to: string, change: (request: URL) => void) {
  const browser = scene.newBrowser()
  await comeBack('organization=acme', () => {}, browser)
  scene.tenant.clock.advance(6 * 60_000)
  const answer = await comeBack(`organization=${ACME}&to=${to}`, change, browser)
  const path = answer.headers.get('location') ?? ''
  const body = await (await portal.get(path, cookieIn(answer))).text()
  const held = await portal.get('/account/download', cookieIn(answer))
  const ways = ['Delete my account', 'Download all of it', 'Sign in again']
  return [path, ways.filter((way) => body.includes(`>${way}<`)), held.status]
}

describe('what needs a sign-in of the last minutes', () => {
  test.for<[string, string, (request: URL) => void, unknown]>([
    ['leaving', 'leave', () => {}, ['/account/leave', ['Delete my account'], 200]],
    ['the copy', 'held', () => {}, ['/account/held', ['Download all of it'], 200]],
    ['an unknown page', 'toString', () => {}, ['/account', [], 303]],
    [
      'leaving, where the browser strikes the demand out',
      'leave',
      ({ searchParams }) => {
        searchParams.delete('prompt')
        searchParams.delete('max_age')
      },
      ['/account/leave', ['Sign in again'], 303],
    ],
    [
      'leaving, where the browser asks for an old one',
      'leave',
      ({ searchParams }) => {
        searchParams.delete('prompt')
        searchParams.set('max_age', '86400')
      },
      ['/account/leave', ['Sign in again'], 303],
    ],
  ])('%s', async ([_what, to, change, seen]) => {
    expect(await comeBackFor(to, change)).toEqual(seen)
  })
})
