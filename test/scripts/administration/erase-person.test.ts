import { beforeEach, describe, expect } from 'vitest'
import { markOf } from '../../../actions/records/address-mark.ts'
import { withErased } from '../../../actions/records/with-erased.ts'
import { deprovisionPerson } from '../../../scripts/administration/deprovision-person.ts'
import { erasePerson } from '../../../scripts/administration/erase-person.ts'
import { sendInvitation } from '../../../scripts/administration/invitations.ts'
import { relockMember } from '../../../scripts/administration/relock-member.ts'
import type { AdministrationSettings } from '../../../scripts/administration/tools.ts'
import {
  type Administration,
  anAdministration,
  operator,
  SEALING,
} from '../../builders/an-administration.ts'
import { over } from '../../builders/over.ts'
import { TEST_KEYS } from '../../builders/test-keys.ts'
import { changeClient } from '../../local-tenant/oidc/ask-token.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, GLOBEX, logIn, openApplication } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration

beforeEach(async () => {
  desk = await anAdministration(scene)
})

const withSettings = (differences: Partial<AdministrationSettings>) => ({
  ...desk.tools,
  settings: { ...desk.tools.settings, ...differences },
})
const metadataOf = (organization: string) =>
  Object.fromEntries(
    Object.entries(scene.tenant.state.organizations.get(organization)?.metadata ?? {}).filter(
      ([key]) => key.startsWith('og_'),
    ),
  )
const cut = (kind: 'address' | 'user-id', value: string) =>
  markOf(kind, value, TEST_KEYS, scene.tenant.tenantId).slice(9, 17)
const tombstoneOf = (userId: string, email: string) => ({
  og_erased: `${TEST_KEYS.id}${cut('user-id', userId)}${cut('address', email)}`,
})

describe('an erasure', () => {
  test('takes the account, and leaves a tombstone in each organization that knew it', async () => {
    const { cay } = desk.people
    const receipt = await erasePerson(desk.tools, operator, { person: cay.user_id })
    expect(scene.tenant.state.users.get(cay.user_id)).toBeUndefined()
    const tombstone = tombstoneOf(cay.user_id, 'cay@example.com')
    expect([metadataOf(ACME), metadataOf(GLOBEX)]).toEqual([tombstone, tombstone])
    expect(receipt).toMatchObject({
      operation: 'erase',
      organization: null,
      person: cay.user_id,
      changed: true,
      revoked: { sessions: 'all', refreshTokens: 'all' },
    })
    expect(desk.audit.map(({ phase, before, after }) => [phase, before, after])).toEqual([
      ['begun', { memberships: 2, places: 2, block: null }, null],
      [
        'ended',
        { memberships: 2, places: 2, block: null },
        { account: 'deleted', tombstones: 2, withdrawn: 0 },
      ],
    ])
  })

  test('reaches organizations that only the lock or a block still knows', async () => {
    const { ann } = desk.people
    await relockMember(desk.tools, operator, { person: ann.user_id, organization: GLOBEX })
    // What was locked under an address of before counts too.
    await desk.tools.management.users.update(ann.user_id, { email: 'ann@other.example.com' })
    await erasePerson(desk.tools, operator, { person: ann.user_id })
    expect(metadataOf(GLOBEX)).toEqual({
      og_erased: `${tombstoneOf(ann.user_id, 'ann@other.example.com').og_erased}${cut('address', 'ann@acme.example.com')}`,
    })
    const { bob } = desk.people
    const block = { o: ACME, r: 'DEPROVISIONED', t: 1 }
    await desk.tools.management.users.update(bob.user_id, {
      app_metadata: { og_block: { v: 1, b: [block, { o: '*', r: 'S', t: 1 }] } },
    })
    await erasePerson(desk.tools, operator, { person: bob.user_id })
    expect(JSON.stringify(metadataOf(ACME))).toContain(cut('user-id', bob.user_id))
  })

  test('reaches accounts that were linked, each by its id and its address', async () => {
    const { ann } = desk.people
    const linked = { email: 'ann@mailbox.example.com' }
    // The local tenant links no accounts: a profile as Auth0 shows one.
    const management = over(desk.tools.management, {
      users: over(desk.tools.management.users, {
        get: async (id: string) => {
          const profile = await desk.tools.management.users.get(id)
          const identities = [
            ...(profile.identities ?? []),
            {
              provider: 'google-oauth2',
              user_id: '117',
              connection: 'google',
              profileData: linked,
            },
          ]
          return { ...profile, identities }
        },
      }),
    })
    await erasePerson({ ...desk.tools, management }, operator, { person: ann.user_id })
    const cuts = [
      cut('user-id', ann.user_id),
      cut('user-id', 'google-oauth2|117'),
      cut('address', 'ann@acme.example.com'),
      cut('address', 'ann@mailbox.example.com'),
    ]
    expect(metadataOf(ACME)).toEqual({ og_erased: `${TEST_KEYS.id}${cuts.join('')}` })
  })

  test('keeps what else an organization says, and skips one that is gone', async () => {
    const { cay } = desk.people
    await desk.tools.management.organizations.update(ACME, { metadata: { og_status: 'active' } })
    await desk.tools.management.users.update(cay.user_id, {
      app_metadata: { og_block: { v: 1, b: [{ o: 'org_gone', r: 'S', t: 1 }] } },
    })
    await erasePerson(desk.tools, operator, { person: cay.user_id })
    expect(metadataOf(ACME)).toEqual({
      og_status: 'active',
      ...tombstoneOf(cay.user_id, 'cay@example.com'),
    })
  })

  test('says where there was no room, and then everybody needs a grant there', async () => {
    const { ann } = desk.people
    const marks = Array.from({ length: 360 }, (_, place) =>
      markOf('user-id', `auth0|${place}`, TEST_KEYS, scene.tenant.tenantId),
    )
    const { metadata } = withErased({}, marks)
    await desk.tools.management.organizations.update(ACME, { metadata: { ...metadata } })
    const { undone } = await erasePerson(desk.tools, operator, { person: ann.user_id })
    expect(metadataOf(ACME)).toEqual({ ...metadata, og_erased_all: '*' })
    expect(undone).toEqual([
      'the tenant’s log, and streams of it, keep what they hold until their own end',
      'an organization had no room for another tombstone: everybody who has no lock there needs a grant now',
    ])
  })

  test('where accounts are anonymised leaves one of nobody, shut out, member of nothing', async () => {
    const { cay } = desk.people
    const tools = withSettings({ departed: 'anonymise' })
    await desk.tools.management.users.update(cay.user_id, { phone_number: '+441632960001' })
    await erasePerson(tools, operator, { person: cay.user_id })
    const left = scene.tenant.state.users.get(cay.user_id)
    expect(left).toMatchObject({
      email: expect.stringMatching(/^receipt-\d+@departed\.invalid$/),
      blocked: true,
      app_metadata: { og_block: { v: 1, b: [{ o: '*', r: 'ERASED' }] } },
    })
    expect(JSON.stringify(left)).not.toMatch(/cay@|441632/)
    expect([desk.isMember(cay, ACME), desk.isMember(cay, GLOBEX)]).toEqual([false, false])
    expect(metadataOf(GLOBEX)).toEqual(tombstoneOf(cay.user_id, 'cay@example.com'))
  })

  test('de-provisioning that ends the account leaves a tombstone too; one that keeps it does not', async () => {
    const { ann, cay } = desk.people
    await deprovisionPerson(withSettings({ departed: 'keep' }), desk.olivia, {
      person: ann.user_id,
    })
    await deprovisionPerson(desk.tools, desk.olivia, { person: cay.user_id })
    expect(metadataOf(ACME)).toEqual({})
    // A former member is out of an administrator's reach.
    const request = { person: ann.user_id, organization: ACME }
    await deprovisionPerson(desk.tools, operator, request)
    expect(metadataOf(ACME)).toEqual(tombstoneOf(ann.user_id, 'ann@acme.example.com'))
  })
})

/** Everything that the tenant holds, as text, with where it is. */
function textsIn(value: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]]
  if (value instanceof Map) {
    return [...value].flatMap(([key, one]) => [
      [`${path}/${key}`, String(key)] as const,
      ...textsIn(one, `${path}/${key}`),
    ])
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => [
    [`${path}/${key}`, key] as const,
    ...textsIn(one, `${path}/${key}`),
  ])
}

test('after an erasure no address is anywhere in the tenant, but in its log and in mailboxes', async () => {
  const { ann } = desk.people
  const portal = await openApplication(scene)
  changeClient(scene, 'portal', { initiate_login_uri: 'https://app.example.com/login' })
  const request = { organization: ACME, scope: 'openid offline_access email' }
  await logIn(scene, portal, scene.newBrowser(), ann, request)
  const invitation = { address: 'Ann@acme.example.com', inviter: 'Olivia', clientId: 'portal' }
  await sendInvitation(desk.tools, desk.olivia, invitation, SEALING)
  const found = () =>
    textsIn(scene.tenant.state)
      .filter(([, text]) => /ann(@|%40)acme/i.test(text))
      .map(([path]) => path.split('/')[1])
  expect(new Set(found())).toEqual(new Set(['users', 'invitations', 'logs', 'outbox']))
  await erasePerson(desk.tools, operator, { person: ann.user_id })
  expect(new Set(found())).toEqual(new Set(['logs', 'outbox']))
})
