import { beforeEach, expect } from 'vitest'
import { NotPermitted } from '../../../scripts/administration/not-permitted.ts'
import type { Actor } from '../../../scripts/administration/prove-actor.ts'
import {
  type Act,
  OF_ACCOUNTS,
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
import { failingAt } from '../../builders/failing-at.ts'
import { changeClient } from '../../local-tenant/oidc/ask-token.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, addInvitation, GLOBEX } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration

beforeEach(async () => {
  desk = await anAdministration(scene)
})

const answer = async (act: Act | undefined, actor: Actor, place: Place): Promise<string> => {
  try {
    await act?.(desk.tools, actor, place)
    return 'done'
  } catch (error) {
    return error instanceof NotPermitted ? 'not permitted' : String(error)
  }
}
const answersOf = async (
  acts: Readonly<Record<string, Act>>,
  actor: Actor,
  places: readonly Place[],
) => {
  const answers: string[] = []
  for (const [name, act] of Object.entries(acts)) {
    for (const place of places) {
      answers.push(
        `${name} ${place.person} ${place.organization ?? ''}: ${await answer(act, actor, place)}`,
      )
    }
  }
  return answers.filter((one) => !one.endsWith('not permitted'))
}

/** Every way in which Olivia could name Bob, who works for Globex only, or nobody. */
const waysToBob = (): readonly Place[] => {
  const { bob, ann } = desk.people
  const ids = [
    bob.user_id,
    bob.email ?? '',
    `${bob.user_id} `,
    encodeURIComponent(bob.user_id),
    '',
    '*',
    'auth0|nobody',
    '../users',
    `${ann.user_id}/../${bob.user_id}`,
  ]
  return ids.flatMap((person) => [
    { person },
    { person, organization: ACME },
    { person, organization: GLOBEX },
    { person, organization: 'globex' },
  ])
}

/** Members of Acme, and what Globex decides about them; and organizations that are none. */
const waysToGlobex = (): readonly Place[] => {
  const { ann, cay } = desk.people
  return [
    { person: cay.user_id, organization: GLOBEX },
    { person: ann.user_id, organization: '*' },
    { person: ann.user_id, organization: `${ACME}/members` },
  ]
}

test('an administrator of one organization does nothing to people of another', async () => {
  const before = structuredClone(scene.tenant.state.users)
  expect(await answersOf({ ...OF_PEOPLE, ...OF_ACCOUNTS }, desk.olivia, waysToBob())).toEqual([])
  expect(await answersOf(OF_PEOPLE, desk.olivia, waysToGlobex())).toEqual([])
  expect(scene.tenant.state.users).toEqual(before)
  expect(desk.begun()).toEqual([])
})

test('and asks the tenant as often, whoever is there: the time it takes tells nothing', async () => {
  const { bob, gus } = desk.people
  addInvitation(scene, 'new@example.com', { organization_id: GLOBEX })
  const { users } = scene.tenant.state
  users.set('auth0|nowhere', { ...bob, user_id: 'auth0|nowhere' })
  const names = [bob.user_id, gus.user_id, 'auth0|nowhere', 'auth0|nobody']
  const { tools } = desk
  const { withdrawInvitation, sendInvitationAgain } = OF_ORGANIZATIONS
  const ofInvitations = { withdrawInvitation, sendInvitationAgain }
  const asked: Record<string, readonly number[]> = {}
  for (const [name, act] of Object.entries({ ...OF_PEOPLE, ...OF_ACCOUNTS, ...ofInvitations })) {
    const counts: number[] = []
    for (const person of names) {
      const counting = failingAt(tools, Number.POSITIVE_INFINITY)
      desk = { ...desk, tools: counting.tools }
      const invitation = person === bob.user_id ? 'uinv_1' : 'uinv_none'
      expect(await answer(act, desk.olivia, { person, invitation })).toBe('not permitted')
      counts.push(counting.callsMade())
    }
    asked[name] = counts
  }
  expect(asked).toEqual(
    Object.fromEntries(Object.entries(asked).map(([name, [one]]) => [name, names.map(() => one)])),
  )
})

test('nor what only an operator may, to anybody', async () => {
  const { ann } = desk.people
  const places = [...waysToBob(), { person: ann.user_id }]
  expect(await answersOf(OF_OPERATORS, desk.olivia, places)).toEqual([])
  expect(desk.begun()).toEqual([])
})

test('nor to another organization', async () => {
  addInvitation(scene, 'new@example.com', { organization_id: GLOBEX })
  const places = [GLOBEX, 'globex', '*', '', `${ACME}/../${GLOBEX}`].map((organization) => ({
    person: '',
    organization,
  }))
  expect(await answersOf(OF_ORGANIZATIONS, desk.olivia, places)).toEqual([])
  const own = { person: '', organization: ACME }
  for (const name of ['withdrawInvitation', 'sendInvitationAgain']) {
    const ofGlobex = { ...own, invitation: 'uinv_1' }
    expect(await answer(OF_ORGANIZATIONS[name], desk.olivia, ofGlobex)).toBe('not permitted')
  }
  expect(scene.tenant.state.invitations.size).toBe(1)
})

/** Who is no administrator of Acme, although a token of Acme says who they are. */
const pretenders = (): Readonly<Record<string, Actor>> => {
  const { ann, bob, cay, gus } = desk.people
  const { administrator } = desk
  const held = scene.tenant.state.memberships.find(
    ({ user_id, organization_id }) => user_id === cay.user_id && organization_id === GLOBEX,
  )
  if (held !== undefined) held.roles = ['rol_admin']
  const outside = scene.tenant.state.users.get(ann.user_id)
  if (outside !== undefined) outside.role_ids = ['rol_admin']
  return {
    'a member without the role, who has it outside of organizations': administrator(ann),
    'a member who has the role in another organization': administrator(cay),
    'the administrator of another organization': administrator(gus),
    'a member of another organization': administrator(bob),
    'somebody who was deleted': administrator({ user_id: 'auth0|gone' }),
    'an id that is none': administrator({ user_id: '../users' }),
  }
}

test('nobody but who holds the role in the organization, now, does anything there', async () => {
  const { olivia } = desk.people
  for (const [who, actor] of Object.entries(pretenders())) {
    const places = [{ person: olivia.user_id }, { person: olivia.user_id, organization: ACME }]
    const acts = { ...OF_PEOPLE, ...OF_ACCOUNTS, ...OF_OPERATORS, ...OF_ORGANIZATIONS }
    expect([who, await answersOf(acts, actor, places)]).toEqual([who, []])
  }
  expect(desk.begun()).toEqual([])
})

test('an administrator whose role was taken away is none', async () => {
  for (const membership of scene.tenant.state.memberships) membership.roles = []
  const places = [{ person: desk.people.ann.user_id }]
  expect(
    await answersOf({ ...OF_PEOPLE, ...OF_ACCOUNTS, ...OF_ORGANIZATIONS }, desk.olivia, places),
  ).toEqual([])
})

test('an administrator who is blocked acts no more, and lifts no block of their own', async () => {
  const { olivia, ann } = desk.people
  const { users } = desk.tools.management
  const block = (o: string) => ({ app_metadata: { og_block: { v: 1, b: [{ o, r: 'S', t: 1 }] } } })
  for (const change of [
    block(ACME),
    block('*'),
    { app_metadata: { og_block: 'unreadable' } },
    { blocked: true },
  ]) {
    await users.update(olivia.user_id, { blocked: false, app_metadata: { og_block: null } })
    await users.update(olivia.user_id, change)
    const places = [{ person: olivia.user_id }, { person: ann.user_id }]
    const acts = { ...OF_PEOPLE, ...OF_ACCOUNTS, ...OF_ORGANIZATIONS }
    expect([change, await answersOf(acts, desk.olivia, places)]).toEqual([change, []])
  }
  await users.update(olivia.user_id, { blocked: false, ...block(GLOBEX) })
  expect(await answer(OF_PEOPLE.unblockMember, desk.olivia, { person: ann.user_id })).toBe('done')
})

test('nobody shuts themselves out, or moves their own lock', async () => {
  const { olivia } = desk.people
  const { blockMember, removeMember, deprovisionPerson, relockMember, approveRebind } = OF_PEOPLE
  const { grantAddress } = OF_PEOPLE
  const { erasePerson } = OF_ACCOUNTS
  const acts = {
    blockMember,
    removeMember,
    deprovisionPerson,
    relockMember,
    approveRebind,
    grantAddress,
    erasePerson,
  } as Readonly<Record<string, Act>>
  expect(await answersOf(acts, desk.olivia, [{ person: olivia.user_id }])).toEqual([])
})

const byPerson = (person: { user_id: string }): Actor => ({
  kind: 'operator',
  userId: person.user_id,
})

test('nobody lifts a block of their own, and an operator who is shut out does nothing at all', async () => {
  const { ann, bob } = desk.people
  const { users } = desk.tools.management
  const { unblockMember } = OF_PEOPLE
  const { liftSuspension, liftTenantBlock } = OF_OPERATORS
  const lifting = { unblockMember, liftSuspension, liftTenantBlock } as Readonly<
    Record<string, Act>
  >
  const own = { person: ann.user_id, organization: ACME }
  const everything = { ...OF_PEOPLE, ...OF_ACCOUNTS, ...OF_OPERATORS, ...OF_ORGANIZATIONS }
  for (const [change, isShut] of [
    [{ blocked: false }, false],
    [{ app_metadata: { og_block: { v: 1, b: [{ o: ACME, r: 'S', t: 1 }] } } }, false],
    [{ app_metadata: { og_block: { v: 1, b: [{ o: '*', r: 'S', t: 1 }] } } }, true],
    [{ app_metadata: { og_block: 'unreadable' } }, true],
    [{ blocked: true }, true],
  ] as const) {
    await users.update(ann.user_id, { blocked: false, app_metadata: { og_block: null } })
    await users.update(ann.user_id, change)
    expect([change, await answersOf(lifting, byPerson(ann), [own])]).toEqual([change, []])
    const other = { person: bob.user_id, organization: GLOBEX }
    const done = await answersOf(isShut ? everything : lifting, byPerson(ann), [other])
    expect([change, done.length]).toEqual([change, isShut ? 0 : 3])
  }
  // The second ends as a machine's id does, of which no account is asked for.
  for (const user_id of ['auth0|gone', 'samlp|globex|eve@clients']) {
    expect(await answersOf(everything, byPerson({ user_id }), [own])).toEqual([])
  }
})

test('each operation is open to whom it is meant for', async () => {
  const { ann } = desk.people
  addInvitation(scene, 'other@example.com')
  addInvitation(scene, 'again@example.com', { id: 'uinv_2', roles: [] })
  changeClient(scene, 'portal', { initiate_login_uri: 'https://app.example.com/login' })
  const { withdrawInvitation, ...others } = OF_ORGANIZATIONS
  for (const act of [...Object.values(others), withdrawInvitation]) {
    expect(await answer(act, desk.olivia, { person: '' })).toBe('done')
  }
  for (const act of Object.values(OF_OPERATORS)) {
    expect(await answer(act, operator, { person: ann.user_id })).toBe('done')
  }
  const { deprovisionPerson, removeMember, ...harmless } = OF_PEOPLE
  const { erasePerson, ...accounts } = OF_ACCOUNTS
  for (const [name, act] of Object.entries({ ...harmless, ...accounts })) {
    expect([name, await answer(act, desk.olivia, { person: ann.user_id })]).toEqual([name, 'done'])
  }
  expect(await answer(erasePerson, desk.olivia, { person: desk.people.cay.user_id })).toBe(
    'not permitted',
  )
  expect(await answer(removeMember, desk.olivia, { person: ann.user_id })).toBe('done')
  expect(await answer(erasePerson, operator, { person: ann.user_id })).toBe('done')
  expect(await answer(deprovisionPerson, desk.olivia, { person: desk.people.cay.user_id })).toBe(
    'done',
  )
})

test('a rehearsal refuses what the operation refuses, and does nothing', async () => {
  const { olivia, ann, bob } = desk.people
  changeClient(scene, 'portal', { initiate_login_uri: 'https://app.example.com/login' })
  addInvitation(scene, 'other@example.com')
  addInvitation(scene, 'again@example.com', { id: 'uinv_2', roles: [] })
  const { tools } = desk
  const { listMembers: _members, listInvitations: _invitations, ...writes } = OF_ORGANIZATIONS
  const { listOrganizations: _organizations, ...accounts } = OF_ACCOUNTS
  const { readMember: _member, ...ofPeople } = OF_PEOPLE
  const acts = { ...ofPeople, ...accounts, ...writes }
  const before = structuredClone(scene.tenant.state)
  desk = { ...desk, tools: { ...tools, isRehearsal: true } }
  const places = [ann, bob, olivia].map(({ user_id }) => ({ person: user_id }))
  const allowed = await answersOf(acts, desk.olivia, places)
  expect(
    allowed.filter(
      (one) =>
        one.includes(bob.user_id) &&
        !/^(sendInvitation|sendInvitationAgain|withdrawInvitation) /.test(one),
    ),
  ).toEqual([])
  const ofOneself = allowed
    .filter((one) => one.includes(olivia.user_id))
    .map((one) => one.split(' ')[0])
  expect(ofOneself.toSorted()).toEqual([
    'changeProfile',
    'declineAddress',
    'liftPasswordBlock',
    'sendInvitation',
    'sendInvitationAgain',
    'sendPasswordReset',
    'withdrawInvitation',
  ])
  expect(allowed.filter((one) => one.includes(ann.user_id))).toHaveLength(Object.keys(acts).length)
  expect(scene.tenant.state).toEqual(before)
  expect(desk.begun()).toEqual([])
})

test('an operator says which organization', async () => {
  const { ann } = desk.people
  expect(await answer(OF_PEOPLE.blockMember, operator, { person: ann.user_id })).toBe(
    'not permitted',
  )
})
