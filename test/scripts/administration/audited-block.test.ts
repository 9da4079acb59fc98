import { beforeEach, expect } from 'vitest'
import { OF_ACCOUNTS, OF_OPERATORS, OF_PEOPLE } from '../../builders/administration-acts.ts'
import {
  type Administration,
  anAdministration,
  operator,
} from '../../builders/an-administration.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME } from '../../local-tenant/oidc/start-scene.ts'

/** Whoever writes a block may write an address into it, and no line of the audit holds one. */
let desk: Administration

beforeEach(async () => {
  desk = await anAdministration(scene)
})

const ADDRESS = 'jane@acme.example.com'
const word = { o: ACME, r: 'MISUSE', t: 1, until: 2 }
const shown = (block: unknown) => ({ before: block })

test.each([
  ['no record', null, null],
  ['words', { v: 1, b: [word] }, { v: 1, b: [word] }],
  [
    'a reason that is no word',
    { v: 1, b: [{ o: ACME, r: `asked by ${ADDRESS}`, t: 1, by: ADDRESS }, word] },
    { v: 1, b: [{ o: ACME, r: null, t: 1 }, word] },
  ],
  ['a place that is none', { v: 1, b: [{ ...word, o: ADDRESS }] }, 'unreadable'],
  ['what nobody can read', { v: 2, by: ADDRESS }, 'unreadable'],
])('%s', async (_what, og_block, audited) => {
  const { ann } = desk.people
  await desk.tools.management.users.update(ann.user_id, { app_metadata: { og_block } })
  const start = structuredClone(scene.tenant.state)
  const acts = Object.entries({ ...OF_PEOPLE, ...OF_ACCOUNTS, ...OF_OPERATORS })
  const begun: Record<string, unknown> = {}
  for (const [name, act] of acts) {
    Object.assign(scene.tenant.state, structuredClone(start))
    desk.audit.length = 0
    const place = { person: ann.user_id, organization: ACME }
    await act(desk.tools, operator, place).catch(() => null)
    expect([name, JSON.stringify(desk.audit)]).toEqual([name, expect.not.stringContaining(ADDRESS)])
    begun[name] = desk.audit[0]
  }
  expect(begun).toMatchObject({
    blockMember: shown(audited),
    suspendPerson: shown(audited),
    deprovisionPerson: { before: { block: audited } },
    erasePerson: { before: { block: audited } },
  })
})
