import { beforeEach, describe, expect } from 'vitest'
import { deprovisionPerson } from '../../../scripts/administration/deprovision-person.ts'
import { erasePerson } from '../../../scripts/administration/erase-person.ts'
import { NotPermitted } from '../../../scripts/administration/not-permitted.ts'
import type { AdministrationSettings } from '../../../scripts/administration/tools.ts'
import {
  type Administration,
  anAdministration,
  operator,
} from '../../builders/an-administration.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, addInvitation, GLOBEX, NOON_MS } from '../../local-tenant/oidc/start-scene.ts'

/** What another organization decided about a person: no administrator of this one may undo it. */
let desk: Administration
const T = NOON_MS / 1000

beforeEach(async () => {
  desk = await anAdministration(scene)
})

const shutOutOfGlobex = (block: object) => {
  const og_block = { v: 1, b: [{ o: GLOBEX, t: 1, ...block }] }
  const { user_id } = desk.people.ann
  return desk.tools.management.users.update(user_id, { app_metadata: { og_block } })
}
const hasAccount = () => scene.tenant.state.users.has(desk.people.ann.user_id)
const globex = () => scene.tenant.state.organizations.get(GLOBEX)?.metadata as object | undefined
const withSettings = (differences: Partial<AdministrationSettings>) => ({
  ...desk.tools,
  settings: { ...desk.tools.settings, ...differences },
})

describe.each([
  ['without end', { r: 'MISUSE' }],
  ['with an end to come', { r: 'MISUSE', until: T + 9 }],
  ['of a de-provision', { r: 'DEPROVISIONED' }],
])('a block of another organization, %s', (_what, block) => {
  beforeEach(() => shutOutOfGlobex(block))

  test('is not erased by an administrator, who is told the same of a member of several', async () => {
    const { ann, cay } = desk.people
    const before = structuredClone(scene.tenant.state.users)
    for (const { user_id: person } of [ann, cay]) {
      await expect(erasePerson(desk.tools, desk.olivia, { person })).rejects.toThrow(NotPermitted)
    }
    expect([scene.tenant.state.users, desk.begun()]).toEqual([before, []])
  })

  test('refuses as a tombstone once an operator erased the person', async () => {
    await erasePerson(desk.tools, operator, { person: desk.people.ann.user_id })
    expect([hasAccount(), globex()]).toMatchObject([false, { og_erased: expect.any(String) }])
  })

  test.each(['delete', 'anonymise'] as const)(
    'keeps the account in a de-provision, and only an operator hears of it: %s',
    async (departed) => {
      const { user_id: person } = desk.people.ann
      const tools = withSettings({ departed })
      const told = await deprovisionPerson(tools, desk.olivia, { person })
      const blocks = [
        { o: GLOBEX, t: 1, ...block },
        { o: ACME, r: 'DEPROVISIONED', t: T },
      ]
      expect(desk.recordOf(desk.people.ann, 'og_block')).toEqual({ v: 1, b: blocks })
      expect(scene.tenant.state.users.get(person)?.email).toBe('ann@acme.example.com')
      expect(told.undone.join()).not.toMatch(/account stays|other organization/)
      const by = await deprovisionPerson(tools, operator, { person, organization: ACME })
      expect(by.undone).toContain(
        'the account stays: with it would go the block of another organization',
      )
    },
  )
})

test('a block of another organization that is over keeps nobody', async () => {
  await shutOutOfGlobex({ r: 'MISUSE', until: 2 })
  await erasePerson(desk.tools, desk.olivia, { person: desk.people.ann.user_id })
  expect(hasAccount()).toBe(false)
})

test.each([
  ['an administrator withdraws their own', () => desk.olivia, [GLOBEX]],
  ['an operator withdraws all', () => operator, []],
] as const)('of the open invitations to whoever is erased %s', async (_what, actor, left) => {
  const { ann } = desk.people
  // Known there by a block that is over, so that the erasure looks there at all.
  await shutOutOfGlobex({ r: 'MISUSE', until: 2 })
  for (const organization_id of [ACME, GLOBEX]) {
    addInvitation(scene, ann.email ?? '', { organization_id, id: `uinv_${organization_id}` })
  }
  await erasePerson(desk.tools, actor(), { person: ann.user_id })
  const open = [...scene.tenant.state.invitations.values()]
  expect(open.map(({ organization_id }) => organization_id)).toEqual(left)
})
