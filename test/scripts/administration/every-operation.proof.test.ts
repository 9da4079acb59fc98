import { readdirSync, readFileSync } from 'node:fs'
import { generateKeyPair, SignJWT } from 'jose'
import { beforeEach, describe, expect } from 'vitest'
import { BLOCK_KEY } from '../../../actions/records/block-record.ts'
import { listMembers } from '../../../scripts/administration/list-members.ts'
import { NotPermitted } from '../../../scripts/administration/not-permitted.ts'
import { type Actor, proveActor } from '../../../scripts/administration/prove-actor.ts'
import type { Tools } from '../../../scripts/administration/tools.ts'
import { writeRecord } from '../../../scripts/local-tenant/oidc/provider/protocol-records.ts'
import { organizationRefusals } from '../../../scripts/operating/last-refusals.ts'
import {
  type Act,
  NEW_ADDRESS,
  OF_ACCOUNTS,
  OF_ONESELF,
  OF_OPERATORS,
  OF_ORGANIZATIONS,
  OF_PEOPLE,
  type Place,
  sent,
} from '../../builders/administration-acts.ts'
import {
  type Administration,
  anAdministration,
  operator,
} from '../../builders/an-administration.ts'
import { failingAt } from '../../builders/failing-at.ts'
import { changeClient } from '../../local-tenant/oidc/ask-token.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import {
  ACME,
  addInvitation,
  GLOBEX,
  logIn,
  NOON_MS,
  openApplication,
} from '../../local-tenant/oidc/start-scene.ts'

const OPERATIONS: Readonly<Record<string, Act>> = {
  ...OF_PEOPLE,
  ...OF_ACCOUNTS,
  ...OF_OPERATORS,
  ...OF_ORGANIZATIONS,
  ...OF_ONESELF,
}
/** What operations are made of; none of them is offered. */
const PARTS = [
  'assertStillAdministrator',
  'auditRefusal',
  'findLeaver',
  'findOneself',
  'findOrganization',
  'findWithinReach',
  'invite',
  'judgeMove',
  'mayMoveLock',
  'refuseTenantRights',
  'runOperation',
]

let desk: Administration

beforeEach(async () => {
  desk = await anAdministration(scene)
})

test('the tables name every operation: whatever is exported and takes tools and who acts', () => {
  const folder = new URL('../../../scripts/administration/', import.meta.url)
  const named = readdirSync(folder).flatMap((file) =>
    [
      ...readFileSync(new URL(file, folder), 'utf8').matchAll(
        /^export (?:async function|function|const) (\w+)(?:<[^(]*>)?(?: = (?:async )?)?\(\s*(?:tools|\{[^}]*\}): Tools,\s*actor: Actor/gm,
      ),
    ].map(([, name = '']) => name),
  )
  expect(named.toSorted()).toEqual([...Object.keys(OPERATIONS), ...PARTS].toSorted())
})

const { publicKey, privateKey } = await generateKeyPair('RS256')
const stranger = await generateKeyPair('RS256')
const NOON = NOON_MS / 1000
const DEMANDS = { issuer: 'https://tenant.example.com/', audience: 'https://people.example.com/' }

type Token = {
  readonly claims: object
  readonly key?: typeof privateKey
  /** Of the organization that the token names. */
  readonly isMember?: true
}

/** Tokens of somebody who would do something in Acme, and may not. */
function ways(): Readonly<Record<string, Token>> {
  const { olivia, gus, ann, cay } = desk.people
  const sub = olivia.user_id
  return {
    'another organization’s, of its administrator': {
      claims: { sub: gus.user_id, org_id: GLOBEX },
      isMember: true,
    },
    'another organization’s, of ours': { claims: { sub, org_id: GLOBEX } },
    'ours, of the administrator of another': { claims: { sub: gus.user_id, org_id: ACME } },
    ended: { claims: { sub, org_id: ACME, exp: NOON - 1 } },
    'without the role': { claims: { sub: ann.user_id, org_id: ACME }, isMember: true },
    'with the role in another organization': {
      claims: { sub: cay.user_id, org_id: ACME },
      isMember: true,
    },
    'without an organization': { claims: { sub } },
    'with an empty organization': { claims: { sub, org_id: '' } },
    'with a scope that begins like the operator’s': { claims: { sub, scope: 'operate:people2' } },
    'of another API': { claims: { sub, org_id: ACME, aud: 'https://api.example.com/' } },
    'of another tenant': { claims: { sub, org_id: ACME, iss: 'https://other.example.com/' } },
    'by another key': { claims: { sub, org_id: ACME }, key: stranger.privateKey },
  }
}

async function actAs({ claims, key = privateKey }: Token, act: Act, place: Place) {
  const { issuer: iss, audience: aud } = DEMANDS
  const all = { iss, aud, exp: NOON + 60, ...claims }
  const token = await new SignJWT(all).setProtectedHeader({ alg: 'RS256' }).sign(key)
  try {
    const actor = await proveActor(token, {
      ...DEMANDS,
      operatorScope: 'operate:people',
      keys: async () => publicKey,
      nowMs: NOON_MS,
    })
    await act(desk.tools, actor, place)
    return 'done'
  } catch (error) {
    return error instanceof NotPermitted ? 'not permitted' : String(error)
  }
}

test('every operation is refused to every token of somebody who is no administrator of Acme', async () => {
  const { ann, cay } = desk.people
  const { memberships, users } = scene.tenant.state
  const elsewhere = memberships.find(
    ({ user_id, organization_id }) => user_id === cay.user_id && organization_id === GLOBEX,
  )
  Object.assign(elsewhere ?? {}, { roles: ['rol_admin'] })
  Object.assign(users.get(ann.user_id) ?? {}, { role_ids: ['rol_admin'] })
  addInvitation(scene, 'new@example.com')
  const before = structuredClone(scene.tenant.state)
  const done: string[] = []
  for (const [name, act] of Object.entries(OPERATIONS)) {
    for (const [way, token] of Object.entries(ways())) {
      // A member does what is theirs.
      if (Object.hasOwn(OF_ONESELF, name) && token.isMember === true) continue
      for (const place of placesFor(name)) {
        const said = await actAs(token, act, place)
        if (said !== 'not permitted') done.push(`${name} ${JSON.stringify(place)}, ${way}: ${said}`)
      }
    }
  }
  expect(done).toEqual([])
  expect(scene.tenant.state).toEqual(before)
  expect(desk.begun()).toEqual([])
})

test('refused sign-ins of Acme are shown to no such token either', async () => {
  const { ann, gus } = desk.people
  const entry = { date: new Date(NOON_MS).toISOString(), type: 'f', user_id: ann.user_id }
  scene.tenant.state.logs.push({ ...entry, log_id: 'log_1', organization_id: ACME })
  const seen = async (tools: Tools, actor: Actor) =>
    shown.push(await organizationRefusals(tools, actor))
  const shown: unknown[] = []
  const said: string[] = []
  for (const token of Object.values(ways())) {
    said.push(await actAs(token, seen, { person: gus.user_id, organization: ACME }))
  }
  // One of them administers Globex, of which there is nothing to show.
  expect([said.filter((one) => one !== 'not permitted'), shown]).toEqual([['done'], [[]]])
})

/** What is of an organization is said to be of Acme: without a name it is of the token’s. */
const placesFor = (name: string): readonly Place[] => {
  const { user_id: person, email = '' } = desk.people.olivia
  const named = { person, organization: ACME }
  return Object.hasOwn(OF_ORGANIZATIONS, name)
    ? [named, { ...named, invitation: 'uinv_1' }]
    : [named, { person }, { person: email, organization: ACME }]
}

test('a page is of the organization of whoever asks, also where it was begun in another', async () => {
  const { memberships, users } = scene.tenant.state
  const { bob, gus } = desk.people
  for (let number = 0; number < 60; number += 1) {
    const user_id = `auth0|${String(number).padStart(24, '0')}`
    users.set(user_id, { ...bob, user_id })
    memberships.push({ organization_id: GLOBEX, user_id, roles: [] })
  }
  const theirs = await listMembers(desk.tools, desk.administrator(gus, GLOBEX))
  const from = theirs.next ?? ''
  const page = await listMembers(desk.tools, desk.olivia, { from }).catch(() => null)
  const places = (page?.members ?? []).map(({ person }) => desk.isMember({ user_id: person }, ACME))
  expect([from === '', places.every((one) => one)]).toEqual([false, true])
})

/** All that an operation leaves. A permission given twice permits the same; its ids are made anew. */
function whole(): unknown {
  const { users, memberships, invitations, organizations, protocol } = scene.tenant.state
  const tokens = [...protocol.keys()].filter((key) =>
    /^(Session|RefreshToken|FailedLogins):/.test(key),
  )
  return structuredClone({
    users: [...users].map(([id, { updated_at: _at, app_metadata, ...user }]) => {
      const { og_rebind, og_grant, ...records } = app_metadata
      return [id, user, records, marksOf(og_rebind), marksOf(og_grant)]
    }),
    memberships,
    invitations: [...invitations.values()].map(({ id, invitee }) => [id === 'uinv_1', invitee]),
    mails: sent.length,
    organizations: [...organizations.values()].map(({ metadata }) => metadata),
    tokens: tokens.length,
  })
}

const marksOf = (record: unknown): readonly string[] => {
  const { g = [] } = (record ?? {}) as { g?: readonly { o: string; m: string }[] }
  return [...new Set(g.map(({ o, m }) => `${o} ${m}`))]
}

const WRITES = Object.entries(OPERATIONS).filter(([name]) => !/^(read|list|export)/.test(name))

describe('interrupted before any of its calls and run again', () => {
  test.each(WRITES)('%s ends in the whole result', async (name, act) => {
    const { ann } = desk.people
    const isOwn = Object.hasOwn(OF_ONESELF, name)
    addInvitation(scene, 'new@example.com', { roles: [] })
    changeClient(scene, 'portal', { initiate_login_uri: 'https://app.example.com/login' })
    const portal = await openApplication(scene)
    await logIn(scene, portal, scene.newBrowser(), ann, {
      organization: ACME,
      scope: 'openid offline_access',
    })
    // What there is to lift, or to end; whoever acts for themselves is not shut out.
    const { users } = desk.tools.management
    // With the account would go what the tenant decided, and then it does not go.
    const isEnd = name === 'erasePerson' || name === 'deprovisionPerson'
    if (isOwn) desk.permit(ann, NEW_ADDRESS.address)
    const b = [ACME, ...(isEnd ? [] : ['*'])].map((o) => ({ o, r: 'SUSPENDED', t: 1 }))
    const request = { v: 1, o: ACME, a: 'other@example.com', t: 1 }
    const blocks = isOwn ? {} : { [BLOCK_KEY]: { v: 1, b } }
    await users.update(ann.user_id, {
      blocked: !isOwn && !isEnd,
      app_metadata: { ...blocks, og_request: request },
    })
    const actor: Actor = Object.hasOwn(OF_OPERATORS, name)
      ? operator
      : isOwn
        ? desk.administrator(ann)
        : desk.olivia
    const failed = { connection: 'members', identifier: ann.email, count: 10 }
    writeRecord(scene.tenant, 'FailedLogins:ann', failed, 3600)
    const place = { person: ann.user_id, invitation: 'uinv_1' }
    const start = structuredClone(scene.tenant.state)
    const before = whole()
    sent.length = 0
    await act(desk.tools, actor, place)
    const expected = whole()
    const hasChanged = JSON.stringify(before) !== JSON.stringify(expected)
    expect(hasChanged).toBe(true)

    const ends: unknown[] = []
    for (let number = 1; number < 60; number += 1) {
      Object.assign(scene.tenant.state, structuredClone(start))
      sent.length = 0
      const { tools, callsMade } = failingAt(desk.tools, number)
      const isInterrupted = await act(tools, actor, place).then(
        () => false,
        () => true,
      )
      if (!isInterrupted) break
      expect(callsMade()).toBe(number)
      await act(desk.tools, actor, place).catch((error: unknown) => {
        // Whoever is gone, or withdrawn, already: the first run had done it all but said it.
        if (!(error instanceof NotPermitted)) throw error
      })
      ends.push(whole())
    }
    expect(ends.length).toBeGreaterThan(0)
    expect(ends).toEqual(ends.map(() => expected))
  })
})
