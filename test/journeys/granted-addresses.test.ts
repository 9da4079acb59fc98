import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import type { TenantSnapshot } from '../../scripts/local-tenant/snapshot.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/**
 * After the cut-over, where a membership needs an operator's grant (`newcomers: grant`): what deleting
 * and putting back a lock is good for, and how a grant arrives.
 */
let deployed: DeployedTenant
let empty: TenantSnapshot
const browsers: Browser[] = []

beforeAll(async () => {
  const lock = { newcomers: 'grant', cutOver: '2026-02-01' }
  deployed = await deployedTenant({
    // By domain, so that nobody is looked up.
    environment: {
      overrides: {
        policies: {
          'email-lock': lock,
          'signup-gate': { admit: 'domains', domains: ['acme.example.com', 'mailbox.example.com'] },
        },
      },
    },
  })
  empty = deployed.running.control.snapshot()
})
beforeEach(() => deployed.running.control.restore(empty))
afterAll(async () => {
  for (const browser of browsers) browser.close()
  await deployed?.stop()
})

const ann = createPerson('Ann', 'ann@acme.example.com')
const moved = { ...ann, email: 'ann@mailbox.example.com' }
const admin = () => createAdministrator(deployed.scene)

/** How a login ends, with fresh credentials. */
async function enter(
  person: Person,
  where: { organization?: string; invitation?: string } = {},
): Promise<string> {
  const { scene, running } = deployed
  const browser = openBrowser(running.certificate)
  browsers.push(browser)
  const organization = where.organization ?? 'acme'
  const answer = await signIn(scene.applications['Member Portal'], browser, person, {
    ...where,
    organization: organization.startsWith('org_')
      ? organization
      : idOf(scene.names, 'organizations', organization),
  })
  const { decision, reason } = readOutcome(answer, scene.keys, () => '')
  return reason === '' ? decision : reason
}

const users = () => deployed.scene.management.users
const write = (userId: string, app_metadata: Record<string, unknown>) =>
  users().update(userId, { app_metadata })
const lockOf = async (userId: string) => (await users().get(userId)).app_metadata?.og_lock

test('nobody comes in without a grant, and a grant is for its organization and address', async () => {
  const userId = await admin().enrol(ann, ['acme', 'globex'])
  expect(await enter(ann)).toBe('LOCK_MISSING')
  await write(userId, admin().grantFor(moved.email, 'acme'))
  expect(await enter(ann)).toBe('LOCK_MISSING')
  await write(userId, admin().grantFor(ann.email, 'acme'))
  expect(await enter(ann, { organization: 'globex' })).toBe('LOCK_MISSING')
  expect(await enter(ann)).toBe('admitted')
  // Locked now: the grant has served, and a known address is no grant elsewhere.
  await write(userId, { og_grant: null })
  expect(await enter(ann)).toBe('admitted')
  expect(await enter(ann, { organization: 'globex' })).toBe('LOCK_MISSING')
})

test('a lock that is deleted, or put back older, lets no other address in', async () => {
  const userId = await admin().enrol(ann, ['acme', 'globex'])
  await write(userId, admin().grantFor(ann.email, 'acme'))
  expect(await enter(ann)).toBe('admitted')
  const older = await lockOf(userId)
  await write(userId, admin().grantFor(ann.email, 'globex'))
  expect(await enter(ann, { organization: 'globex' })).toBe('admitted')
  await write(userId, { og_grant: null })
  await admin().changeAddress(userId, moved.email)
  for (const [og_lock, reason] of [
    [await lockOf(userId), 'EMAIL_DRIFT'],
    [older, 'EMAIL_DRIFT'],
    [null, 'LOCK_MISSING'],
  ] as const) {
    await write(userId, { og_lock })
    expect(await enter(moved)).toBe(reason)
    expect(await enter(moved, { organization: 'globex' })).not.toBe('admitted')
  }
})

test.each([true, false])(
  'a grant travels in an invitation; to accounts that were there before it comes: %s',
  async (reachesExisting) => {
    deployed.running.control.setSwitches({ invitationMetadataReachesExisting: reachesExisting })
    const { scene } = deployed
    const invite = async (person: Person) => {
      const { invitation_url: link } = await scene.management.organizations.invitations.create(
        idOf(scene.names, 'organizations', 'acme'),
        {
          inviter: { name: 'Olivia of the example company' },
          invitee: { email: person.email },
          client_id: idOf(scene.names, 'clients', 'Member Portal'),
          send_invitation_email: false,
          app_metadata: admin().grantFor(person.email, 'acme'),
        },
      )
      const { invitation, organization } = Object.fromEntries(new URL(link ?? '').searchParams)
      return { invitation, organization } as { invitation: string; organization: string }
    }
    const nora = createPerson('Nora', 'nora@acme.example.com')
    expect(await enter(nora, await invite(nora))).toBe('admitted')

    await admin().enrol(ann, [])
    const existing = await enter(ann, await invite(ann))
    expect(existing).toBe(reachesExisting ? 'admitted' : 'LOCK_MISSING')
  },
)
