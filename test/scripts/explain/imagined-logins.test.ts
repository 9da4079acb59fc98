import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LOGIN_POLICIES } from '../../../policies/login/decide.ts'
import { refresh, signIn } from '../../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../../scripts/auth0/login-client/browser.ts'
import { createPerson } from '../../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../../scripts/journey/administrator.ts'
import { type ApplicationName, idOf } from '../../../scripts/journey/scene.ts'
import {
  anOperator,
  type CommandRun,
  faultCodesOf,
  type RunCommand,
} from '../../builders/an-operator.ts'
import { type DeployedTenant, deployedTenant } from '../../journeys/deployed-tenant.ts'

const ann = createPerson('Ann', 'ann@acme.example.com')

let deployed: DeployedTenant
let snapshot: ReturnType<DeployedTenant['running']['control']['snapshot']>
let run: RunCommand
let userId: string

beforeAll(async () => {
  deployed = await deployedTenant()
  userId = await createAdministrator(deployed.scene).enrol(ann, ['acme', 'globex'])
  run = await anOperator(deployed)
  snapshot = deployed.running.control.snapshot()
})
beforeEach(() => deployed.running.control.restore(snapshot))
afterAll(() => deployed?.stop())

const imagine = (...more: readonly string[]): Promise<CommandRun> =>
  run(['explain', '--user', userId, ...more])
const toPortal = ['--client', 'Member Portal']
const toAcme = [...toPortal, '--organization', 'acme']

const linesOf = ({ lines }: CommandRun, label: string): readonly string[] =>
  lines.flatMap((line) => (line.startsWith(`${label} `) ? [line.slice(label.length).trim()] : []))

/** A login through the deployed bundle; what it logged, and its refresh token. */
async function login(
  organization: string | null,
  application: ApplicationName = 'Member Portal',
): Promise<{ readonly log: string; readonly refreshToken: string | null }> {
  const { scene } = deployed
  const browser = openBrowser(scene.address.certificate)
  const request =
    organization === null ? {} : { organization: idOf(scene.names, 'organizations', organization) }
  const answer = await signIn(scene.applications[application], browser, ann, request)
  browser.close()
  const refreshToken = answer.kind === 'admitted' ? answer.refreshToken : null
  return { log: lastLog(), refreshToken }
}
const lastLog = (): string => deployed.logLines().at(-1)?.trim() ?? ''

describe('a login that did not happen is decided as one that did', () => {
  test.each<[string, readonly string[], string | null, ApplicationName, 0 | 4]>([
    ['to an organization', toAcme, 'acme', 'Member Portal', 0],
    ['without one, where it is demanded', toPortal, null, 'Member Portal', 4],
    ['without one, where that is watched', ['--client', 'Reports'], null, 'Reports', 0],
  ])('%s', async (_what, options, organization, application, exit) => {
    const ran = await imagine(...options)
    const { log } = await login(organization, application)
    expect([ran.exit, linesOf(ran, 'log')]).toEqual([exit, [log]])
  })

  test('for somebody whose address was moved', async () => {
    await login('acme')
    await createAdministrator(deployed.scene).changeAddress(userId, 'ann@new.example.com')
    const ran = await imagine(...toAcme)
    expect([ran.exit, linesOf(ran, 'decision')]).toEqual([4, ['deny EMAIL_DRIFT by email-lock']])
  })

  test('for somebody whom one organization blocked', async () => {
    await createAdministrator(deployed.scene).block(userId, 'acme')
    const exits = [
      (await imagine(...toAcme)).exit,
      (await imagine(...toPortal, '--organization', 'globex')).exit,
    ]
    expect(exits).toEqual([4, 0])
  })

  test('at the door refresh', async () => {
    const { refreshToken } = await login('acme')
    const ran = await imagine(...toAcme, '--door', 'refresh')
    const answer = await refresh(deployed.scene.applications['Member Portal'], refreshToken)
    expect([answer.kind, ran.exit, linesOf(ran, 'log')]).toEqual(['admitted', 0, [lastLog()]])
  })
})

test.each(['sign-in', 'silent', 'refresh', 'password', 'device', 'exchange'])(
  'the door %s is imagined as that',
  async (door) => {
    expect(linesOf(await imagine(...toAcme, '--door', door), 'door')).toEqual([door])
  },
)

test('every policy is shown', async () => {
  const { lines } = await imagine(...toAcme)
  const shown = lines.slice(2, 2 + LOGIN_POLICIES.length).map((line) => line.split(' ')[0])
  expect(shown).toEqual(LOGIN_POLICIES.map(({ id }) => id))
})

describe('to an organization that the person is no member of', () => {
  beforeEach(() => {
    const { management, names } = deployed.scene
    const globex = idOf(names, 'organizations', 'globex')
    return management.organizations.members.delete(globex, { members: [userId] })
  })
  const toGlobex = [...toPortal, '--organization', 'globex']

  test.each([['sign-in'], ['silent']])('Auth0 itself refuses at %s', async (door) => {
    const ran = await imagine(...toGlobex, '--door', door)
    expect([ran.exit, ran.lines]).toEqual([
      4,
      [
        'decision  native',
        `because   \`${userId}\` is no member of \`globex\`, and Auth0 itself would refuse before any Action runs`,
        'assumed   no connection of the organization makes whoever signs in through it a member',
      ],
    ])
  })

  test('and is not relied on at a refresh', async () => {
    const ran = await imagine(...toGlobex, '--door', 'refresh')
    expect([linesOf(ran, 'door'), linesOf(ran, 'assumed').filter(isAboutAuth0)]).toEqual([
      ['refresh'],
      [],
    ])
  })
})

const isAboutAuth0 = (line: string): boolean => line.startsWith('Auth0 itself')

describe('what had to be assumed is said', () => {
  const always = [
    'the person proved who they are just now',
    'the person signs in through the connection of their first identity',
    'nobody acts for the person, and no invitation is claimed',
  ]
  const inside = 'Auth0 itself lets the person into the organization'
  const issued = 'the refreshed token was issued in the organization that you named'

  test.each<[string, readonly string[], readonly string[]]>([
    ['without organization', toPortal, always],
    ['in one', toAcme, [...always, inside]],
    ['on refresh', [...toAcme, '--door', 'refresh'], [...always, inside, issued]],
  ])('%s', async (_what, options, assumed) => {
    expect(linesOf(await imagine(...options), 'assumed')).toEqual(assumed)
  })
})

test('nothing is written', async () => {
  const admin = createAdministrator(deployed.scene)
  const before = await admin.snapshot(userId)
  await imagine(...toAcme)
  expect(await admin.snapshot(userId)).toBe(before)
})

describe('refused, with what to do', () => {
  test.each<[string, readonly string[], Readonly<Record<string, string>>, readonly string[]]>([
    ['an unknown client', ['--client', 'Portal'], {}, ['name_unknown']],
    ['an unknown organization', [...toPortal, '--organization', 'x'], {}, ['name_unknown']],
    ['an unknown door', [...toAcme, '--door', 'window'], {}, ['option_invalid']],
    [
      'no credentials',
      toAcme,
      { AUTH0_CLIENT_ID: '', AUTH0_CLIENT_SECRET: '' },
      ['credential_missing', 'credential_missing'],
    ],
    ['a wrong secret', toAcme, { AUTH0_CLIENT_SECRET: 'wrong' }, ['credentials_refused']],
  ])('%s', async (_what, options, variables, codes) => {
    const ran = await run(['explain', '--user', userId, ...options], variables)
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, codes])
  })

  test.each(['auth0|nobody', 'ann@acme.example.com'])('%s is no user id', async (id) => {
    const ran = await run(['explain', '--user', id, ...toAcme])
    expect([ran.exit, faultCodesOf(ran), ran.lines.at(-1)]).toEqual([
      2,
      ['user_unknown'],
      expect.stringContaining('such as `auth0|'),
    ])
  })

  test('a client that may not read all of it', async () => {
    const { clientId, clientSecret } = deployed.running.machineClients.guard
    const ran = await run(['explain', '--user', userId, ...toAcme], {
      AUTH0_CLIENT_ID: clientId,
      AUTH0_CLIENT_SECRET: clientSecret,
    })
    expect([ran.exit, new Set(faultCodesOf(ran))]).toEqual([2, new Set(['scope_missing'])])
  })
})
