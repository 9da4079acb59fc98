import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openReference } from '../../actions/records/reference.ts'
import { createPerson, type Person } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { createCertificate } from '../../scripts/local-tenant/certificate.ts'
import { aDeployedPortal, type DeployedPortal } from '../builders/a-deployed-portal.ts'
import { type DeployedTenant, deployedTenant } from '../journeys/deployed-tenant.ts'
import { isChromiumMissing, launchChromium, openPage } from './launch-chromium.ts'

const olivia = createPerson('Olivia', 'olivia@example.com')
const ann = createPerson('Ann', 'ann@example.com')
const cay = createPerson('Cay', 'cay@example.com')
const dan = createPerson('Dan', 'dan@example.com')

describe.skipIf(isChromiumMissing())('the portal, on the deployed guard', () => {
  let deployed: DeployedTenant
  let portal: DeployedPortal
  let browser: Browser

  beforeAll(async () => {
    const certificate = await createCertificate()
    const environment = { overrides: { administration: { grantableRoles: ['Member'] } } }
    ;[deployed, browser] = await Promise.all([
      deployedTenant({ certificate, environment }),
      launchChromium(certificate.certificate),
    ])
    portal = await aDeployedPortal(deployed, { OG_PORTAL_PROXIES: '1' })
    await prepare()
  })
  afterAll(async () => {
    await browser?.close()
    await portal?.stop()
    await deployed?.stop()
  })

  /** Olivia holds the role in Acme. */
  async function prepare(): Promise<void> {
    const { management, names } = deployed.scene
    const administrator = createAdministrator(deployed.scene)
    const id = await administrator.enrol(olivia, ['acme'])
    await administrator.enrol(ann, ['acme'])
    await administrator.enrol(cay, ['acme'])
    await administrator.enrol(dan, ['acme'])
    for await (const { id: role, name } of await management.roles.list()) {
      if (name !== 'Organization Admin' || role === undefined) continue
      const acme = idOf(names, 'organizations', 'acme')
      await management.organizations.members.roles.assign(acme, id, { roles: [role] })
    }
  }

  const press = (page: Page, name: string): Promise<void> =>
    page.getByRole('button', { name, exact: true }).click()

  let visitors = 0
  /**
   * Somebody at an address of their own, as behind a proxy: all of them together are more than the portal answers
   * to one, and a page that it refuses for that is waited for without a word.
   */
  async function openVisit(): Promise<Page> {
    visitors += 1
    const page = await openPage(browser)
    await page.setExtraHTTPHeaders({ 'x-forwarded-for': `192.0.2.${visitors}` })
    return page
  }

  async function signIn(person: Person): Promise<Page> {
    const page = await openVisit()
    await page.goto(portal.url)
    await page.getByLabel('Organization').fill('acme')
    await press(page, 'Continue to sign-in')
    await fillIn(page, person)
    return page
  }

  async function fillIn(page: Page, { email, password }: Person): Promise<void> {
    await page.getByLabel('Email address').fill(email)
    await page.getByLabel('Password').fill(password)
    await press(page, 'Continue')
  }

  async function openMember(page: Page, { email }: Person): Promise<void> {
    await page.goto(`${portal.url}/members`)
    await page.getByRole('link', { name: email }).click()
  }

  const heading = (page: Page): Promise<string | null> =>
    page.getByRole('heading', { level: 1 }).textContent()
  const told = (page: Page): Promise<string | null> => page.getByRole('status').textContent()
  const mailsTo = (address: string): readonly string[] =>
    deployed.running.control.outbox(address).map(({ kind }) => kind)

  test('an administrator blocks a person, who is refused, and lifts the block again', async () => {
    const page = await signIn(olivia)
    expect(await heading(page)).toBe('My account')
    await openMember(page, ann)
    await page.getByLabel('Reason').selectOption('Misuse suspected')
    await press(page, 'Block')
    expect(await told(page)).toContain('This person is blocked in your organization.')
    const refused = await signIn(ann)
    const alert = (await refused.getByRole('alert').textContent()) ?? ''
    expect(openReference(alert, deployed.scene.keys)?.reason).toBe('ORG_BLOCKED')
    await press(page, 'Unblock')
    expect(await told(page)).toContain('The block is lifted.')
    const admitted = await signIn(ann)
    expect(await heading(admitted)).toBe('My account')
    expect(await admitted.getByRole('link', { name: 'Members' }).count()).toBe(0)
  })

  test('mail reaches the person, and nobody else sees what it leads to', async () => {
    const page = await signIn(olivia)
    await openMember(page, ann)
    await press(page, 'Mail a link for a new password')
    expect(await told(page)).toContain('is on its way')
    await page.goto(`${portal.url}/invitations`)
    await page.getByLabel('Address to invite').fill('newcomer@example.com')
    await press(page, 'Send the invitation')
    expect(await told(page)).toContain('The invitation is on its way.')
    expect([mailsTo(ann.email), mailsTo('newcomer@example.com')]).toEqual([
      ['password-reset'],
      ['invitation'],
    ])
    await press(page, 'Send again the invitation to newcomer@example.com')
    expect(await told(page)).toContain('The invitation is on its way again.')
    expect(mailsTo('newcomer@example.com')).toEqual(['invitation', 'invitation'])
    await press(page, 'Withdraw the invitation to newcomer@example.com')
    expect(await told(page)).toContain('The invitation is withdrawn.')
    expect(await page.content()).not.toMatch(/ticket|change_password/)
  })

  test('an administrator corrects the name of a person, who sees it', async () => {
    const page = await signIn(olivia)
    await openMember(page, dan)
    await page.getByRole('link', { name: 'What you may change of it…' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Daniel')
    await press(page, 'Save')
    expect(await told(page)).toContain('The profile is changed.')
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Daniel')
    const own = await signIn(dan)
    expect(await own.getByLabel('Name', { exact: true }).inputValue()).toBe('Daniel')
  })

  test('a person is taken out after a question; signed out, nothing is open', async () => {
    const page = await signIn(olivia)
    await openMember(page, ann)
    await page.getByRole('link', { name: 'Remove from the organization' }).click()
    await press(page, 'Remove from the organization')
    expect(await told(page)).toContain('The person is no member any more.')
    expect(await page.getByRole('link', { name: ann.email }).count()).toBe(0)
    await press(page, 'Sign out')
    await page.waitForURL(`${portal.url}/`)
    await page.goto(`${portal.url}/members`)
    expect(await heading(page)).toBe('Sign in')
  })

  test('a person who leaves signs in again first, and confirms', async () => {
    const page = await signIn(cay)
    await page.getByRole('link', { name: 'Delete my account' }).click()
    expect(await page.getByRole('button', { name: 'Delete my account' }).count()).toBe(0)
    await press(page, 'Sign in again')
    await fillIn(page, cay)
    expect(await heading(page)).toBe('Delete my account?')
    await page.getByRole('checkbox').check()
    await press(page, 'Delete my account')
    expect(await heading(page)).toBe('You have left')
  })

  async function findsNothing(page: Page, what: string, width: number): Promise<void> {
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(),
    )
    expect([what, violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])]).toEqual([
      what,
      [],
    ])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  }

  test.each([
    [390, 'light'],
    [390, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const)('axe finds nothing at %i pixels, %s', async (width, colorScheme) => {
    const page = await signIn(olivia)
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    const own = (await page.getByRole('link', { name: 'Members' }).getAttribute('href')) ?? ''
    await page.goto(`${portal.url}${own}`)
    const hrefOf = async (name: string | RegExp): Promise<string> =>
      (await page.getByRole('link', { name }).getAttribute('href')) ?? ''
    // By whichever name he has by then.
    const [member, other] = [await hrefOf(olivia.email), await hrefOf(/^dan/i)]
    await page.goto(`${portal.url}/invitations`)
    await page.getByLabel('Address to invite').fill('open@example.com')
    await press(page, 'Send the invitation')
    const paths = [
      '/',
      '/account',
      '/members',
      member,
      `${member}/remove`,
      other,
      `${other}/profile`,
      '/invitations',
      '/refusals',
      '/account/leave',
      '/account/held',
      '/sign-in',
    ]
    for (const path of paths) {
      await page.goto(`${portal.url}${path}`)
      await findsNothing(page, path, width)
    }
    await page.goto(`${portal.url}/invitations`)
    await page.getByRole('checkbox', { name: 'Member' }).check()
    await page.getByLabel('Days that it is open').fill('31')
    // As a browser that judges nothing itself.
    await page.evaluate("document.querySelector('main form').noValidate = true")
    await press(page, 'Send the invitation')
    expect(await page.getByRole('alert').textContent()).toContain('from 1 to 30')
    expect(await page.getByRole('checkbox', { name: 'Member' }).isChecked()).toBe(true)
    await findsNothing(page, 'a wrong value', width)
  })
})
