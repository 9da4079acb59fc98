import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { refresh, signIn } from '../../scripts/auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { type DoorAnswer, readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { DRIFT_FILES, DRIFT_SCOPES } from '../builders/drift-files.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/**
 * Somebody changes between logins, and nobody signs in: an event tells the guard, and what lives ends.
 * The rulebook believes the platform about memberships, which does not look again on a refresh: what is
 * refused here, the event has refused.
 */
type Mode = 'monitor' | 'enforce'
const SECRETS = ['OG_DRIFT_CLIENT_ID', 'OG_DRIFT_CLIENT_SECRET']
let deployed: DeployedTenant
let acme: string
let globex: string
const browsers: Browser[] = []

async function deploy(mode: Mode): Promise<DeployedTenant> {
  const tenant = await deployedTenant({
    environment: {
      capabilities: { organizationOnRefresh: true, refreshTokenMetadata: true },
      administration: { revocation: true },
      overrides: { drift: { mode } },
      secrets: [
        'ACME_OIDC_CLIENT_SECRET',
        'GOOGLE_CLIENT_SECRET',
        'OG_CLIENT_ID',
        'OG_CLIENT_SECRET',
        'OG_DOMAIN',
        'OG_SIGNING_KEY',
        ...SECRETS,
      ],
    },
    files: DRIFT_FILES,
  })
  await giveClient(tenant)
  return tenant
}

/** Its machine client, made as a team would make it, with the least scopes that do. */
async function giveClient({ scene, running }: DeployedTenant): Promise<void> {
  const { management, address } = scene
  const client = await management.clients.create({ name: 'Drift', app_type: 'non_interactive' })
  const { client_id = '', client_secret = '' } = client
  const audience = `https://${address.domain}/api/v2/`
  await management.clientGrants.create({ client_id, audience, scope: [...DRIFT_SCOPES] })
  const [action] = (await management.actions.list({ actionName: 'org-guard-event-stream' })).data
  const id = action?.id ?? ''
  const secrets = action?.secrets ?? []
  const given: Record<string, string> = {
    OG_DRIFT_CLIENT_ID: client_id,
    OG_DRIFT_CLIENT_SECRET: client_secret,
  }
  await management.actions.update(id, {
    secrets: secrets.map(({ name = '' }) => ({
      name,
      ...(given[name] === undefined ? {} : { value: given[name] }),
    })),
  })
  running.control.advance(1_000)
  await management.actions.deploy(id)
}

let people = 0
async function enrol(organizations: readonly string[]): Promise<{ person: Person; id: string }> {
  people += 1
  const person = createPerson('Robin', `robin-${people}@acme.example.com`)
  return { person, id: await createAdministrator(deployed.scene).enrol(person, organizations) }
}

const portal = () => deployed.scene.applications['Member Portal']
const newBrowser = (): Browser => {
  const browser = openBrowser(deployed.running.certificate)
  browsers.push(browser)
  return browser
}
const enter = (browser: Browser, person: Person, organization: string, prompt?: 'none') =>
  signIn(portal(), browser, person, {
    organization,
    ...(prompt === undefined ? {} : { prompt }),
  })
const tokenOf = (answer: DoorAnswer) => (answer.kind === 'admitted' ? answer.refreshToken : null)
const told = (answer: DoorAnswer): string => {
  const { decision, reason } = readOutcome(answer, deployed.scene.keys, () => '')
  return answer.kind === 'refused' ? reason.replace(/:.*/s, '') : decision
}
/** Events that are due are delivered; those that failed are tried again. */
async function delivered(): Promise<readonly string[]> {
  const { control } = deployed.running
  for (let step = 0; step < 6; step += 1) {
    await control.settleEvents()
    control.advance(4_000)
  }
  return control.events().map(({ status }) => status)
}
const live = async (id: string) => {
  const { users } = deployed.scene.management
  const sessions = (await users.sessions.list(id)).data
  const tokens = (await users.refreshToken.list(id)).data
  return { sessions: sessions.length, tokens: tokens.length }
}
const driftLines = () => deployed.logLines().filter((line) => line.startsWith('og drift'))
const remove = (organization: string, id: string) =>
  deployed.scene.management.organizations.members.delete(organization, { members: [id] })

function openTenant(mode: Mode): void {
  beforeAll(async () => {
    deployed = await deploy(mode)
    acme = idOf(deployed.scene.names, 'organizations', 'acme')
    globex = idOf(deployed.scene.names, 'organizations', 'globex')
  })
  afterAll(async () => {
    for (const browser of browsers.splice(0)) browser.close()
    await deployed?.stop()
  })
}

describe('enforced', () => {
  openTenant('enforce')
  beforeEach(() => deployed.running.control.clearFaults())
  afterEach(async () => {
    const { control } = deployed.running
    control.setSwitches({ eventsRepeated: false, eventsUnordered: false })
    await delivered()
  })

  test('a login by itself ends nothing', async () => {
    const { person, id } = await enrol(['acme'])
    await enter(newBrowser(), person, acme)
    expect(await delivered()).toEqual([])
    expect(await live(id)).toEqual({ sessions: 1, tokens: 1 })
  })

  test('a removed member loses session, silent login and refresh; without the event only time would', async () => {
    const { management } = deployed.scene
    const { person, id } = await enrol(['acme'])
    const browser = newBrowser()
    const first = await enter(browser, person, acme)
    const [stream] = (await management.eventStreams.list()).data
    await delivered()
    await management.eventStreams.update(stream?.id ?? '', { status: 'disabled' })
    await remove(acme, id)
    const unheard = await refresh(portal(), tokenOf(first))
    await management.eventStreams.update(stream?.id ?? '', { status: 'enabled' })
    await management.organizations.members.create(acme, { members: [id] })
    await remove(acme, id)
    expect(await delivered()).toEqual([])
    const silent = await enter(browser, person, acme, 'none')
    const heard = await refresh(portal(), tokenOf(unheard))
    expect([told(unheard), told(silent), told(heard)]).toEqual([
      'admitted',
      'login_required',
      'invalid_grant',
    ])
    expect(await live(id)).toEqual({ sessions: 0, tokens: 0 })
  })

  test('an address that a back end changed ends everything that was locked to the old one', async () => {
    const { person, id } = await enrol(['acme'])
    const first = await enter(newBrowser(), person, acme)
    await deployed.scene.management.users.update(id, { email: 'someone@else.example.com' })
    expect(await delivered()).toEqual([])
    expect(told(await refresh(portal(), tokenOf(first)))).toBe('invalid_grant')
    expect(await live(id)).toEqual({ sessions: 0, tokens: 0 })
  })

  test('a block in one of two organizations ends what is of it, and nothing else; it is lifted by nobody', async () => {
    const { management } = deployed.scene
    const { person, id } = await enrol(['acme', 'globex'])
    const browser = newBrowser()
    const inAcme = await enter(browser, person, acme)
    const inGlobex = await enter(browser, person, globex)
    await createAdministrator(deployed.scene).block(id, 'acme')
    const before = (await management.users.get(id)).app_metadata
    expect(await delivered()).toEqual([])
    expect([
      told(await refresh(portal(), tokenOf(inAcme))),
      told(await refresh(portal(), tokenOf(inGlobex))),
      (await live(id)).sessions,
    ]).toEqual(['invalid_grant', 'admitted', 1])
    expect((await management.users.get(id)).app_metadata).toEqual(before)
  })

  test('whoever is suspended loses everything, told twice and in no order', async () => {
    const { person, id } = await enrol(['acme', 'globex'])
    deployed.running.control.setSwitches({ eventsRepeated: true, eventsUnordered: true })
    const browser = newBrowser()
    await enter(browser, person, acme)
    await enter(browser, person, globex)
    await createAdministrator(deployed.scene).block(id, '*')
    await remove(globex, id)
    expect(await delivered()).toEqual([])
    expect(await live(id)).toEqual({ sessions: 0, tokens: 0 })
  })

  test.each([
    ['/api/v2/users/*/sessions', 429],
    ['/api/v2/users/*/refresh-tokens', 500],
    ['/api/v2/users/*', 500],
    ['/api/v2/users/*/organizations', 429],
    ['/api/v2/organizations/*', 503],
    ['/api/v2/clients/*', 500],
    ['/api/v2/sessions/*', 429],
    ['/api/v2/refresh-tokens/*', 500],
  ])('%s answers %i once, and the next attempt makes it whole', async (path, status) => {
    const { person, id } = await enrol(['acme'])
    await enter(newBrowser(), person, acme)
    await delivered()
    const before = driftLines().length
    await remove(acme, id)
    deployed.running.control.addFault({ path, status })
    expect(await delivered()).toEqual([])
    expect(await live(id)).toEqual({ sessions: 0, tokens: 0 })
    const outcomes = driftLines()
      .slice(before)
      .map((line) => line.includes(' failed '))
    expect([outcomes[0], outcomes.at(-1)]).toEqual([true, false])
  })

  test('what fails for good lies there, and is whole when it is asked for again', async () => {
    const { management } = deployed.scene
    const { control } = deployed.running
    const { person, id } = await enrol(['acme'])
    await enter(newBrowser(), person, acme)
    await delivered()
    await remove(acme, id)
    control.addFault({ path: '/api/v2/sessions/*', status: 500, times: 1_000 })
    expect(await delivered()).toEqual(['failed'])
    control.clearFaults()
    const [stream] = (await management.eventStreams.list()).data
    const streamId = stream?.id ?? ''
    const [failed] = (await management.eventStreams.deliveries.list(streamId)).data
    await management.eventStreams.redeliveries.createById(streamId, failed?.id ?? '')
    expect(await delivered()).toEqual([])
    expect(await live(id)).toEqual({ sessions: 0, tokens: 0 })
  })

  test('what it logs names nobody', () => {
    expect(driftLines().length).toBeGreaterThan(10)
    expect(driftLines().join('\n')).not.toMatch(/@|auth0\||robin/i)
  })
})

describe('monitored', () => {
  openTenant('monitor')

  test('a removed member keeps everything, and the log says what would have ended', async () => {
    const { person, id } = await enrol(['acme'])
    const first = await enter(newBrowser(), person, acme)
    await delivered()
    await remove(acme, id)
    expect(await delivered()).toEqual([])
    expect(told(await refresh(portal(), tokenOf(first)))).toBe('admitted')
    expect(await live(id)).toEqual({ sessions: 1, tokens: 1 })
    expect(driftLines().at(-1)).toMatch(
      /^og drift organization\.member\.deleted evt_\w+ mode=monitor judged=2 ended=0 refused=NOT_MEMBER:2 calls=\d+ rulebook=\w{8}\s*$/,
    )
  })
})
