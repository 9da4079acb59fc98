import type { ManagementClient } from 'auth0'
import type { Configuration } from 'openid-client'
import { beforeEach, describe, expect } from 'vitest'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { managementClient } from '../management/management-access.ts'
import { askToken, changeClient } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import {
  addPerson,
  answerOf,
  authorizationRequest,
  logTypes,
  openApplication,
  PASSWORD,
  signIn,
} from './start-scene.ts'

const REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const SETTING = 'attack-protection/brute-force-protection'
const DAY_MS = 86_400_000
let management: ManagementClient
let portal: Configuration
let ann: User

beforeEach(async () => {
  management = await managementClient(scene)
  portal = await openApplication(scene)
  ann = await addPerson(scene, 'ann@example.com')
  changeClient(scene, 'portal', { grant_types: ['authorization_code', REALM] })
})

const enter = async (password: string, email = 'ann@example.com') => {
  const { address } = await authorizationRequest(portal)
  return answerOf(await signIn(scene.newBrowser(), address, { email, password }))
}
const exchange = async (password: string) => {
  const { status, body } = await askToken(scene, {
    grant_type: REALM,
    realm: 'members',
    client_id: 'portal',
    username: 'Ann@example.com',
    password,
  })
  return { status, error: (body as { error?: string }).error }
}
async function fail(times: number, identifier?: string): Promise<void> {
  for (let count = 0; count < times; count += 1) await enter('Wrong-Horse-9', identifier)
}
const blocks = async () => (await management.userBlocks.list(ann.user_id)).blocked_for

test('ten wrong passwords in a row block the right one, at the page and at the token endpoint', async () => {
  await fail(9)
  expect([await blocks(), await enter(PASSWORD)]).toEqual([[], 'code'])
  await fail(10)
  expect(await enter(PASSWORD)).toBe('page 400')
  expect(await exchange(PASSWORD)).toEqual({ status: 429, error: 'too_many_attempts' })
  expect(logTypes(scene).filter((type) => type === 'limit_wc')).toEqual(['limit_wc'])
  expect(await blocks()).toEqual([
    { identifier: 'ann@example.com', ip: '127.0.0.1', connection: 'members' },
  ])
})

test('a wrong password at the token endpoint counts too', async () => {
  await fail(8)
  await exchange('Wrong-Horse-9')
  expect((await exchange('Wrong-Horse-9')).status).toBe(403)
  expect((await exchange(PASSWORD)).status).toBe(429)
})

describe('who was blocked signs in again', () => {
  type Lift = () => unknown
  test.each<[string, Lift, string]>([
    ['not by waiting a day', () => scene.tenant.clock.advance(DAY_MS), 'page 400'],
    ['after thirty days', () => scene.tenant.clock.advance(30 * DAY_MS), 'code'],
    ['after an operator’s act', () => management.userBlocks.delete(ann.user_id), 'code'],
    [
      'after the same by identifier',
      () => management.userBlocks.deleteByIdentifier({ identifier: 'ann@example.com' }),
      'code',
    ],
    [
      'not after somebody else’s block was lifted',
      () => management.userBlocks.deleteByIdentifier({ identifier: 'bob@example.com' }),
      'page 400',
    ],
    [
      'after a password set by an operator',
      () => management.users.update(ann.user_id, { password: PASSWORD }),
      'code',
    ],
    [
      'not by a lifted block of the profile, which is another one',
      () => management.users.update(ann.user_id, { blocked: false }),
      'page 400',
    ],
  ])('%s', async (_when, lift, answer) => {
    await fail(10)
    await lift()
    expect(await enter(PASSWORD)).toBe(answer)
  })
})

describe('nobody is blocked', () => {
  type Change = Record<string, unknown>
  const byDefault = { enabled: true, shields: ['block'], allowlist: [], max_attempts: 10 }
  test.each<[string, Change]>([
    ['where the protection is off', { ...byDefault, enabled: false }],
    ['where it only notifies', { ...byDefault, shields: ['user_notification'] }],
    ['from an address of the allow list', { ...byDefault, allowlist: ['127.0.0.1'] }],
    ['below the number that the tenant sets', { ...byDefault, max_attempts: 11 }],
  ])('%s', async (_where, setting) => {
    await management.attackProtection.bruteForceProtection.update(setting)
    await fail(10)
    expect(await enter(PASSWORD)).toBe('code')
  })

  test('where the connection does without', async () => {
    const { options } = await management.connections.get('con_members')
    await management.connections.update('con_members', {
      options: { ...options, brute_force_protection: false },
    })
    await fail(10)
    expect(await enter(PASSWORD)).toBe('code')
  })

  test('for what others get wrong', async () => {
    await addPerson(scene, 'bob@example.com')
    await fail(10, 'bob@example.com')
    expect(await enter(PASSWORD)).toBe('code')
  })
})

test('counted by identifier alone, the block names no address', async () => {
  scene.tenant.state.settings.set(SETTING, {
    enabled: true,
    shields: ['block'],
    allowlist: [],
    max_attempts: 2,
    mode: 'count_per_identifier',
  })
  await fail(2)
  expect(await blocks()).toEqual([{ identifier: 'ann@example.com', connection: 'members' }])
})
