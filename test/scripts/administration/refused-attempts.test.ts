import { beforeEach, describe, expect } from 'vitest'
import { markOf } from '../../../actions/records/address-mark.ts'
import { exportOneself, exportPerson } from '../../../scripts/administration/export-person.ts'
import { NotPermitted } from '../../../scripts/administration/not-permitted.ts'
import type { Actor } from '../../../scripts/administration/prove-actor.ts'
import { organizationRefusals } from '../../../scripts/operating/last-refusals.ts'
import {
  type Act,
  OF_ACCOUNTS,
  OF_ONESELF,
  OF_OPERATORS,
  OF_ORGANIZATIONS,
  OF_PEOPLE,
  type Place,
} from '../../builders/administration-acts.ts'
import {
  type Administration,
  anAdministration,
  operator,
} from '../../builders/an-administration.ts'
import { TEST_KEYS } from '../../builders/test-keys.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, GLOBEX } from '../../local-tenant/oidc/start-scene.ts'

/** Whoever probes is seen, and whoever takes a copy of what is held. */
let desk: Administration

beforeEach(async () => {
  desk = await anAdministration(scene)
})

const refuse = async (act: Act | undefined, actor: Actor, place: Place, tools = desk.tools) => {
  await expect(act?.(tools, actor, place)).rejects.toThrow(NotPermitted)
}
const refusalsOf: Act = (tools, actor) => organizationRefusals(tools, actor)
const OF_OTHERS = { ...OF_PEOPLE, ...OF_ACCOUNTS, ...OF_OPERATORS }
const all = Object.entries({ ...OF_OTHERS, ...OF_ORGANIZATIONS, ...OF_ONESELF, refusalsOf })

describe('an attempt that is refused leaves one line, of whoever it was', () => {
  test.each(all)('%s', async (name, act) => {
    const { gus, bob } = desk.people
    const actor = desk.administrator(gus, ACME)
    await refuse(act, actor, { person: bob.user_id })
    expect(desk.audit).toEqual([
      expect.objectContaining({
        phase: 'refused',
        operation: expect.stringMatching(/^[a-z-]+$/),
        actor: { kind: 'administrator', userId: gus.user_id },
        organization: ACME,
        before: null,
        after: null,
      }),
    ])
    const isOfSomebody = Object.hasOwn(OF_OTHERS, name)
    const isOfOneself = Object.hasOwn(OF_ONESELF, name)
    const person = isOfSomebody ? bob.user_id : isOfOneself ? gus.user_id : null
    expect(desk.audit[0]?.person).toBe(person)
  })

  test.each(all)('and the same in a rehearsal, which the line says: %s', async (_name, act) => {
    const { gus, bob } = desk.people
    const actor = desk.administrator(gus, ACME)
    await refuse(act, actor, { person: bob.user_id })
    const tools = { ...desk.tools, isRehearsal: true } as const
    await refuse(act, actor, { person: bob.user_id }, tools)
    const [plain, rehearsed, ...more] = desk.audit.map(
      ({ number: _number, previous: _previous, hash: _hash, receipt: _receipt, ...line }) => line,
    )
    expect([plain?.isRehearsal, more]).toEqual([undefined, []])
    expect(rehearsed).toEqual({ ...plain, isRehearsal: true })
  })

  test('and a rehearsal of what may be done leaves none', async () => {
    const tools = { ...desk.tools, isRehearsal: true } as const
    await OF_PEOPLE.blockMember?.(tools, desk.olivia, { person: desk.people.ann.user_id })
    expect(desk.audit).toEqual([])
  })
})

const OF_PROVIDER = 'samlp|globex|bob@globex.example.com'
const OF_NAME = "samlp|globex|o'brien"
const mark = (id: string) => markOf('user-id', id, TEST_KEYS, scene.tenant.tenantId)

test('what was asked for is written as far as it can be an id, and no address is', async () => {
  const { bob, ann } = desk.people
  const places: readonly Place[] = [
    { person: bob.user_id, organization: GLOBEX },
    { person: ann.user_id, organization: 'globex@example.com' },
    { person: 'bob@globex.example.com' },
    { person: OF_PROVIDER },
    { person: `auth0|${'a'.repeat(200)}` },
    { person: OF_NAME },
    { person: `auth0|${'a'.repeat(257)}` },
    { person: 'auth0|nobody\n' },
  ]
  for (const place of places) await refuse(OF_PEOPLE.blockMember, desk.olivia, place)
  expect(desk.audit.map(({ person, organization }) => [person, organization])).toEqual([
    [bob.user_id, GLOBEX],
    [ann.user_id, null],
    [null, ACME],
    [mark(OF_PROVIDER), ACME],
    [`auth0|${'a'.repeat(200)}`, ACME],
    [mark(OF_NAME), ACME],
    [null, ACME],
    [null, ACME],
  ])
})

test('a copy of what is held leaves a line before it is handed out', async () => {
  const { ann } = desk.people
  await exportPerson(desk.tools, operator, { person: ann.user_id })
  await exportOneself(desk.tools, desk.administrator(ann))
  const line = { phase: 'ended', operation: 'export', person: ann.user_id, before: null }
  expect(desk.audit).toEqual([
    expect.objectContaining({ ...line, organization: null, actor: operator }),
    expect.objectContaining({
      ...line,
      organization: ACME,
      actor: { kind: 'administrator', userId: ann.user_id },
    }),
  ])
  const audit = { append: () => Promise.reject(new Error('the disk is full')) }
  await expect(
    exportPerson({ ...desk.tools, audit }, operator, { person: ann.user_id }),
  ).rejects.toThrow('the disk is full')
})

test('names in a list of refused sign-ins are looked up without a trace', async () => {
  const { bob } = desk.people
  const logs = {
    list: async () => ({
      data: [{ type: 'f', organization_id: ACME, user_id: bob.user_id, date: '', description: '' }],
    }),
  }
  const management = new Proxy(desk.tools.management, {
    get: (from, name) => (name === 'logs' ? logs : Reflect.get(from, name)),
  })
  const [found] = await organizationRefusals({ ...desk.tools, management }, desk.olivia)
  expect([found?.member, desk.audit]).toEqual([null, []])
})
