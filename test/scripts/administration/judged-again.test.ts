import { beforeEach, describe, expect } from 'vitest'
import type { AuditEntry } from '../../../scripts/administration/audit-log.ts'
import { NotPermitted } from '../../../scripts/administration/not-permitted.ts'
import type { Actor } from '../../../scripts/administration/prove-actor.ts'
import type { Tools } from '../../../scripts/administration/tools.ts'
import {
  type Act,
  NEW_ADDRESS,
  OF_ACCOUNTS,
  OF_ONESELF,
  OF_OPERATORS,
  OF_ORGANIZATIONS,
  OF_PEOPLE,
  sent,
} from '../../builders/administration-acts.ts'
import { type Administration, anAdministration } from '../../builders/an-administration.ts'
import { changeClient } from '../../local-tenant/oidc/ask-token.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, addInvitation, GLOBEX } from '../../local-tenant/oidc/start-scene.ts'

/** The audit waits for its file and its sink, and what an operation was judged by may be otherwise by then. */
let desk: Administration

beforeEach(async () => {
  desk = await anAdministration(scene)
  addInvitation(scene, 'other@example.com', { roles: [] })
  changeClient(scene, 'portal', { initiate_login_uri: 'https://app.example.com/login' })
  sent.length = 0
})

/** Tools whose audit takes so long to write that an operation begins that something else happens. */
const whileBegun = (happens: () => void): Tools => ({
  ...desk.tools,
  audit: {
    append: async (entry: AuditEntry) => {
      const line = await desk.tools.audit.append(entry)
      if (entry.phase === 'begun') happens()
      return line
    },
  },
})
const changeUser = (person: { user_id: string }, change: object) =>
  Object.assign(scene.tenant.state.users.get(person.user_id) ?? {}, change)
const joinGlobex = () =>
  scene.tenant.state.memberships.push({
    organization_id: GLOBEX,
    user_id: desk.people.ann.user_id,
    roles: [],
  })
const takeRole = () => {
  const held = scene.tenant.state.memberships.find(
    ({ user_id }) => user_id === desk.people.olivia.user_id,
  )
  Object.assign(held ?? {}, { roles: [] })
}
const isWrite = ([name]: readonly [string, Act]) => !/^(read|list|export)/.test(name)

const answer = async (act: Act | undefined, actor: Actor, tools: Tools): Promise<unknown> => {
  const organization = actor.kind === 'operator' ? { organization: ACME } : {}
  const place = { person: desk.people.ann.user_id, invitation: 'uinv_1', ...organization }
  try {
    return await act?.(tools, actor, place)
  } catch (error) {
    return error instanceof NotPermitted ? 'not permitted' : String(error)
  }
}
const phases = () => desk.audit.map(({ phase }) => phase)
const receipts = () => new Set(desk.audit.map(({ receipt }) => receipt)).size

/** Done with everything that may become so meanwhile, and with nothing else. */
async function isRefusedLate(act: Act | undefined, actor: Actor, happens: () => void) {
  let before: unknown
  const tools = whileBegun(() => {
    happens()
    before = structuredClone(scene.tenant.state)
  })
  expect(await answer(act, actor, tools)).toBe('not permitted')
  expect(scene.tenant.state).toEqual(before)
  expect([phases(), receipts(), sent]).toEqual([['begun', 'refused'], 1, []])
}

describe('an administrator whose role is taken away meanwhile does nothing more', () => {
  const acts = { ...OF_PEOPLE, ...OF_ACCOUNTS, ...OF_ORGANIZATIONS }
  test.each(Object.entries(acts).filter(isWrite))('%s', (_name, act) =>
    isRefusedLate(act, desk.olivia, takeRole),
  )
})

describe('an operator who is suspended meanwhile does nothing more', () => {
  const acts = { ...OF_PEOPLE, ...OF_ACCOUNTS, ...OF_OPERATORS, ...OF_ORGANIZATIONS }
  test.each(Object.entries(acts).filter(isWrite))('%s', (_name, act) => {
    const { bob } = desk.people
    const operator: Actor = { kind: 'operator', userId: bob.user_id }
    return isRefusedLate(act, operator, () => changeUser(bob, { blocked: true }))
  })
})

describe('whoever is blocked meanwhile does nothing more for themselves', () => {
  test.each(Object.entries(OF_ONESELF).filter(isWrite))('%s', (_name, act) => {
    const { ann } = desk.people
    desk.permit(ann, NEW_ADDRESS.address)
    return isRefusedLate(act, desk.administrator(ann), () => changeUser(ann, { blocked: true }))
  })
})

describe('of whoever is given a right of the tenant meanwhile', () => {
  const { relockMember, approveRebind, grantAddress, sendPasswordReset } = OF_PEOPLE
  const { liftPasswordBlock, erasePerson } = OF_ACCOUNTS
  test.each(
    Object.entries({
      relockMember,
      approveRebind,
      grantAddress,
      sendPasswordReset,
      liftPasswordBlock,
      erasePerson,
    }),
  )('an administrator changes nothing that they sign in with: %s', (_name, act) =>
    isRefusedLate(act, desk.olivia, () => changeUser(desk.people.ann, { role_ids: ['rol_admin'] })),
  )
})

describe('of whoever joins another organization meanwhile', () => {
  test('nothing is changed that is shown there', () =>
    isRefusedLate(OF_PEOPLE.changeProfile, desk.olivia, joinGlobex))

  test('nobody is erased', () => isRefusedLate(OF_ACCOUNTS.erasePerson, desk.olivia, joinGlobex))

  test('no address is taken', () => {
    desk.permit(desk.people.ann, NEW_ADDRESS.address)
    return isRefusedLate(OF_ONESELF.confirmAddress, desk.administrator(desk.people.ann), joinGlobex)
  })

  test('the lock of the own organization moves, and the address stays', async () => {
    await answer(OF_PEOPLE.approveRebind, desk.olivia, whileBegun(joinGlobex))
    const { ann } = desk.people
    expect(scene.tenant.state.users.get(ann.user_id)?.email).toBe(ann.email)
    expect(desk.recordOf(ann, 'og_rebind')).toBeDefined()
  })

  test.each(['blockMember', 'removeMember', 'deprovisionPerson'])(
    'sessions go on: %s',
    async (name) => {
      const receipt = await answer(OF_PEOPLE[name], desk.olivia, whileBegun(joinGlobex))
      expect(receipt).toMatchObject({
        revoked: { sessions: 'of the organization', refreshTokens: 'of the organization' },
      })
      expect(desk.isMember(desk.people.ann, GLOBEX)).toBe(true)
    },
  )
})

/** Tools with which something happens at the time that is given to other writers, for the time with this number. */
const whileWaiting = (number: number, happens: () => void): Tools => {
  let waits = 0
  const wait = async () => {
    waits += 1
    if (waits === number) happens()
  }
  return { ...desk.tools, wait }
}

describe('right before an account goes, it is asked once more what rests on it', () => {
  const { erasePerson } = OF_ACCOUNTS
  const { eraseOneself } = OF_ONESELF
  const { deprovisionPerson } = OF_PEOPLE
  const left = () => {
    const { ann } = desk.people
    const places = [ACME, GLOBEX].filter((one) => desk.isMember(ann, one))
    const { email, blocked = false } = scene.tenant.state.users.get(ann.user_id) ?? {}
    return { email, blocked, block: desk.recordOf(ann, 'og_block'), places }
  }

  test('of whoever joins another organization nothing is erased, and they are let in there', async () => {
    const { ann } = desk.people
    const receipt = await answer(erasePerson, desk.olivia, whileWaiting(2, joinGlobex))
    expect(receipt).toMatchObject({
      undone: ['the account stays: meanwhile it is not open any more to whoever asked'],
    })
    expect(desk.audit.at(-1)?.after).toMatchObject({ account: 'kept' })
    expect(left()).toEqual({
      email: ann.email,
      blocked: false,
      block: undefined,
      places: [ACME, GLOBEX],
    })
  })

  test('whoever is blocked while they leave does not shed the block', async () => {
    const { ann } = desk.people
    const block = () => changeUser(ann, { blocked: true })
    await answer(eraseOneself, desk.administrator(ann), whileWaiting(2, block))
    expect(left()).toEqual({ email: ann.email, blocked: true, block: undefined, places: [ACME] })
  })

  test.each(['the block is written', 'the tombstone is'])(
    'of whoever joins another organization when %s, the membership ends alone',
    async (when) => {
      const { ann } = desk.people
      const number = when === 'the block is written' ? 1 : 2
      const receipt = await answer(deprovisionPerson, desk.olivia, whileWaiting(number, joinGlobex))
      // Nothing of the account, which is not this organization's alone any more.
      expect(receipt).toMatchObject({
        undone: [expect.stringMatching(/may go on/), expect.stringMatching(/was not seen/)],
      })
      expect(desk.audit.at(-1)?.after).toEqual({ member: false, account: 'kept' })
      expect(left()).toMatchObject({ email: ann.email, places: [GLOBEX] })
    },
  )
})
