import { afterAll, beforeAll, expect, test } from 'vitest'
import { refresh } from '../../scripts/auth0/login-client/application.ts'
import { createPerson } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { resetPassword } from '../../scripts/journey/reset-password.ts'
import { signUp } from '../../scripts/journey/scene.ts'
import { toldBy } from '../builders/a-deployed-portal.ts'
import { type GuidedTenant, guidedTenant } from './guide/guided-tenant.ts'

const PAGE = 'https://help.example.com/access'
let tenant: GuidedTenant

beforeAll(async () => {
  tenant = await guidedTenant({
    environment: { overrides: { wayOut: PAGE } },
  })
})
afterAll(() => tenant?.stop())

/** Code, page and reference, as a refusal at a door shows them. */
const shown = (text: string): readonly (string | undefined)[] =>
  (/(OG_[A-Z]+): [^(]*? (https:\S+) \(reference [0-9a-z]+\)/.exec(text) ?? []).slice(1)

test('whoever is refused is shown the way out at every door, and another account gets in', async () => {
  const { scene, acme, enter, portal, olivia } = tenant
  const admin = createAdministrator(scene)
  const ann = createPerson('Ann', 'ann@acme.example.com')
  const mallory = createPerson('Mallory', 'mallory@example.com')
  const id = await admin.enrol(ann, ['acme'])
  const browser = tenant.newBrowser()
  const first = await enter(browser, ann)
  await admin.block(id, 'acme')
  const memberPortal = scene.applications['Member Portal']
  const token = first.kind === 'admitted' ? first.refreshToken : null
  const answers = {
    'live session': await enter(browser, ann),
    silent: await enter(browser, ann, { prompt: 'none' }),
    refresh: await refresh(memberPortal, token),
    'sign-in': await enter(tenant.newBrowser(), ann),
    'password reset': await resetPassword(scene, tenant.newBrowser(), ann, acme),
  }
  const texts = Object.entries(answers).map(([door, answer]) => [
    door,
    shown(answer.kind === 'refused' ? answer.description : ''),
  ])
  const { text } = await signUp(scene, mallory)
  expect(Object.fromEntries([...texts, ['sign-up', shown(text)]])).toEqual({
    'live session': ['OG_ADMIN', PAGE],
    silent: ['OG_ADMIN', PAGE],
    refresh: ['OG_ADMIN', PAGE],
    'sign-in': ['OG_ADMIN', PAGE],
    'password reset': ['OG_ADMIN', PAGE],
    'sign-up': ['OG_ACCESS', PAGE],
  })

  const hers = tenant.newBrowser()
  const { first: refusal } = await portal.enter(ann, { browser: hers })
  expect([refusal.status, shown(toldBy(refusal))]).toEqual([403, ['OG_ADMIN', PAGE]])
  const links = [...refusal.body.matchAll(/<a href="(https:[^"]+)"/g)].map(([, one = '']) =>
    one.replaceAll('&amp;', '&'),
  )
  expect(links.map((link) => new URL(link).pathname)).toEqual(['/v2/logout', '/access'])
  // Auth0 kept the session: without the link the same account is refused again, without a page.
  expect((await portal.enter(olivia, { browser: hers })).first.status).toBe(403)
  await hers.visit(links[0] ?? '')
  expect((await portal.enter(olivia, { browser: hers })).first.url.pathname).toBe('/account')
})
