import { beforeEach, describe, expect } from 'vitest'
import { lockOwner } from '../../../actions/records/lock-owner.ts'
import { signOrganization } from '../../../actions/records/token-memory.ts'
import {
  blockMember,
  liftSuspension,
  suspendPerson,
  unblockMember,
} from '../../../scripts/administration/block-member.ts'
import type { User } from '../../../scripts/local-tenant/store.ts'
import {
  type Administration,
  anAdministration,
  operator,
} from '../../builders/an-administration.ts'
import { countLogins } from '../../builders/count-logins.ts'
import { signInMember } from '../../builders/sign-in-member.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, GLOBEX, NOON_MS } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration
const T = NOON_MS / 1000
const BLOCKED = { o: ACME, r: 'SUSPENDED', t: T }

beforeEach(async () => {
  desk = await anAdministration(scene)
})

const signedIn = (person: { email?: string }, organization: string) =>
  signInMember(scene, person, organization)
const left = (person: { user_id: string }) => countLogins(desk, person)

test('a block is written, what was issued is ended, and the receipt says both', async () => {
  const { ann } = desk.people
  await signedIn(ann, ACME)
  const receipt = await blockMember(desk.tools, desk.olivia, {
    person: ann.user_id,
    reason: 'SUSPENDED',
  })
  expect(desk.recordOf(ann, 'og_block')).toEqual({ v: 1, b: [BLOCKED] })
  expect(await left(ann)).toEqual({ sessions: 0, refreshTokens: 0 })
  expect(receipt).toEqual({
    id: 'receipt-1',
    operation: 'block',
    at: '2026-11-20T12:00:00.000Z',
    organization: ACME,
    person: ann.user_id,
    changed: true,
    revoked: { sessions: 'of the organization', refreshTokens: 'of the organization' },
    tokensDeadBy: '2026-11-21T12:00:00.000Z',
    observed: null,
    undone: [
      expect.stringMatching(/not of this organization alone may go on/),
      'the refusal was not seen: nobody was at hand to try it',
    ],
    audit: desk.audit.at(-1)?.hash,
  })
})

test('a member of another organization keeps what is of the whole tenant', async () => {
  const { cay } = desk.people
  await signedIn(cay, ACME)
  const { revoked, undone } = await blockMember(desk.tools, desk.olivia, {
    person: cay.user_id,
    reason: 'SUSPENDED',
  })
  expect(await left(cay)).toEqual({ sessions: 1, refreshTokens: 1 })
  expect(revoked).toEqual({
    sessions: 'of the organization',
    refreshTokens: 'of the organization',
  })
  expect(undone).toHaveLength(2)
})

/** As the guard has a token remember where it was issued. */
const memoryOf = (person: User, organization: string): string => {
  const { tenantId, keyring } = desk.tools
  return signOrganization(organization, lockOwner(tenantId, person), keyring) ?? ''
}

test('of a member of several organizations the refresh tokens that remember this one end', async () => {
  const { cay } = desk.people
  for (const [og_org, organization] of [
    [memoryOf(cay, ACME), ACME],
    [memoryOf(cay, GLOBEX), GLOBEX],
    // Somebody else's, and no memory at all: nobody believes them.
    [memoryOf(desk.people.ann, ACME), ACME],
    [ACME, ACME],
  ] as const) {
    scene.whenActionsRun({ refreshToken: { metadata: { og_org } } })
    await signedIn(cay, organization)
  }
  await blockMember(desk.tools, desk.olivia, { person: cay.user_id, reason: 'SUSPENDED' })
  const { data } = await desk.tools.management.users.refreshToken.list(cay.user_id)
  expect(data.map(({ refresh_token_metadata }) => refresh_token_metadata?.og_org)).toEqual([
    memoryOf(cay, GLOBEX),
    memoryOf(desk.people.ann, ACME),
    ACME,
  ])
})

test('more refresh tokens than a page holds end, all of them', async () => {
  const { cay } = desk.people
  scene.whenActionsRun({ refreshToken: { metadata: { og_org: memoryOf(cay, ACME) } } })
  await signedIn(cay, ACME)
  const { protocol } = scene.tenant.state
  const [token] = [...protocol].filter(([key]) => key.startsWith('RefreshToken:'))
  const grantId = String(token?.[1].payload.grantId)
  const facts = protocol.get(`GrantFacts:${grantId}`)
  for (let number = 0; number < 120 && token !== undefined && facts !== undefined; number += 1) {
    const payload = { ...token[1].payload, grantId: `grant-${number}` }
    protocol.set(`RefreshToken:copy-${number}`, { ...token[1], payload })
    protocol.set(`GrantMembers:grant-${number}`, {
      payload: { keys: [`RefreshToken:copy-${number}`] },
      expires_at_ms: null,
    })
    protocol.set(`GrantFacts:grant-${number}`, facts)
  }
  expect((await left(cay)).refreshTokens).toBe(50)
  await blockMember(desk.tools, desk.olivia, { person: cay.user_id, reason: 'SUSPENDED' })
  expect((await left(cay)).refreshTokens).toBe(0)
})

describe('what stands in the record', () => {
  type Act = () => Promise<unknown>
  const request = () => ({ person: desk.people.cay.user_id })
  const block = (reason = 'SUSPENDED', untilMs?: number) =>
    blockMember(desk.tools, desk.olivia, {
      ...request(),
      reason,
      ...(untilMs === undefined ? {} : { untilMs }),
    })
  const inGlobex = { o: GLOBEX, r: 'SECURITY', t: T }
  const everywhere = { o: '*', r: 'SECURITY', t: T }
  const blockInGlobex = () =>
    blockMember(desk.tools, operator, { ...request(), organization: GLOBEX, reason: 'SECURITY' })
  const suspend = () => suspendPerson(desk.tools, operator, { ...request(), reason: 'SECURITY' })
  const unblock = () => unblockMember(desk.tools, desk.olivia, request())

  test.each<[string, readonly Act[], unknown]>([
    ['one block', [block], [BLOCKED]],
    [
      'the same again, later',
      [block, async () => scene.tenant.clock.advance(5_000), block],
      [BLOCKED],
    ],
    ['another reason', [block, () => block('SECURITY')], [{ ...BLOCKED, r: 'SECURITY' }]],
    ['an end', [() => block('SUSPENDED', NOON_MS + 5_500)], [{ ...BLOCKED, until: T + 5 }]],
    ['a block of each organization', [block, blockInGlobex], [BLOCKED, inGlobex]],
    ['one lifted, and not the other', [block, blockInGlobex, unblock], [inGlobex]],
    ['the last one lifted', [block, unblock], undefined],
    ['a suspension, which an unblock leaves', [suspend, unblock], [everywhere]],
    [
      'a block, which a lifted suspension leaves',
      [block, suspend, () => liftSuspension(desk.tools, operator, request())],
      [BLOCKED],
    ],
  ])('%s', async (_what, acts, blocks) => {
    for (const act of acts) await act()
    const record = blocks === undefined ? undefined : { v: 1, b: blocks }
    expect(desk.recordOf(desk.people.cay, 'og_block')).toEqual(record)
  })
})

test('the audit tells of both ends of an operation, and of what was before', async () => {
  const { ann } = desk.people
  await blockMember(desk.tools, desk.olivia, { person: ann.user_id, reason: 'SUSPENDED' })
  await unblockMember(desk.tools, desk.olivia, { person: ann.user_id })
  const actor = { kind: 'administrator', userId: desk.people.olivia.user_id }
  const line = (operation: string, phase: string, before: unknown, after: unknown) =>
    expect.objectContaining({
      operation,
      phase,
      before,
      after,
      actor,
      organization: ACME,
      person: ann.user_id,
    })
  const blocked = { v: 1, b: [BLOCKED] }
  expect(desk.audit).toEqual([
    line('block', 'begun', null, null),
    line('block', 'ended', null, { blocked: ACME, reason: 'SUSPENDED', until: null }),
    line('unblock', 'begun', blocked, null),
    line('unblock', 'ended', blocked, { lifted: ACME }),
  ])
})

test.each<[string, string, number | undefined, string]>([
  ['that is none', '', undefined, 'reason_invalid'],
  ['in small letters', 'suspended', undefined, 'reason_invalid'],
  ['with an address in it', 'ANN@ACME', undefined, 'reason_invalid'],
  ['that an own deletion would go on from', 'ERASED', undefined, 'reason_reserved'],
  ['of a removal', 'LEAVING', undefined, 'reason_reserved'],
  ['of a de-provision', 'DEPROVISIONED', undefined, 'reason_reserved'],
  ['of whoever tries a block', 'WITNESS', undefined, 'reason_reserved'],
  ['that ends as it begins', 'SUSPENDED', NOON_MS, 'moment_invalid'],
])('a block %s is refused before anything is written', async (_what, reason, untilMs, code) => {
  const request = { person: desk.people.ann.user_id, reason }
  const blocking = blockMember(desk.tools, desk.olivia, {
    ...request,
    ...(untilMs === undefined ? {} : { untilMs }),
  })
  await expect(blocking).rejects.toMatchObject({ faults: [{ code }] })
  expect(desk.begun()).toEqual([])
})

test('two operators who write at once lose nothing', async () => {
  const { cay } = desk.people
  const inGlobex = { o: GLOBEX, r: 'SECURITY', t: T }
  let waits = 0
  const wait = async () => {
    waits += 1
    // The other one had read the record before ours was written, and writes it only now.
    const record = { v: 1, b: [inGlobex] }
    if (waits === 1)
      await desk.tools.management.users.update(cay.user_id, { app_metadata: { og_block: record } })
  }
  const request = { person: cay.user_id, reason: 'SUSPENDED' }
  await blockMember({ ...desk.tools, wait }, desk.olivia, request)
  expect(desk.recordOf(cay, 'og_block')).toEqual({ v: 1, b: [inGlobex, BLOCKED] })
})

test('a record that others write over each time is a failure, and no success', async () => {
  const { cay } = desk.people
  const wait = async () => {
    await desk.tools.management.users.update(cay.user_id, { app_metadata: { og_block: null } })
  }
  const request = { person: cay.user_id, reason: 'SUSPENDED' }
  const blocking = blockMember({ ...desk.tools, wait }, desk.olivia, request)
  await expect(blocking).rejects.toThrow('is written by others all the time')
})
