import { afterAll, beforeAll, expect, test } from 'vitest'
import { signIn } from '../../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../../scripts/auth0/login-client/browser.ts'
import { createPerson } from '../../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../../scripts/journey/administrator.ts'
import { idOf } from '../../../scripts/journey/scene.ts'
import { anOperator, faultCodesOf, type RunCommand } from '../../builders/an-operator.ts'
import { type DeployedTenant, deployedTenant } from '../../journeys/deployed-tenant.ts'

const bob = createPerson('Bob', 'bob@globex.example.com')
let deployed: DeployedTenant
let run: RunCommand
let acme: string
let globex: string

beforeAll(async () => {
  deployed = await deployedTenant()
  const { scene } = deployed
  run = await anOperator(deployed)
  acme = idOf(scene.names, 'organizations', 'acme')
  globex = idOf(scene.names, 'organizations', 'globex')
  await createAdministrator(scene).enrol(bob, ['globex'])
})
afterAll(() => deployed?.stop())

/** Bob, signed in to Globex, opens the link that was sent to somebody else. */
async function openForeignLink(address: string): Promise<string> {
  const { scene } = deployed
  const application = scene.applications['Member Portal']
  const { invitation_url: url = '' } = await scene.management.organizations.invitations.create(
    acme,
    {
      inviter: { name: 'Olivia' },
      invitee: { email: address },
      client_id: idOf(scene.names, 'clients', 'Member Portal'),
      send_invitation_email: false,
    },
  )
  const invitation = new URL(url).searchParams.get('invitation') ?? ''
  const browser = openBrowser(scene.address.certificate)
  await signIn(application, browser, bob, { organization: globex })
  const answer = await signIn(application, browser, bob, { organization: acme, invitation })
  browser.close()
  return answer.kind === 'refused' ? answer.error : answer.kind
}

test('nothing is listed where no invitation was used up', async () => {
  expect(await run(['state', 'invitations'])).toEqual({
    exit: 0,
    lines: ['no invitation was used up without making a member'],
  })
})

test('administrators see who came with which invitation, newest first, and where', async () => {
  expect(await openForeignLink('ann@acme.example.com')).toBe('access_denied')
  deployed.running.clock.advance(60_000)
  expect(await openForeignLink('amy@acme.example.com')).toBe('access_denied')
  const { exit, lines } = await run(['state', 'invitations'])
  const why = 'the specified account is not allowed to accept the current invitation'
  expect(exit).toBe(0)
  expect(lines.slice(2).map((line) => line.split(/ {2,}/).slice(1))).toEqual([
    ['acme', 'amy@acme.example.com', bob.email, why],
    ['acme', 'ann@acme.example.com', bob.email, why],
  ])
  expect((await run(['state', 'invitations', '--organization', 'acme'])).lines).toEqual(lines)
  expect((await run(['state', 'invitations', '--organization', 'globex'])).lines).toEqual([
    'no invitation was used up without making a member',
  ])
  expect(faultCodesOf(await run(['state', 'invitations', '--organization', 'acmee']))).toEqual([
    'name_unknown',
  ])
})

test('what the log holds cannot forge a line', async () => {
  const { logs } = deployed.running.tenant.state
  logs.push({
    _id: 'z',
    log_id: 'z',
    date: '2027-01-01T00:00:00.000Z',
    type: 'fi',
    description: 'x',
    user_name: 'eve\n2027-01-01T00:00:00.000Z  acme  forged@example.com',
  })
  const { lines } = await run(['state', 'invitations'])
  expect(lines.filter((line) => line.includes('forged'))).toHaveLength(1)
  expect(lines.some((line) => line.startsWith('2027') && !line.includes('eve'))).toBe(false)
})
