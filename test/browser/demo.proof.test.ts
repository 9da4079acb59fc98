import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openReference } from '../../actions/records/reference.ts'
import type { Person } from '../../scripts/auth0/login-client/person.ts'
import { callIn } from '../../scripts/commands/usage.ts'
import { type OpenDemo, openDemo } from '../../scripts/demo/open-demo.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { createCertificate } from '../../scripts/local-tenant/certificate.ts'
import { closeServer, listenOnLoopback } from '../../scripts/local-tenant/listen-loopback.ts'
import { ROOT } from '../builders/a-checkout.ts'
import { type DeployedTenant, deployedTenant } from '../journeys/deployed-tenant.ts'
import { isChromiumMissing, launchChromium, openPage } from './launch-chromium.ts'

describe.skipIf(isChromiumMissing())(
  'what `npm start -- --keep` offers somebody at a browser',
  () => {
    let deployed: DeployedTenant
    let demo: OpenDemo
    let browser: Browser
    let folder: string
    const call = callIn({ root: ROOT, environmentVariables: {} })

    beforeAll(async () => {
      const certificate = await createCertificate()
      folder = await mkdtemp(join(tmpdir(), 'auth0-org-guard-test-'))
      ;[deployed, browser] = await Promise.all([
        deployedTenant({ certificate }),
        launchChromium(certificate.certificate),
      ])
      const ports = { 'Member Portal': await freePort(), Reports: await freePort() }
      await moveClient('Member Portal', ports['Member Portal'])
      await moveClient('Reports', ports.Reports)
      demo = await openDemo(deployed.running, certificate, { root: folder, call }, ports)
    })
    afterAll(async () => {
      await browser?.close()
      await demo?.stop()
      await deployed?.stop()
      await rm(folder, { recursive: true, force: true })
    })

    /** The declared ports may be taken here. */
    async function moveClient(name: 'Member Portal' | 'Reports', port: number): Promise<void> {
      const { management, names } = deployed.scene
      const origin = `http://127.0.0.1:${port}`
      await management.clients.update(idOf(names, 'clients', name), {
        // Some people are made by signing in once, with the declared callback.
        callbacks: [
          `${origin}/callback`,
          'http://127.0.0.1:4180/callback',
          'http://127.0.0.1:4182/callback',
        ],
        allowed_logout_urls: [origin],
      })
    }

    async function open(address: string): Promise<Page> {
      const page = await openPage(browser)
      await page.goto(address)
      return page
    }

    const press = (page: Page, name: string | RegExp): Promise<void> =>
      page.getByRole('button', { name }).click()

    async function fillIn(page: Page, { email, password }: Person, button: string): Promise<void> {
      await page.getByLabel('Email address').fill(email)
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: button, exact: true }).click()
    }

    const welcomed = async (page: Page): Promise<string | null> =>
      page.getByRole('heading', { level: 1 }).textContent()

    /** What support reads from what the page tells the person to hand over. */
    async function reasonOnPage(page: Page): Promise<string | undefined> {
      const alert = (await page.getByRole('alert').textContent()) ?? ''
      return openReference(alert, deployed.scene.keys)?.reason
    }

    test('password: let in, renewed, checked silently, signed out', async () => {
      const page = await open(demo.portal.url)
      await press(page, 'Continue to sign-in')
      await fillIn(page, demo.people.dora, 'Continue')
      expect(await welcomed(page)).toBe('Welcome, dora@example.com')
      for (const [button, told] of [
        ['Renew the tokens', 'Your tokens are renewed.'],
        ['Check silently', 'The tenant still knows you.'],
      ] as const) {
        await press(page, button)
        expect(await page.getByRole('status').textContent()).toBe(told)
      }
      await press(page, 'Sign out')
      expect(await welcomed(page)).toBe('Sign in')
    })

    test('password: refused with a reference, then another account of the company gets in', async () => {
      const page = await open(demo.portal.url)
      await press(page, 'Continue to sign-in')
      await fillIn(page, demo.people.drew, 'Continue')
      expect(await reasonOnPage(page)).toBe('EMAIL_DRIFT')
      await press(page, 'Sign in with another account')
      await press(page, /^Continue with Acme/)
      await fillIn(page, demo.upstreams.people.erin, 'Sign in')
      expect(await welcomed(page)).toBe('Welcome, Erin')
    })

    test('enterprise: the company changes an address, and the next sign-in is refused', async () => {
      const { erin } = demo.upstreams.people
      const page = await open(demo.portal.url)
      await press(page, 'Continue to sign-in')
      await press(page, /^Continue with Acme/)
      await fillIn(page, erin, 'Sign in')
      expect(await welcomed(page)).toBe('Welcome, Erin')
      const administrator = await open(`${demo.upstreams.acme.issuer}people`)
      const form = administrator.locator('form', { hasText: 'Erin' })
      await form.getByLabel('Email address').fill('erin.moved@acme.example.com')
      await form.getByRole('button', { name: 'Change address' }).click()
      await administrator.getByText('Changes count').waitFor()
      // Nobody asks the company while the tenant's session lives.
      await press(page, 'Check silently')
      expect(await welcomed(page)).toBe('Welcome, Erin')
      await press(page, 'Sign in with another account')
      await press(page, /^Continue with Acme/)
      await fillIn(page, { ...erin, email: 'erin.moved@acme.example.com' }, 'Sign in')
      expect(await reasonOnPage(page)).toBe('EMAIL_DRIFT')
    })

    test('social: let in where no organization is demanded', async () => {
      const page = await open(demo.reports.url)
      await page.getByLabel('Without an organization').check()
      await press(page, 'Continue to sign-in')
      await press(page, /google/i)
      await fillIn(page, demo.upstreams.people.gus, 'Sign in')
      expect(await welcomed(page)).toBe('Welcome, Gus')
    })

    test('invitation: a link first says who is signed in, and uses nothing up', async () => {
      const page = await open(demo.portal.url)
      await press(page, 'Continue to sign-in')
      await fillIn(page, demo.people.dora, 'Continue')
      await page.goto(`${demo.portal.url}/sign-in${demo.people.invitation}`)
      expect(await welcomed(page)).toBe('You are invited to Acme Ltd.')
      expect(await page.getByRole('strong').textContent()).toBe('dora@example.com')
      await press(page, 'Sign out first')
      await fillIn(page, demo.upstreams.people.ivan, 'Sign in')
      expect(await welcomed(page)).toBe('Welcome, Ivan')
    })

    test('invitation: is opened at once where somebody says so', async () => {
      const page = await open(`${demo.portal.url}/sign-in?invitation=t&organization=org_x`)
      expect(await welcomed(page)).toBe('You are invited')
      const asked = page.waitForRequest(/\/authorize/)
      await press(page, 'Open the invitation')
      const { searchParams } = new URL((await asked).url())
      expect(['invitation', 'organization'].map((name) => searchParams.get(name))).toEqual([
        't',
        'org_x',
      ])
    })
  },
)

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listenOnLoopback(server, 0)
  await closeServer(server)
  return port
}
