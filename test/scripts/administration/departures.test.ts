import { beforeEach, describe, expect } from 'vitest'
import { deprovisionPerson } from '../../../scripts/administration/deprovision-person.ts'
import { erasePerson } from '../../../scripts/administration/erase-person.ts'
import { NotPermitted } from '../../../scripts/administration/not-permitted.ts'
import { removeMember } from '../../../scripts/administration/remove-member.ts'
import type { AdministrationSettings } from '../../../scripts/administration/tools.ts'
import {
  type Administration,
  anAdministration,
  operator,
} from '../../builders/an-administration.ts'
import { failingAt } from '../../builders/failing-at.ts'
import { over } from '../../builders/over.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import {
  ACME,
  GLOBEX,
  logIn,
  NOON_MS,
  openApplication,
} from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration
const DEPROVISIONED = { v: 1, b: [{ o: ACME, r: 'DEPROVISIONED', t: NOON_MS / 1000 }] }

beforeEach(async () => {
  desk = await anAdministration(scene)
})

const withSettings = (differences: Partial<AdministrationSettings>) => ({
  ...desk.tools,
  settings: { ...desk.tools.settings, ...differences },
})
const stateOf = (person: { user_id: string }) => {
  const user = scene.tenant.state.users.get(person.user_id)
  if (user === undefined) return 'no account'
  const { email, blocked = false, app_metadata } = user
  const places = [ACME, GLOBEX].filter((organization) => desk.isMember(person, organization))
  return { email, blocked, block: app_metadata.og_block, places }
}

describe('what is left of whoever is taken out', () => {
  test('removed: the account, without a block', async () => {
    const { ann } = desk.people
    const { changed } = await removeMember(desk.tools, desk.olivia, { person: ann.user_id })
    expect([changed, stateOf(ann)]).toEqual([
      true,
      { email: 'ann@acme.example.com', blocked: false, block: undefined, places: [] },
    ])
  })

  test('de-provisioned, and a member of nothing else: nothing', async () => {
    const { ann } = desk.people
    await deprovisionPerson(desk.tools, desk.olivia, { person: ann.user_id })
    expect(stateOf(ann)).toBe('no account')
  })

  test('de-provisioned, where accounts are kept: the account, with the block', async () => {
    const { ann } = desk.people
    await deprovisionPerson(withSettings({ departed: 'keep' }), desk.olivia, {
      person: ann.user_id,
    })
    expect(stateOf(ann)).toEqual({
      email: 'ann@acme.example.com',
      blocked: false,
      block: DEPROVISIONED,
      places: [],
    })
  })

  test('de-provisioned, where they are anonymised: nobody in particular, blocked', async () => {
    const { ann } = desk.people
    const tools = withSettings({ departed: 'anonymise' })
    await deprovisionPerson(tools, desk.olivia, { person: ann.user_id })
    expect(stateOf(ann)).toEqual({
      email: expect.stringMatching(/^receipt-\d+@departed\.invalid$/),
      blocked: true,
      block: DEPROVISIONED,
      places: [],
    })
    const stored = JSON.stringify(scene.tenant.state.users.get(ann.user_id))
    expect(stored).not.toContain('ann@')
  })

  test('de-provisioned, where they are anonymised and a provider owns them: nothing', async () => {
    const { ann } = desk.people
    // The members are of the database: a profile as Auth0 shows one of an enterprise connection.
    const { users } = desk.tools.management
    const ofProvider = async (id: string) => ({
      ...(await users.get(id)),
      identities: [{ provider: 'samlp', connection: 'acme-sso', user_id: 'ann' }],
    })
    const management = over(desk.tools.management, { users: over(users, { get: ofProvider }) })
    const tools = { ...withSettings({ departed: 'anonymise' }), management }
    await deprovisionPerson(tools, desk.olivia, { person: ann.user_id })
    expect(stateOf(ann)).toBe('no account')
  })

  test('de-provisioned, and a member elsewhere: the account, and the other membership', async () => {
    const { cay } = desk.people
    const receipt = await deprovisionPerson(desk.tools, desk.olivia, { person: cay.user_id })
    expect(stateOf(cay)).toEqual({
      email: 'cay@example.com',
      blocked: false,
      block: DEPROVISIONED,
      places: [GLOBEX],
    })
    expect(receipt.undone.join()).not.toContain('account')
  })
})

test.each(['keep', 'delete', 'anonymise'] as const)(
  'who was taken out is out of the administrator’s reach: %s',
  async (departed) => {
    const { ann, cay } = desk.people
    const tools = withSettings({ departed })
    for (const person of [ann, cay]) {
      const request = { person: person.user_id }
      await deprovisionPerson(tools, desk.olivia, request)
      const left = stateOf(person)
      for (const operation of [deprovisionPerson, removeMember, erasePerson]) {
        await expect(operation(tools, desk.olivia, request)).rejects.toThrow(NotPermitted)
      }
      expect(stateOf(person)).toEqual(left)
    }
    // Nor does it end when the other membership does.
    await removeMember(tools, operator, { person: cay.user_id, organization: GLOBEX })
    const again = deprovisionPerson(tools, desk.olivia, { person: cay.user_id })
    await expect(again).rejects.toThrow(NotPermitted)
    expect(stateOf(cay)).toMatchObject({ email: 'cay@example.com', block: DEPROVISIONED })
  },
)

test('who was taken out, and came back blocked, is taken out again, also when that is interrupted', async () => {
  const { ann } = desk.people
  const tools = withSettings({ departed: 'keep' })
  const request = { person: ann.user_id }
  await deprovisionPerson(tools, desk.olivia, request)
  await desk.tools.management.organizations.members.create(ACME, { members: [ann.user_id] })
  const start = structuredClone(scene.tenant.state)
  for (let number = 1; ; number += 1) {
    Object.assign(scene.tenant.state, structuredClone(start))
    const interrupted = failingAt(tools, number).tools
    const isDone = await deprovisionPerson(interrupted, desk.olivia, request).catch(() => null)
    if (isDone !== null) break
    await deprovisionPerson(tools, desk.olivia, request).catch(() => null)
    expect([number, stateOf(ann)]).toMatchObject([number, { block: DEPROVISIONED, places: [] }])
  }
})

test.each([
  ['without end', {}],
  ['with an end to come', { until: NOON_MS / 1000 + 9 }],
])('who is removed keeps a block %s that somebody had decided', async (_what, end) => {
  const { ann } = desk.people
  const og_block = { v: 1, b: [{ o: ACME, r: 'SUSPENDED', t: 1, ...end }] }
  await desk.tools.management.users.update(ann.user_id, { app_metadata: { og_block } })
  await removeMember(desk.tools, desk.olivia, { person: ann.user_id })
  expect([desk.recordOf(ann, 'og_block'), desk.isMember(ann, ACME)]).toEqual([og_block, false])
})

test('and none that had ended', async () => {
  const { ann } = desk.people
  const og_block = { v: 1, b: [{ o: ACME, r: 'SUSPENDED', t: 1, until: 2 }] }
  await desk.tools.management.users.update(ann.user_id, { app_metadata: { og_block } })
  await removeMember(desk.tools, desk.olivia, { person: ann.user_id })
  expect(desk.recordOf(ann, 'og_block')).toBeUndefined()
})

test('a block that would have ended stays without end', async () => {
  const { cay } = desk.people
  const block = { o: ACME, r: 'DEPROVISIONED', t: NOON_MS / 1000 - 9, until: NOON_MS / 1000 + 9 }
  await desk.tools.management.users.update(cay.user_id, {
    app_metadata: { og_block: { v: 1, b: [block] } },
  })
  await deprovisionPerson(desk.tools, desk.olivia, { person: cay.user_id })
  expect(desk.recordOf(cay, 'og_block')).toEqual(DEPROVISIONED)
})

describe.each([
  [
    'remove',
    removeMember,
    { email: 'ann@acme.example.com', blocked: false, block: undefined, places: [] },
    false,
  ],
  ['deprovision', deprovisionPerson, 'no account', true],
  ['erase', erasePerson, 'no account', true],
] as const)(
  '%s, interrupted before any of its calls and run again',
  (_name, operation, whole, isGone) => {
    test('ends in the whole result', async () => {
      const { ann } = desk.people
      const portal = await openApplication(scene)
      await logIn(scene, portal, scene.newBrowser(), ann, {
        organization: ACME,
        scope: 'openid offline_access',
      })
      const start = structuredClone(scene.tenant.state)
      const request = { person: ann.user_id }
      const ends: unknown[] = []
      for (let number = 1; ; number += 1) {
        Object.assign(scene.tenant.state, structuredClone(start))
        const { tools, callsMade } = failingAt(desk.tools, number)
        const interrupted = await operation(tools, desk.olivia, request).catch(() => null)
        if (interrupted === null)
          await operation(desk.tools, desk.olivia, request).catch(() => null)
        const tokens = [...scene.tenant.state.protocol.keys()].filter((key) =>
          key.startsWith('RefreshToken:'),
        )
        const metadata = scene.tenant.state.organizations.get(ACME)?.metadata as object | undefined
        const hasTombstone = Object.hasOwn(metadata ?? {}, 'og_erased')
        ends.push({ state: stateOf(ann), tokens: tokens.length, hasTombstone })
        if (interrupted !== null) break
        expect(callsMade()).toBe(number)
      }
      expect(ends.length).toBeGreaterThan(8)
      expect(ends).toEqual(ends.map(() => ({ state: whole, tokens: 0, hasTombstone: isGone })))
    })
  },
)
