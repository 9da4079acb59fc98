import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished } from 'vitest'
import { markOf } from '../../../actions/records/address-mark.ts'
import { type AuditLine, verifyAuditLog } from '../../../scripts/administration/audit-log.ts'
import { auditedId, auditedIds } from '../../../scripts/administration/audited-id.ts'
import type { Actor } from '../../../scripts/administration/prove-actor.ts'
import { whoBlocked } from '../../../scripts/operating/who-blocked.ts'
import {
  OF_ACCOUNTS,
  OF_ONESELF,
  OF_OPERATORS,
  OF_ORGANIZATIONS,
  OF_PEOPLE,
} from '../../builders/administration-acts.ts'
import {
  type Administration,
  anAdministration,
  operator,
} from '../../builders/an-administration.ts'
import { aKeyring, OLD_KEYS, TEST_KEYS } from '../../builders/test-keys.ts'
import { changeClient } from '../../local-tenant/oidc/ask-token.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, addInvitation } from '../../local-tenant/oidc/start-scene.ts'

/** An identity provider may make a person's address their id, and no line of the audit holds an address. */
let desk: Administration

const OLIVIA = 'waad|acme|olivia@acme.example.com'
const ANN = 'samlp|acme-sso|ann@acme.example.com'
const BOB = 'samlp|globex-sso|bob@globex.example.com'
const mark = (id: string, key = TEST_KEYS): string => markOf('user-id', id, key, 'test-tenant')

beforeEach(async () => {
  desk = await anAdministration(scene)
  changeClient(scene, 'portal', { initiate_login_uri: 'https://app.example.com/login' })
})

/** The account as if its identity provider had given it this id. */
function giveId({ user_id: former }: { user_id: string }, user_id: string): void {
  const { users, memberships } = scene.tenant.state
  const user = users.get(former)
  if (user === undefined) throw new Error(former)
  users.delete(former)
  users.set(user_id, { ...user, user_id })
  for (const one of memberships) if (one.user_id === former) one.user_id = user_id
}

test.each([
  ['an id of a database', 'auth0|6531f1c0a0b1c2d3e4f50617', true],
  ['an id of a text message', 'sms|6531f1c0a0b1c2d3e4f50617', true],
  ['an id with a name behind its connection', 'samlp|acme|jane.doe', true],
  ['a machine client', 'operator@clients', true],
  ['an address behind a connection', ANN, false],
  ['an address of a custom database', 'auth0|jane@example.com', false],
  ['an address that was written for a path', 'auth0|jane%40example.com', false],
  ['a name that no id of a database has', "samlp|acme|o'brien", false],
  ['letters of any language', 'samlp|acme|jürgen', false],
  ['what encodes something', 'waad|acme|ab/cd==', false],
  ['signs that a terminal acts on', 'auth0|\u001b[31m', false],
  ['a person who passes for a machine client', 'samlp|acme|eve@clients', false],
])('%s', (_what, id, isReadable) => {
  const keyring = aKeyring(TEST_KEYS, OLD_KEYS)
  const tools = { keyring, tenantId: 'test-tenant' }
  expect([auditedId(tools, id), auditedIds(tools, id)]).toEqual(
    isReadable ? [id, [id]] : [mark(id), [id, mark(id), mark(id, OLD_KEYS)]],
  )
})

test('no line of any operation holds an address, whoever acts on whom', async () => {
  const { olivia, ann, bob } = desk.people
  giveId(olivia, OLIVIA)
  giveId(ann, ANN)
  giveId(bob, BOB)
  const asOlivia = desk.administrator({ user_id: OLIVIA })
  const asAnn = desk.administrator({ user_id: ANN })
  addInvitation(scene, 'new@example.com', { roles: [] })
  const start = structuredClone(scene.tenant.state)
  const acts = { ...OF_PEOPLE, ...OF_ACCOUNTS, ...OF_OPERATORS, ...OF_ORGANIZATIONS, ...OF_ONESELF }
  const people = new Set<string | null>()
  const actors = new Set<string>()
  for (const act of Object.values(acts)) {
    for (const actor of [asOlivia, asAnn, operator] satisfies Actor[]) {
      for (const person of [ANN, BOB]) {
        Object.assign(scene.tenant.state, structuredClone(start))
        desk.audit.length = 0
        const place = { person, organization: ACME, invitation: 'uinv_1' }
        await act(desk.tools, actor, place).catch(() => null)
        expect(JSON.stringify(desk.audit)).not.toContain('example.com')
        for (const line of desk.audit) people.add(line.person)
        for (const line of desk.audit) actors.add(line.actor.userId)
      }
    }
  }
  expect(people).toEqual(new Set([mark(OLIVIA), mark(ANN), mark(BOB), null]))
  expect(actors).toEqual(new Set([mark(OLIVIA), mark(ANN), operator.userId]))
})

test('the audit is whole, and tells who blocked somebody, also of a line under a former key', async () => {
  giveId(desk.people.olivia, OLIVIA)
  giveId(desk.people.ann, ANN)
  const former = { ...desk.tools, keyring: aKeyring(OLD_KEYS) }
  const asOlivia = desk.administrator({ user_id: OLIVIA })
  const place = { person: ANN, reason: 'SECURITY' }
  await OF_PEOPLE.blockMember?.(former, asOlivia, place)
  const folder = await mkdtemp(join(tmpdir(), 'auth0-org-guard-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'audit.ndjson')
  const lines = desk.audit.map((line: AuditLine) => JSON.stringify(line))
  await appendFile(path, `${lines.join('\n')}\n`)
  expect((await verifyAuditLog(lines)).faults).toEqual([])
  const blocks = [{ o: ACME, r: 'SECURITY', t: Math.floor(scene.tenant.clock.now() / 1000) }]
  const by = (keyring = aKeyring(TEST_KEYS, OLD_KEYS)) =>
    whoBlocked(path, auditedIds({ keyring, tenantId: 'test-tenant' }, ANN), blocks)
  expect([await by(), await by(aKeyring())]).toEqual([
    [`administrator ${mark(OLIVIA, OLD_KEYS)}`],
    [null],
  ])
})
