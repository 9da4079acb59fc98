import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openReference } from '../../../actions/records/reference.ts'
import { fillIn } from '../../../scripts/auth0/login-client/application.ts'
import {
  type Browser,
  openBrowser,
  type Page,
} from '../../../scripts/auth0/login-client/browser.ts'
import { keepRunning } from '../../../scripts/commands/keep-running.ts'
import { EXIT } from '../../../scripts/ground/exit.ts'
import { lines } from '../../../scripts/ground/printing/lines.ts'
import { idOf } from '../../../scripts/journey/scene.ts'
import { createCertificate } from '../../../scripts/local-tenant/certificate.ts'
import { toldBy } from '../../builders/a-deployed-portal.ts'
import { commandsAt } from '../../builders/an-operator.ts'
import { type DeployedTenant, deployedTenant } from '../../journeys/deployed-tenant.ts'

/** What `npm start -- --keep` prints is all that is known here of the tenant that goes on. */
let deployed: DeployedTenant
let printed: string
let root: string
let stop: () => Promise<void>
const browsers: Browser[] = []

beforeAll(async () => {
  const certificate = await createCertificate()
  deployed = await deployedTenant({ certificate })
  root = deployed.staged.project.root
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const walked = { exit: EXIT.ok, json: {}, text: lines('walked') } as const
  const surroundings = {
    root,
    environmentVariables: {},
    nowMs: () => deployed.running.clock.now(),
    print: () => {},
    progress: () => {},
    untilStopped: () => ended,
  }
  const ports = { demo: { 'Member Portal': 0, Reports: 0 }, portal: 0 }
  const { text, meanwhile } = await keepRunning(
    walked,
    deployed.running,
    certificate,
    surroundings,
    ports,
  )
  printed = `${text}`
  const isOver = meanwhile?.()
  stop = async () => {
    end()
    await isOver
  }
  // The declared ports may be taken here.
  await move('Back Office', read(/^The portal of an organization: (\S+)$/m))
  await move('Member Portal', read(/^ *Member Portal +(\S+)$/m))
})
afterAll(async () => {
  for (const browser of browsers) browser.close()
  await stop?.()
  await deployed?.stop()
})

const read = (form: RegExp): string => {
  const [, found] = form.exec(printed) ?? []
  if (found === undefined) throw new Error(`the guide says nothing like ${form}`)
  return found
}

async function move(name: string, origin: string): Promise<void> {
  const { management, names } = deployed.scene
  await management.clients.update(idOf(names, 'clients', name), {
    callbacks: [`${origin}/callback`],
    allowed_logout_urls: [origin],
  })
}

const passwordOf = (address: string): string =>
  read(new RegExp(`^ *${address.replaceAll('.', '\\.')} +(\\S+)`, 'm'))

/** Opens an address of the guide, presses the button to sign in, and fills in what the guide says. */
async function signIn(browser: Browser, url: string, organization: string, email: string) {
  const away = await browser.submit(
    await browser.visit(url),
    { organization },
    { action: 'sign-in' },
  )
  const person = { name: '', email, password: passwordOf(email) }
  const answer = await fillIn(browser, await browser.visit(away.url), person)
  return browser.visit(answer.url)
}

/** What a POSIX shell makes of it, in parts that end with a zero byte. */
const shell = (script: string): readonly string[] =>
  execFileSync('/bin/sh', ['-c', script], { env: { PATH: process.env.PATH }, encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)

const newBrowser = (): Browser => {
  const browser = openBrowser(deployed.running.certificate)
  browsers.push(browser)
  return browser
}

const reasonOn = ({ body }: Page): string | undefined =>
  openReference(body.replaceAll(/<[^>]*>/g, ''), deployed.scene.keys)?.reason

test('the printed guide leads to the portal, where a person is blocked, and refused from then on', async () => {
  const portal = read(/^The portal of an organization: (\S+)$/m)
  const administrator = read(/^ *sign in to acme as (\S+), who may block people there$/m)
  const memberPortal = read(/^ *Member Portal +(\S+)$/m)
  const dora = 'dora@example.com'
  const office = newBrowser()
  expect((await signIn(office, portal, 'acme', administrator)).url.href).toBe(`${portal}/account`)

  const acme = idOf(deployed.scene.names, 'organizations', 'acme')
  const before = await signIn(newBrowser(), memberPortal, acme, dora)
  expect(before.body).toContain(`Welcome, ${dora}`)

  // The guide has a command that names Dora, by which she is found in the portal too.
  const words = shell(`printf '%s\\0' ${read(/^ *(?:npm run|npx \S+) (inspect .*)$/m)}`)
  const [name = '', ...rest] = words.filter((word) => word !== '--')
  const path = `/members/${encodeURIComponent(rest.at(-1) ?? '')}`
  const page = await office.visit(`${portal}${path}`)
  expect(page.body).toContain(dora)
  expect(toldBy(await office.submit(page, {}, { action: `${path}/block` }))).toBe(
    'This person is blocked in your organization.',
  )
  expect(reasonOn(await signIn(newBrowser(), memberPortal, acme, dora))).toBe('ORG_BLOCKED')

  const exports = printed.split('\n').filter((line) => line.startsWith('export '))
  const variables = shell([...exports, 'env -0'].join('\n')).map((line) => line.split(/=(.*)/s, 2))
  const run = commandsAt(root, Object.fromEntries(variables), () => deployed.running.clock.now())
  const inspected = await run([name, ...rest])
  expect(inspected).toEqual({
    exit: EXIT.ok,
    lines: expect.arrayContaining([
      expect.stringMatching(/^block {3}acme: \S+ since \S+, by \S+ \S+, without end$/),
    ]),
  })
})
