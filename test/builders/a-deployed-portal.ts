import { join } from 'node:path'
import { fillIn } from '../../scripts/auth0/login-client/application.ts'
import type { Browser, Fields, Page } from '../../scripts/auth0/login-client/browser.ts'
import { openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import type { Person } from '../../scripts/auth0/login-client/person.ts'
import { signInUpstream } from '../../scripts/auth0/login-client/sign-in-upstream.ts'
import { writeCertificate } from '../../scripts/demo/certificate-file.ts'
import { variablesFor } from '../../scripts/demo/render-exports.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { openPortal } from '../../scripts/portal/open-portal.ts'
import type { DeployedTenant } from '../journeys/deployed-tenant.ts'

export type DeployedPortal = {
  readonly url: string
  /**
   * Signs somebody in at the portal, to Acme, as a browser would.
   * @param way the connection whose button is pressed, a password is filled in when absent; the browser,
   *   a new one when absent
   */
  enter(
    person: Person,
    way?: { readonly connection?: string; readonly browser?: Browser },
  ): Promise<PortalVisit>
  stop(): Promise<void>
}

export type PortalVisit = {
  /** Where the sign-in ended. */
  readonly first: Page
  open(path: string): Promise<Page>
  /** The same of a page that asks for a sign-in of the last minutes first. */
  openAnew(path: string): Promise<Page>
  /**
   * Fills in the form of a page that leads to the path `action`, and sends it.
   * @returns what the next page says of it
   */
  send(path: string, action: string, fields?: Fields): Promise<string>
  /** The same with a form of the page that was made to lead there: the page itself offers none. */
  sendUnoffered(path: string, action: string, fields?: Fields): Promise<string>
}

/**
 * `npm run portal`, beside a deployed tenant, on a port of its own.
 * @param variables beside those of a local tenant
 */
export async function aDeployedPortal(
  deployed: DeployedTenant,
  variables: Readonly<Record<string, string>> = {},
): Promise<DeployedPortal> {
  const { running, staged, scene } = deployed
  const { root } = staged.project
  const file = await writeCertificate(root, running)
  const portal = await openPortal(
    { environment: 'local', audit: join(root, 'audit.ndjson'), port: 0 },
    {
      root,
      environmentVariables: { ...variablesFor(running, file), ...variables },
      nowMs: () => running.clock.now(),
      print: () => {},
      progress: () => {},
      untilStopped: async () => {},
    },
  )
  // The declared port may be taken here.
  await scene.management.clients.update(idOf(scene.names, 'clients', 'Back Office'), {
    callbacks: [`${portal.url}/callback`],
    allowed_logout_urls: [portal.url],
  })
  const browsers: Browser[] = []
  return {
    url: portal.url,
    enter: async (person, { connection, browser = openBrowser(running.certificate) } = {}) => {
      browsers.push(browser)
      const first = await signIn(browser, portal.url, person, connection)
      return visitPortal(browser, portal.url, { first, person })
    },
    stop: async () => {
      for (const browser of browsers) browser.close()
      await portal.stop()
    },
  }
}

async function signIn(
  browser: Browser,
  url: string,
  person: Person,
  connection: string | undefined,
): Promise<Page> {
  const away = await browser.visit(`${url}/sign-in?organization=acme`)
  const asked = await browser.visit(away.url)
  const answer =
    connection === undefined
      ? await fillIn(browser, asked, person)
      : await signInUpstream(browser, await press(browser, asked, connection), {
          ...person,
          identifier: person.email,
        })
  return answer.url.origin === url ? browser.visit(answer.url) : answer
}

/** Each connection has a form of its own, with the same target. */
const press = (browser: Browser, page: Page, connection: string): Promise<Page> =>
  browser.submit(
    { ...page, forms: page.forms.filter(({ fields }) => fields.connection === connection) },
    {},
  )

type Entered = { readonly first: Page; readonly person: Person }

const visitPortal = (browser: Browser, url: string, { first, person }: Entered): PortalVisit => {
  const open = (path: string): Promise<Page> => browser.visit(`${url}${path}`)
  return {
    first,
    open,
    openAnew: async (path) => {
      const away = await browser.submit(await open(path), {}, { action: '/sign-in' })
      const answer = await fillIn(browser, await browser.visit(away.url), person)
      return browser.visit(answer.url)
    },
    send: async (path, action, fields = {}) => {
      const page = await browser.submit(await open(path), fields, { action })
      return toldBy(page)
    },
    sendUnoffered: async (path, action, fields = {}) => {
      const page = await open(path)
      const forged = page.forms.map((form) => ({ ...form, action }))
      return toldBy(await browser.submit({ ...page, forms: forged }, fields, { action }))
    },
  }
}

/** What a page of the portal says of what was just done, or why a sign-in led nowhere. */
export const toldBy = ({ body, status }: Page): string =>
  /role="(?:status|alert)">\s*<p>(.*?)<\/p>/s.exec(body)?.[1] ?? `page ${status}`
