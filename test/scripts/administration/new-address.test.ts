import { beforeEach, describe, expect } from 'vitest'
import { approveRebind } from '../../../scripts/administration/approve-rebind.ts'
import { confirmAddress } from '../../../scripts/administration/confirm-address.ts'
import { readMember } from '../../../scripts/administration/list-members.ts'
import { readOwnAccount } from '../../../scripts/administration/own-account.ts'
import type { Actor } from '../../../scripts/administration/prove-actor.ts'
import type { Receipt } from '../../../scripts/administration/receipt.ts'
import { relockMember } from '../../../scripts/administration/relock-member.ts'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import {
  type Administration,
  anAdministration,
  operator,
  SEALING,
} from '../../builders/an-administration.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, GLOBEX, NOON_MS } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration
let ann: Actor
const FREE = 'ann@new.example.com'
/** Bob works for Globex: nobody of Acme knows him. */
const TAKEN = 'bob@globex.example.com'
const UNACCEPTED = 'ann@localhost'

beforeEach(async () => {
  desk = await anAdministration(scene)
  ann = desk.administrator(desk.people.ann)
  Object.assign(scene.tenant.state.users.get(desk.people.ann.user_id) ?? {}, {
    email_verified: true,
  })
})

type Asked = { readonly organization?: string; readonly hours?: number }
const approve = (address: string, actor = desk.olivia, asked: Asked = {}): Promise<Receipt> => {
  const person = desk.people.ann.user_id
  return approveRebind(desk.tools, actor, { person, address, hours: 72, ...asked }, SEALING)
}
const confirm = (address: string, actor = ann): Promise<Receipt> =>
  confirmAddress(desk.tools, actor, { address })
const told = (work: Promise<Receipt>): Promise<string> =>
  work.then(
    ({ changed, undone }) => `${changed} ${undone.join()}`,
    (error: unknown) =>
      error instanceof UserFault
        ? error.faults.map(({ code }) => code).join()
        : (error as Error).name,
  )
const annNow = () => {
  const { email, email_verified } = scene.tenant.state.users.get(desk.people.ann.user_id) ?? {}
  return [email, email_verified]
}
/** What an administrator has seen, and what the audit holds, beside ids and hashes. */
async function seen(): Promise<unknown> {
  const { person: _person, ...member } = await readMember(desk.tools, desk.olivia, {
    person: desk.people.ann.user_id,
  })
  return [
    member,
    desk.audit.map(({ phase, operation, before, after }) => [phase, operation, before, after]),
  ]
}
const STAYS =
  'true the address of the profile stays until the person confirms the new one, or an operator changes it'

describe('an administrator does not learn whether an address is somebody’s', () => {
  test.each([FREE, TAKEN, UNACCEPTED])('by approving `%s`, which occupies nothing', async (one) => {
    const { email } = desk.people.ann
    expect([await told(approve(one)), annNow()]).toEqual([STAYS, [email, true]])
    const [member, lines] = (await seen()) as [object, unknown]
    expect([member, lines]).toMatchObject([
      { email, asksFor: null },
      [
        ['begun', 'rebind', null, null],
        ['ended', 'rebind', null, { expiresAt: expect.any(String) }],
      ],
    ])
  })

  test('nor by what becomes of it where the person confirms', async () => {
    await approve(TAKEN)
    const before = await seen()
    expect([await told(confirm(TAKEN)), annNow()]).toEqual(['true ', [desk.people.ann.email, true]])
    const [member] = (await seen()) as [object]
    expect(member).toEqual((before as [object])[0])
  })

  test('an operator is told, and nothing of it stays', async () => {
    const before = structuredClone(scene.tenant.state.users)
    for (const one of [TAKEN, UNACCEPTED]) {
      expect(await told(approve(one, operator, { organization: ACME }))).toBe('address_refused')
    }
    expect(scene.tenant.state.users).toEqual(before)
  })
})

describe('a person confirms an address that was approved', () => {
  test('and it is to be verified', async () => {
    await approve(FREE)
    const { approval } = await readOwnAccount(desk.tools, ann)
    const said = await told(confirm(` ${FREE.toUpperCase()}`))
    expect([approval, said, annNow()]).toEqual(['to confirm', 'true ', [FREE, false]])
    expect((await readOwnAccount(desk.tools, ann)).approval).toBe('none')
  })

  test('and is told the same of one that is somebody’s', async () => {
    await approve(FREE)
    await approve(TAKEN)
    const receiptOf = async (one: string) => {
      const { id: _id, audit: _audit, ...rest } = await confirm(one)
      return rest
    }
    expect(await receiptOf(TAKEN)).toEqual(await receiptOf(FREE))
    const confirmed = desk.audit.filter(({ operation }) => operation === 'confirm-address')
    expect(confirmed.slice(0, 2).map(({ before, after }) => [before, after])).toEqual(
      confirmed.slice(2).map(({ before, after }) => [before, after]),
    )
    expect(JSON.stringify(desk.audit)).not.toContain('example.com')
  })

  const HOUR_MS = 3_600_000
  test.each<[string, () => Promise<unknown>]>([
    ['nothing was approved', async () => {}],
    ['another was approved', () => approve('ann@other.example.com')],
    [
      'it was approved in another organization',
      async () => {
        const { memberships } = scene.tenant.state
        memberships.push({ organization_id: GLOBEX, user_id: desk.people.ann.user_id, roles: [] })
        await approve(TAKEN, desk.administrator(desk.people.gus, GLOBEX))
        memberships.pop()
      },
    ],
    [
      'the approval has ended',
      async () => {
        await approve(FREE, desk.olivia, { hours: 1 })
        desk = { ...desk, tools: { ...desk.tools, nowMs: () => NOON_MS + 2 * HOUR_MS } }
      },
    ],
    [
      'the lock was put right meanwhile',
      async () => {
        await approve(FREE)
        await relockMember(desk.tools, desk.olivia, { person: desk.people.ann.user_id })
      },
    ],
    [
      'the approval was forged',
      async () => {
        await approve(FREE)
        const given = desk.recordOf(desk.people.ann, 'og_rebind') as { g: readonly object[] }
        Object.assign(given, { g: given.g.map((one) => ({ ...one, e: 2_000_000_000 })) })
      },
    ],
  ])('not where %s', async (_what, happens) => {
    await happens()
    const { approval } = await readOwnAccount(desk.tools, ann)
    expect([await told(confirm(FREE)), annNow()]).toEqual([
      'address_not_approved',
      [desk.people.ann.email, true],
    ])
    expect(approval).toBe(_what === 'another was approved' ? 'to confirm' : 'none')
  })

  test('and where they are a member of several, an operator changes it', async () => {
    const { cay } = desk.people
    const request = { person: cay.user_id, address: 'cay@new.example.com', hours: 1 }
    expect(await told(approveRebind(desk.tools, desk.olivia, request, SEALING))).toBe(STAYS)
    const actor = desk.administrator(cay)
    const { approval } = await readOwnAccount(desk.tools, actor)
    const said = await told(confirm(request.address, actor))
    expect([approval, said]).toEqual(['with an operator', 'NotPermitted'])
  })
})
