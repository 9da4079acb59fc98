import { beforeEach, expect } from 'vitest'
import { readGrants } from '../../../actions/records/grant-record.ts'
import { listInvitations } from '../../../scripts/administration/invitations.ts'
import { NotPermitted } from '../../../scripts/administration/not-permitted.ts'
import { sendInvitationAgain } from '../../../scripts/administration/send-invitation-again.ts'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import { type Administration, anAdministration, SEALING } from '../../builders/an-administration.ts'
import { changeClient } from '../../local-tenant/oidc/ask-token.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, addInvitation, NOON_MS } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration
const HOUR_MS = 3_600_000

beforeEach(async () => {
  desk = await anAdministration(scene)
  changeClient(scene, 'portal', { initiate_login_uri: 'https://app.example.com/login' })
})

const again = () =>
  sendInvitationAgain(desk.tools, desk.olivia, { invitation: 'uinv_1', inviter: 'Olivia' }, SEALING)
const invitations = () => [...scene.tenant.state.invitations.values()]

test('the new one takes its place: the same but for who invites, its days and its grant', async () => {
  const reader = await desk.tools.management.roles.create({ name: 'reader', description: '' })
  const former = addInvitation(scene, 'dan@acme.example.com', {
    roles: [reader.id ?? ''],
    inviter: { name: 'Somebody Else' },
    user_metadata: { locale: 'de' },
    created_at: new Date(NOON_MS - 20 * HOUR_MS).toISOString(),
    expires_at: new Date(NOON_MS + 28 * HOUR_MS).toISOString(),
  })
  expect(await listInvitations(desk.tools, desk.olivia)).toMatchObject([
    { id: 'uinv_1', roles: ['reader'], maySendAgain: true },
  ])
  await again()
  const endMs = NOON_MS + 48 * HOUR_MS
  expect(invitations()).toEqual([
    {
      ...former,
      id: expect.not.stringMatching(/^uinv_1$/),
      ticket_id: expect.not.stringMatching(/^ticket-1$/),
      inviter: { name: 'Olivia' },
      app_metadata: { invited: true, og_grant: expect.anything() },
      created_at: new Date(NOON_MS).toISOString(),
      expires_at: new Date(endMs).toISOString(),
    },
  ])
  const [stored] = invitations()
  const { og_grant } = stored?.app_metadata ?? {}
  expect(readGrants(og_grant, SEALING.publicKey, desk.tools.tenantId)).toEqual([
    {
      id: expect.any(String),
      organization: ACME,
      mark: expect.any(String),
      expiresAtMs: endMs,
    },
  ])
})

test('with a role that no administrator may give it is not sent again, and the list says so', async () => {
  addInvitation(scene, 'dan@acme.example.com')
  const before = structuredClone(invitations())
  expect(await listInvitations(desk.tools, desk.olivia)).toMatchObject([
    { id: 'uinv_1', roles: [], maySendAgain: false },
  ])
  await expect(again()).rejects.toThrow(NotPermitted)
  expect(invitations()).toEqual(before)
})

test('one that was withdrawn is not sent again', async () => {
  await expect(again()).rejects.toThrow(NotPermitted)
  expect(invitations()).toEqual([])
})

test('where its connection lets nobody in any more the tenant refuses it, which is said, and the former stays', async () => {
  addInvitation(scene, 'dan@acme.example.com', { roles: [], connection_id: 'con_members' })
  scene.tenant.state.organizationConnections = []
  const before = structuredClone(invitations())
  const said = await again().catch((error: unknown) => error)
  expect(said).toBeInstanceOf(UserFault)
  expect((said as UserFault).faults.map(({ code }) => code)).toEqual(['invitation_refused'])
  expect(invitations()).toEqual(before)
})
