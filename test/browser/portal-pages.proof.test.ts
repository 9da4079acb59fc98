import axe from 'axe-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest'
import { blockMember, suspendPerson } from '../../scripts/administration/block-member.ts'
import { createCertificate } from '../../scripts/local-tenant/certificate.ts'
import { PORTAL_STYLE } from '../../scripts/portal/portal-style.ts'
import { renderSignIn } from '../../scripts/portal/render-sign-in.ts'
import { aPortal, type Portal } from '../builders/a-portal.ts'
import { type Administration, anAdministration, operator } from '../builders/an-administration.ts'
import { scene, test } from '../local-tenant/oidc/scene-test.ts'
import { isChromiumMissing, launchChromium, openPage } from './launch-chromium.ts'

/** Pages that a person seldom sees, each as the portal answers with it. */
describe.skipIf(isChromiumMissing())('a page that is seldom seen', () => {
  let browser: Browser
  let desk: Administration
  let portal: Portal

  beforeAll(async () => {
    browser = await launchChromium((await createCertificate()).certificate)
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    desk = await anAdministration(scene)
    portal = await aPortal(scene, desk)
  })

  type Who = 'olivia' | 'ann' | 'cay'
  const as = async (who: Who, ageMs = 0) => {
    const session = await portal.sessionOf(desk.administrator(desk.people[who]))
    const signedInAtMs = (session.signedInAtMs ?? 0) - ageMs
    const { formToken } = session
    return { formToken, cookie: await portal.cookieOf({ ...session, signedInAtMs }) }
  }
  const open = async (who: Who, path: string, ageMs = 0): Promise<Response> =>
    portal.get(path, (await as(who, ageMs)).cookie)
  const send = async (who: Who, path: string, fields: Readonly<Record<string, string>> = {}) => {
    const { formToken, cookie } = await as(who)
    return portal.post(path, cookie, { form_token: formToken, ...fields })
  }
  const pathOf = (who: Who): string => `/members/${encodeURIComponent(desk.people[who].user_id)}`
  const ofAnn = () => ({ person: desk.people.ann.user_id })
  const HOUR_MS = 3_600_000

  const PAGES: Readonly<Record<string, readonly [number, string, () => Promise<Response>]>> = {
    'an organization that is none': [404, 'Sign in', () => open('ann', '/sign-in?organization=no')],
    'what is not there': [404, 'Not found', () => open('ann', '/members')],
    'a form of another page': [
      403,
      'Open the page again',
      async () => portal.post('/account/reset', (await as('ann')).cookie, {}),
    ],
    'too many requests': [
      429,
      'Too many requests',
      async () => {
        for (let count = 0; count < 120; count += 1) await open('ann', '/style.css')
        return open('ann', '/')
      },
    ],
    'a form that is too long': [
      413,
      'Too long',
      () => send('ann', '/account/address', { address: 'x'.repeat(20_000) }),
    ],
    'a tenant that is away': [
      502,
      'That did not work',
      async () => {
        const tools = { ...desk.tools, management: {} as never }
        portal = await aPortal(scene, { ...desk, tools })
        return open('ann', '/account')
      },
    ],
    'leaving, after long': [
      200,
      'Delete my account?',
      () => open('ann', '/account/leave', HOUR_MS),
    ],
    leaving: [200, 'Delete my account?', () => open('ann', '/account/leave')],
    'what is held, after long': [200, 'What is held', () => open('ann', '/account/held', HOUR_MS)],
    'what is held': [200, 'What is held', () => open('ann', '/account/held')],
    'having left': [
      200,
      'You have left',
      () => send('ann', '/account/leave', { understood: 'yes' }),
    ],
    'a blocked member': [
      200,
      'blocked in your organization',
      async () => {
        await blockMember(desk.tools, desk.olivia, { ...ofAnn(), reason: 'OTHER' })
        return open('olivia', pathOf('ann'))
      },
    ],
    'a suspended member': [
      200,
      'shut out of everything',
      async () => {
        await suspendPerson(desk.tools, operator, { ...ofAnn(), reason: 'OTHER' })
        return open('olivia', pathOf('ann'))
      },
    ],
    'the question before a de-provision': [
      200,
      'De-provision?',
      () => open('olivia', `${pathOf('ann')}/deprovision`),
    ],
    'an address that was approved': [
      200,
      'Approved address',
      async () => {
        desk.permit(desk.people.ann, 'ann@new.example.com')
        return open('ann', '/account')
      },
    ],
    'an address that waits for an operator': [
      200,
      'an operator changes it',
      async () => {
        desk.permit(desk.people.cay, 'cay@new.example.com')
        return open('cay', '/account')
      },
    ],
    'a member whose address was approved': [
      200,
      'A new address is approved',
      async () => {
        desk.permit(desk.people.ann, 'ann@new.example.com')
        return open('olivia', pathOf('ann'))
      },
    ],
    'a refused sign-in': [
      200,
      'Try another account',
      async () => refused('https://help.example.com/'),
    ],
    'a refused sign-in, with nobody to ask': [
      200,
      'Ask an administrator',
      async () => refused(null),
    ],
  }
  const refused = (wayOut: string | null): Response => {
    const ways = { anotherAccount: 'https://tenant.example.com/v2/logout', wayOut }
    return new Response(String(renderSignIn('OG_ACCESS: Ask. (reference x)', ways)))
  }

  test.each(Object.entries(PAGES))('%s', async (_what, [status, said, visit]) => {
    const answer = await visit()
    const text = await answer.text()
    expect([answer.status, text.includes(said)]).toEqual([status, true])
    const page = await openPage(browser)
    await page.setContent(text)
    await page.addStyleTag({ content: PORTAL_STYLE })
    await page.evaluate(axe.source)
    for (const width of [390, 1280]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 800 })
        await page.emulateMedia({ colorScheme })
        const { violations } = await page.evaluate(() =>
          (globalThis as unknown as { axe: typeof axe }).axe.run(),
        )
        const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
        const isWide = await page.evaluate(`document.documentElement.scrollWidth > ${width}`)
        expect([width, colorScheme, found, isWide]).toEqual([width, colorScheme, [], false])
      }
    }
    await page.context().close()
  })
})
