import { beforeEach, describe, expect } from 'vitest'
import { changeProfile } from '../../../scripts/administration/change-profile.ts'
import { deprovisionPerson } from '../../../scripts/administration/deprovision-person.ts'
import { eraseOneself, erasePerson } from '../../../scripts/administration/erase-person.ts'
import { NotPermitted } from '../../../scripts/administration/not-permitted.ts'
import type { Actor } from '../../../scripts/administration/prove-actor.ts'
import type { AdministrationSettings, Tools } from '../../../scripts/administration/tools.ts'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import { type Act, OF_ACCOUNTS, OF_PEOPLE } from '../../builders/administration-acts.ts'
import {
  type Administration,
  anAdministration,
  operator,
} from '../../builders/an-administration.ts'
import { failingAt } from '../../builders/failing-at.ts'
import { over } from '../../builders/over.ts'
import { managementClient } from '../../local-tenant/management/management-access.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, NOON_MS } from '../../local-tenant/oidc/start-scene.ts'

/** An account that is more than one organization's: its administrator must come to nothing by it. */
let desk: Administration

beforeEach(async () => {
  desk = await anAdministration(scene)
})

const withSettings = (differences: Partial<AdministrationSettings>): Tools => ({
  ...desk.tools,
  settings: { ...desk.tools.settings, ...differences },
})
const answer = async (act: Act | undefined, actor: Actor, person: string, tools = desk.tools) => {
  const place = actor.kind === 'operator' ? { person, organization: ACME } : { person }
  try {
    await act?.(tools, actor, place)
    return 'done'
  } catch (error) {
    if (error instanceof NotPermitted) return 'not permitted'
    return error instanceof UserFault ? error.faults[0]?.code : String(error)
  }
}
const answersOf = async (acts: object, actor: Actor, person: string, tools?: Tools) => {
  const said: Record<string, unknown> = {}
  for (const [name, act] of Object.entries(acts as Readonly<Record<string, Act>>)) {
    said[name] = await answer(act, actor, person, tools)
  }
  return said
}

const { relockMember, approveRebind, grantAddress, sendPasswordReset } = OF_PEOPLE
const { liftPasswordBlock, erasePerson: erase } = OF_ACCOUNTS
/** By each of them somebody could come to sign in as the person, or the person would not any more. */
const OF_CREDENTIALS = {
  relockMember,
  approveRebind,
  grantAddress,
  sendPasswordReset,
  liftPasswordBlock,
}
const ALL = { ...OF_CREDENTIALS, erase }
const each = (acts: object, said: string) =>
  Object.fromEntries(Object.keys(acts).map((name) => [name, said]))

const PERMISSION = {
  resource_server_identifier: 'https://api.example.com/',
  permission_name: 'read:reports',
}
const RIGHTS = [
  ['a role outside of organizations', { role_ids: ['rol_admin'] }],
  ['a permission without a role', { direct_permissions: [PERMISSION] }],
] as const

const blockOf = (person: { user_id: string }) => desk.recordOf(person, 'og_block')
/** What else an account is, no administrator is told. */
const saysOfAccount = (undone: readonly string[]) => undone.some((one) => /account/.test(one))

describe.each(RIGHTS)('of whoever has %s', (_what, held) => {
  beforeEach(() => {
    Object.assign(scene.tenant.state.users.get(desk.people.ann.user_id) ?? {}, held)
  })

  test('an administrator changes nothing that they sign in with; an operator does', async () => {
    const person = desk.people.ann.user_id
    const before = structuredClone(scene.tenant.state.users)
    expect(await answersOf(ALL, desk.olivia, person)).toEqual(each(ALL, 'not permitted'))
    expect(scene.tenant.state.users).toEqual(before)
    expect(desk.begun()).toEqual([])
    expect(await answersOf(ALL, operator, person)).toEqual(each(ALL, 'done'))
  })

  test.each(['delete', 'anonymise'] as const)(
    'a de-provision leaves the account: %s',
    async (departed) => {
      const { ann } = desk.people
      const tools = withSettings({ departed })
      const { undone } = await deprovisionPerson(tools, desk.olivia, { person: ann.user_id })
      expect(saysOfAccount(undone)).toBe(false)
      expect(scene.tenant.state.users.get(ann.user_id)?.email).toBe(ann.email)
      expect(blockOf(ann)).toMatchObject({ b: [{ o: ACME, r: 'DEPROVISIONED' }] })
      expect(desk.isMember(ann, ACME)).toBe(false)
    },
  )
})

test('a number that the rulebook lets administrators change is one of the things one signs in with', async () => {
  const { ann } = desk.people
  const { profileChange } = desk.tools.settings
  const rules = { ...profileChange.profileChange, administrator: ['phone', 'name'] as const }
  const tools = withSettings({ profileChange: { ...profileChange, profileChange: rules } })
  const change = (changes: object) =>
    answer(
      (given, actor, place) => changeProfile(given, actor, { ...place, changes }),
      desk.olivia,
      ann.user_id,
      tools,
    )
  const phone = { phone: '+441632960001' }
  expect(await change(phone)).toBe('done')
  Object.assign(scene.tenant.state.users.get(ann.user_id) ?? {}, RIGHTS[1][1])
  expect([await change({ phone: '+441632960002' }), await change({ name: 'Anne' })]).toEqual([
    'not permitted',
    'done',
  ])
})

test.each(['roles', 'permissions'] as const)(
  'where the tenant does not show the %s of somebody, nobody takes them for none',
  async (kind) => {
    const { ann } = desk.people
    const blind = await managementClient(scene, { scopes: ['update:users'] })
    const { management } = desk.tools
    const users = over(management.users, { [kind]: blind.users[kind] })
    const tools = { ...desk.tools, management: over(management, { users }) }
    const before = structuredClone(scene.tenant.state.users)
    const acts = { ...ALL, deprovisionPerson: OF_PEOPLE.deprovisionPerson }
    const said = await answersOf(acts, desk.olivia, ann.user_id, tools)
    expect(said).toEqual(each(acts, 'rights_unreadable'))
    expect(scene.tenant.state.users).toEqual(before)
    expect(desk.begun()).toEqual([])
  },
)

/** Of a person whom the tenant shuts out, or may. */
const SHUT_OUT = [
  ['a suspension', { app_metadata: { og_block: { v: 1, b: [{ o: '*', r: 'FRAUD', t: 1 }] } } }],
  [
    'a suspension beside an erasure that was begun',
    {
      app_metadata: {
        og_block: {
          v: 1,
          b: [
            { o: '*', r: 'ERASED', t: 1 },
            { o: '*', r: 'FRAUD', t: 1 },
          ],
        },
      },
    },
  ],
  ['a block of Auth0’s own', { blocked: true }],
  [
    'a block of Auth0’s own, after an erasure was begun',
    { blocked: true, app_metadata: { og_block: { v: 1, b: [{ o: '*', r: 'ERASED', t: 1 }] } } },
  ],
  ['a record that nobody can read', { app_metadata: { og_block: { v: 2 } } }],
] as const

describe.each(SHUT_OUT)('with the account would go %s', (_what, change) => {
  beforeEach(async () => {
    await desk.tools.management.users.update(desk.people.ann.user_id, change)
  })

  test('so no administrator erases the person, and nor do they themselves; an operator does', async () => {
    const { ann } = desk.people
    const before = structuredClone(scene.tenant.state.users)
    expect(await answer(erasePerson, desk.olivia, ann.user_id)).toBe('not permitted')
    const themselves: Act = (tools, actor) => eraseOneself(tools, actor)
    expect(await answer(themselves, desk.administrator(ann), ann.user_id)).toBe('not permitted')
    expect(scene.tenant.state.users).toEqual(before)
    expect(await answer(erasePerson, operator, ann.user_id)).toBe('done')
  })

  test.each(['delete', 'anonymise'] as const)(
    'so a de-provision leaves it: %s',
    async (departed) => {
      const { ann } = desk.people
      const tools = withSettings({ departed })
      const { undone } = await deprovisionPerson(tools, desk.olivia, { person: ann.user_id })
      expect(saysOfAccount(undone)).toBe(false)
      expect(scene.tenant.state.users.get(ann.user_id)?.email).toBe(ann.email)
      const by = await deprovisionPerson(tools, operator, {
        person: ann.user_id,
        organization: ACME,
      })
      expect(by.undone).toContain(
        'the account stays: with it would go its block for the whole tenant',
      )
    },
  )
})

test('a suspension that comes while somebody is taken out keeps the account as well', async () => {
  const { ann } = desk.people
  const suspend = async () => {
    const stored = blockOf(ann) as { b: object[] }
    const og_block = { v: 1, b: [...stored.b, { o: '*', r: 'FRAUD', t: 1 }] }
    await desk.tools.management.users.update(ann.user_id, { app_metadata: { og_block } })
  }
  let waits = 0
  const wait = async () => {
    waits += 1
    if (waits === 1) await suspend()
  }
  await deprovisionPerson({ ...desk.tools, wait }, desk.olivia, { person: ann.user_id })
  expect(blockOf(ann)).toMatchObject({
    b: [
      { o: '*', r: 'FRAUD' },
      { o: ACME, r: 'DEPROVISIONED' },
    ],
  })
})

describe('an operator’s erasure of somebody suspended, when it is not ended', () => {
  test.each([
    ['without end', {}],
    ['with an end to come', { until: NOON_MS / 1000 + 9 }],
  ])('%s, leaves the suspension as it was decided, for good', async (_what, end) => {
    const { ann } = desk.people
    const standing = { o: '*', r: 'FRAUD', t: 1 }
    await desk.tools.management.users.update(ann.user_id, {
      app_metadata: { og_block: { v: 1, b: [{ ...standing, ...end }] } },
    })
    const start = structuredClone(scene.tenant.state)
    const themselves: Act = (tools, actor) => eraseOneself(tools, actor)
    const seen = new Set<string>()
    for (let number = 1; number < 60; number += 1) {
      Object.assign(scene.tenant.state, structuredClone(start))
      const { tools } = failingAt(desk.tools, number)
      if ((await answer(erasePerson, operator, ann.user_id, tools)) === 'done') break
      if (!scene.tenant.state.users.has(ann.user_id)) continue
      expect(await answer(themselves, desk.administrator(ann), ann.user_id)).toBe('not permitted')
      expect(await answer(erasePerson, desk.olivia, ann.user_id)).toBe('not permitted')
      seen.add(JSON.stringify(blockOf(ann)))
    }
    const before = JSON.stringify({ v: 1, b: [{ ...standing, ...end }] })
    expect(seen).toEqual(new Set([before, JSON.stringify({ v: 1, b: [standing] })]))
  })
})
