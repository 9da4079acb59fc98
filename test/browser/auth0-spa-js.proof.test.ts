import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openReference } from '../../actions/records/reference.ts'
import { createPerson, type Person } from '../../scripts/auth0/login-client/person.ts'
import { readRefusal } from '../../scripts/demo/read-refusal.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { createCertificate } from '../../scripts/local-tenant/certificate.ts'
import { type DeployedTenant, deployedTenant } from '../journeys/deployed-tenant.ts'
import { isChromiumMissing, launchChromium, openPage } from './launch-chromium.ts'
import {
  type SinglePageApplication,
  serveSinglePageApplication,
} from './single-page-application.ts'

const MINUTE_MS = 60_000

describe.skipIf(isChromiumMissing())('the unmodified auth0-spa-js in Chromium', () => {
  let deployed: DeployedTenant
  let application: SinglePageApplication
  let browser: Browser

  beforeAll(async () => {
    const certificate = await createCertificate()
    ;[deployed, application, browser] = await Promise.all([
      deployedTenant({ certificate }),
      serveSinglePageApplication(certificate),
      launchChromium(certificate.certificate),
    ])
    const { origin } = application
    const { management, names } = deployed.scene
    await management.clients.update(idOf(names, 'clients', 'Member Portal'), {
      callbacks: [`${origin}/callback`],
      web_origins: [origin],
      allowed_logout_urls: [origin],
    })
  })
  afterAll(async () => {
    await browser?.close()
    await Promise.all([application?.stop(), deployed?.stop()])
  })

  /** The application, for members of Acme, in a browser that knows nobody. */
  async function open(settings: Record<string, unknown> = {}): Promise<Page> {
    const page = await openPage(browser)
    const { running, scene } = deployed
    const own = {
      domain: running.domain,
      clientId: idOf(scene.names, 'clients', 'Member Portal'),
      organization: idOf(scene.names, 'organizations', 'acme'),
    }
    await page.goto(application.address({ ...own, ...settings }))
    await settled(page)
    return page
  }

  const settled = (page: Page): Promise<void> =>
    page.locator('#state', { hasText: 'ready' }).waitFor()
  const shown = async (page: Page, id: string): Promise<string> =>
    (await page.locator(`#${id}`).textContent()) ?? ''
  const press = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('button', { name }).click()
    await settled(page)
  }

  async function signIn(page: Page, person: Person): Promise<void> {
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Email address or username').fill(person.email)
    await page.getByLabel('Password').fill(person.password)
    await page.getByRole('button', { name: 'Continue', exact: true }).click()
    await settled(page)
  }

  async function enrol(name: string): Promise<{ person: Person; id: string }> {
    const person = createPerson(name, `${name.toLowerCase()}@example.com`)
    const id = await createAdministrator(deployed.scene).enrol(person, ['acme'])
    return { person, id }
  }

  const block = (id: string): Promise<void> => createAdministrator(deployed.scene).block(id, 'acme')

  async function reasonShown(page: Page): Promise<unknown> {
    const [, error = '', description = ''] =
      /^(\w+): (.*)$/s.exec(await shown(page, 'refusal')) ?? []
    const { code, reference } = readRefusal(error, description)
    const opened = openReference(reference ?? '', deployed.scene.keys)
    return { error, code, reason: opened?.reason }
  }

  const blocked = { error: 'access_denied', code: 'OG_ADMIN', reason: 'ORG_BLOCKED' }

  test('signs in, renews silently in a frame, and shows who was shut out why', async () => {
    const { person, id } = await enrol('Ada')
    const page = await open()
    await signIn(page, person)
    const acme = idOf(deployed.scene.names, 'organizations', 'acme')
    expect(await shown(page, 'person')).toBe(person.email)
    expect(await shown(page, 'organization')).toBe(acme)
    const first = await shown(page, 'token')
    // A token of another second is another token.
    deployed.running.clock.advance(MINUTE_MS)
    await press(page, 'Renew')
    expect(await shown(page, 'refusal')).toBe('')
    expect(await shown(page, 'token')).not.toBe(first)
    expect(logTypes().at(-1)).toBe('seacft')
    await block(id)
    await press(page, 'Renew')
    expect(await reasonShown(page)).toEqual(blocked)
  })

  test.each([
    ['Bea', 500],
    ['Fay', 403],
  ] as const)(
    'renews with refresh tokens, and shows the refusal of a refresh: %s, %i',
    async (name, status) => {
      deployed.running.control.setSwitches({ refreshDeniedIs500: status === 500 })
      const { person, id } = await enrol(name)
      const page = await open({ useRefreshTokens: true })
      await signIn(page, person)
      const first = await shown(page, 'token')
      deployed.running.clock.advance(MINUTE_MS)
      await press(page, 'Renew')
      expect(await shown(page, 'token')).not.toBe(first)
      expect(logTypes().at(-1)).toBe('sertft')
      await block(id)
      await press(page, 'Renew')
      expect(await reasonShown(page)).toEqual(blocked)
    },
  )

  test('shows the refusal of a sign-in, and another account gets in', async () => {
    const [shutOut, member] = await Promise.all([enrol('Cyd'), enrol('Dee')])
    await block(shutOut.id)
    const page = await open()
    await signIn(page, shutOut.person)
    expect(await reasonShown(page)).toEqual(blocked)
    // The refused sign-in has left a session at the tenant: signing out there is the way out of it.
    await press(page, 'Sign out')
    await signIn(page, member.person)
    expect(await shown(page, 'person')).toBe(member.person.email)
    expect(await shown(page, 'refusal')).toBe('')
  })

  test('signs out at the tenant, too', async () => {
    const { person } = await enrol('Eli')
    const page = await open()
    await signIn(page, person)
    await press(page, 'Sign out')
    expect(await shown(page, 'person')).toBe('nobody')
    await press(page, 'Renew')
    expect(await shown(page, 'refusal')).toBe('login_required: Login required')
  })

  const logTypes = (): string[] => deployed.running.tenant.state.logs.map(({ type }) => type)
})
