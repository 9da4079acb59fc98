import { beforeEach, describe, expect } from 'vitest'
import { readGrants } from '../../../actions/records/grant-record.ts'
import { lockOwner } from '../../../actions/records/lock-owner.ts'
import { readRebinds } from '../../../actions/records/rebind-record.ts'
import { approveRebind } from '../../../scripts/administration/approve-rebind.ts'
import { blockMember, suspendPerson } from '../../../scripts/administration/block-member.ts'
import { grantAddress } from '../../../scripts/administration/grant-address.ts'
import {
  listInvitations,
  sendInvitation,
  withdrawInvitation,
} from '../../../scripts/administration/invitations.ts'
import { listMembers, readMember } from '../../../scripts/administration/list-members.ts'
import { NotPermitted } from '../../../scripts/administration/not-permitted.ts'
import type { Actor } from '../../../scripts/administration/prove-actor.ts'
import { relockMember } from '../../../scripts/administration/relock-member.ts'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import {
  type Administration,
  anAdministration,
  operator,
  SEALING,
} from '../../builders/an-administration.ts'
import { changeClient } from '../../local-tenant/oidc/ask-token.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, addPerson, GLOBEX, NOON_MS } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration

beforeEach(async () => {
  desk = await anAdministration(scene)
  changeClient(scene, 'portal', { initiate_login_uri: 'https://app.example.com/login' })
})

const shown = async () => {
  const { members } = await listMembers(desk.tools, desk.olivia)
  return Object.fromEntries(
    members.map(({ email, lock, block, isShutOut }) => [email, { lock, block, isShutOut }]),
  )
}

test('the members of the own organization are shown, with what stands against each there', async () => {
  const { ann, cay } = desk.people
  await relockMember(desk.tools, desk.olivia, { person: ann.user_id })
  await blockMember(desk.tools, operator, {
    person: ann.user_id,
    organization: GLOBEX,
    reason: 'SECURITY',
  })
  await relockMember(desk.tools, desk.olivia, { person: cay.user_id })
  await desk.tools.management.users.update(cay.user_id, { email: 'cay@elsewhere.example.com' })
  await suspendPerson(desk.tools, operator, { person: cay.user_id, reason: 'SECURITY' })
  const plain = { lock: 'none', block: 'none', isShutOut: false }
  expect(await shown()).toEqual({
    'olivia@acme.example.com': plain,
    'ann@acme.example.com': { ...plain, lock: 'matches' },
    'cay@elsewhere.example.com': { lock: 'differs', block: 'none', isShutOut: true },
  })
})

test('a former domain of the organization counts there, and of another it does not', async () => {
  const { ann } = desk.people
  await relockMember(desk.tools, desk.olivia, { person: ann.user_id })
  await desk.tools.management.users.update(ann.user_id, { email: 'ann@acme-group.example.com' })
  const lockUnder = async (...movers: readonly string[]) => {
    const equivalentDomains = movers.map((organization) => ({
      organization,
      from: 'acme.example.com',
      to: 'acme-group.example.com',
      untilMs: NOON_MS + 1,
    }))
    const tools = { ...desk.tools, equivalentDomains }
    return (await readMember(tools, desk.olivia, { person: ann.user_id })).lock
  }
  expect([await lockUnder(), await lockUnder(ACME), await lockUnder(GLOBEX)]).toEqual([
    'differs',
    'matches',
    'differs',
  ])
})

test('the connection of an account is shown where the organization has it, and to operators', async () => {
  const { ann, cay } = desk.people
  // Acme has `members` and nothing else.
  Object.assign(scene.tenant.state.users.get(cay.user_id) ?? {}, { connection: 'globex-sso' })
  const shownTo = async (actor: Actor) => {
    const { members } = await listMembers(desk.tools, actor, { organization: ACME })
    const listed = Object.fromEntries(members.map(({ person, connection }) => [person, connection]))
    const alone = await readMember(desk.tools, actor, { person: cay.user_id, organization: ACME })
    return [listed[ann.user_id], listed[cay.user_id], alone.connection]
  }
  expect([await shownTo(desk.olivia), await shownTo(operator)]).toEqual([
    ['members', null, null],
    ['members', 'globex-sso', 'globex-sso'],
  ])
})

test('a page is followed by the next one, and the last says so', async () => {
  for (let number = 0; number < 30; number += 1)
    await addPerson(scene, `p${number}@example.com`, [ACME])
  const first = await listMembers(desk.tools, desk.olivia)
  const second = await listMembers(desk.tools, desk.olivia, { from: first.next ?? '' })
  const people = new Set([...first.members, ...second.members].map(({ person }) => person))
  expect([first.members.length, second.members.length, second.next, people.size]).toEqual([
    25,
    8,
    null,
    33,
  ])
})

describe('invitations', () => {
  const invite = (address: string) =>
    sendInvitation(
      desk.tools,
      desk.olivia,
      { address, inviter: 'Olivia', clientId: 'portal' },
      SEALING,
    )

  test('one carries a grant for exactly its address, as long as it is open', async () => {
    await invite('Dan@Acme.example.com')
    const [invitation] = [...scene.tenant.state.invitations.values()]
    const grants = readGrants(
      invitation?.app_metadata.og_grant,
      SEALING.publicKey,
      desk.tools.tenantId,
    )
    expect(grants).toEqual([
      {
        id: expect.any(String),
        organization: ACME,
        mark: expect.any(String),
        expiresAtMs: NOON_MS + 7 * 86_400_000,
      },
    ])
    expect(await listInvitations(desk.tools, desk.olivia)).toEqual([
      {
        id: invitation?.id,
        address: 'dan@acme.example.com',
        inviter: 'Olivia',
        expiresAt: '2026-11-27T12:00:00.000Z',
        roles: [],
        maySendAgain: true,
      },
    ])
  })

  test('a role is given only where the rulebook lets administrators give it', async () => {
    const { management } = desk.tools
    const reader = await management.roles.create({ name: 'reader', description: '' })
    const request = { address: 'dan@acme.example.com', inviter: 'Olivia', clientId: 'portal' }
    const withRoles = (...roles: string[]) =>
      sendInvitation(desk.tools, desk.olivia, { ...request, roles }, SEALING)
    await expect(withRoles('admin')).rejects.toThrow(NotPermitted)
    await expect(withRoles('reader', 'admin')).rejects.toThrow(NotPermitted)
    await expect(withRoles('rol_admin')).rejects.toThrow(NotPermitted)
    await withRoles('reader')
    const sent = [...scene.tenant.state.invitations.values()].map(({ roles }) => roles)
    expect(sent).toEqual([[reader.id]])
  })

  test('sent again it replaces the open one; withdrawn it is gone', async () => {
    await invite('dan@acme.example.com')
    await invite('DAN@acme.example.com')
    await invite('eve@acme.example.com')
    const open = await listInvitations(desk.tools, desk.olivia)
    expect(open.map(({ address }) => address)).toEqual([
      'dan@acme.example.com',
      'eve@acme.example.com',
    ])
    await withdrawInvitation(desk.tools, desk.olivia, { invitation: open[0]?.id ?? '' })
    expect(await listInvitations(desk.tools, desk.olivia)).toEqual(open.slice(1))
  })

  test('one that the tenant does not take leaves the open one as it is', async () => {
    await invite('dan@acme.example.com')
    const open = await listInvitations(desk.tools, desk.olivia)
    const request = { address: 'dan@acme.example.com', inviter: 'Olivia', clientId: 'portal' }
    for (const change of [{ clientId: 'nobody' }, { inviter: '' }, { hours: 721 }]) {
      await expect(
        sendInvitation(desk.tools, desk.olivia, { ...request, ...change }, SEALING),
      ).rejects.toThrow()
      expect([change, await listInvitations(desk.tools, desk.olivia)]).toEqual([change, open])
    }
  })

  test.each(['', 'dan', 'dan@acme.example.com, eve@acme.example.com', 'dan@@acme.example.com'])(
    'to `%s` is refused before anything is written',
    async (address) => {
      await expect(invite(address)).rejects.toThrow(UserFault)
      expect([scene.tenant.state.invitations.size, desk.audit]).toEqual([0, []])
    },
  )
})

describe('a permission ends at a moment to come', () => {
  const whileOpen = (hours: number) => ({ address: 'dan@acme.example.com', hours })
  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e12])(
    'so none is given for %s hours',
    async (hours) => {
      const { tools, olivia, people } = desk
      const of = { person: people.ann.user_id, ...whileOpen(hours) }
      const invitation = { inviter: 'Olivia', clientId: 'portal', ...whileOpen(hours) }
      const before = structuredClone(scene.tenant.state)
      const refused = [
        () => sendInvitation(tools, olivia, invitation, SEALING),
        () => approveRebind(tools, olivia, of, SEALING),
        () => grantAddress(tools, olivia, of, SEALING),
      ]
      for (const ask of refused) {
        const error = await ask().catch((thrown: unknown) => thrown)
        expect(error instanceof UserFault && error.faults.map(({ code }) => code)).toEqual([
          'hours_invalid',
        ])
      }
      expect(scene.tenant.state).toEqual(before)
    },
  )
})

describe('a new address', () => {
  const approve = (person: string, actor: Actor) => {
    const asked = { person, organization: ACME, address: 'ann@new.example.com', hours: 72 }
    return approveRebind(desk.tools, actor, asked, SEALING)
  }
  const rebindsOf = (person: { user_id: string }) => {
    const user = scene.tenant.state.users.get(person.user_id)
    const owner = lockOwner(desk.tools.tenantId, user)
    return readRebinds(desk.recordOf(person, 'og_rebind'), SEALING.publicKey, owner).length
  }

  const STAYS =
    'the address of the profile stays until the person confirms the new one, or an operator changes it'
  test.each<['ann' | 'cay', 'olivia' | 'operator', string, boolean, string[]]>([
    ['ann', 'operator', 'ann@new.example.com', false, []],
    ['ann', 'olivia', 'ann@acme.example.com', true, [STAYS]],
    ['cay', 'operator', 'ann@new.example.com', false, []],
    ['cay', 'olivia', 'cay@example.com', true, [STAYS]],
  ])('of %s is permitted by %s, and then the profile has `%s`', async (who, by, ...expected) => {
    const person = desk.people[who]
    Object.assign(scene.tenant.state.users.get(person.user_id) ?? {}, { email_verified: true })
    const { undone } = await approve(person.user_id, by === 'olivia' ? desk.olivia : operator)
    const { email, email_verified } = scene.tenant.state.users.get(person.user_id) ?? {}
    expect([rebindsOf(person), email, email_verified, undone]).toEqual([1, ...expected])
  })
})
