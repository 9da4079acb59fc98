import type { ManagementClient } from 'auth0'
import type { Configuration } from 'openid-client'
import { beforeEach, describe, expect } from 'vitest'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { scene, test } from '../oidc/scene-test.ts'
import {
  addPerson,
  answerOf,
  authorizationRequest,
  logIn,
  openApplication,
  refresh,
} from '../oidc/start-scene.ts'
import { managementClient, refusalOf } from './management-access.ts'

const OFFLINE = { scope: 'openid offline_access' }
let management: ManagementClient
let portal: Configuration
let ann: User
let browser: ReturnType<typeof scene.newBrowser>
let token: string | undefined

beforeEach(async () => {
  management = await managementClient(scene)
  portal = await openApplication(scene)
  ann = await addPerson(scene, 'ann@example.com')
  browser = scene.newBrowser()
  token = (await logIn(scene, portal, browser, ann, OFFLINE)).refresh_token
})

const silently = async () =>
  answerOf(await browser.visit((await authorizationRequest(portal, { prompt: 'none' })).address))
const isRefreshing = () =>
  refresh(scene, portal, token).then(
    () => true,
    () => false,
  )
const sessions = async () => (await management.users.sessions.list(ann.user_id)).data
const tokens = async () => (await management.users.refreshToken.list(ann.user_id)).data
const sessionId = async () => (await sessions())[0]?.id ?? ''
const tokenId = async () => (await tokens())[0]?.id ?? ''

test('a session and its refresh token are shown as the Actions see them', async () => {
  const [session] = await sessions()
  expect(session).toEqual({
    id: expect.any(String),
    user_id: ann.user_id,
    created_at: '2026-11-20T12:00:00.000Z',
    updated_at: '2026-11-20T12:00:00.000Z',
    authenticated_at: '2026-11-20T12:00:00.000Z',
    last_interacted_at: '2026-11-20T12:00:00.000Z',
    expires_at: '2026-11-27T12:00:00.000Z',
    idle_expires_at: '2026-11-23T12:00:00.000Z',
    clients: [{ client_id: 'portal' }],
    cookie: { mode: 'persistent' },
    device: expect.objectContaining({ initial_ip: '127.0.0.1' }),
    session_metadata: {},
  })
  const [refreshToken] = await tokens()
  expect(refreshToken).toMatchObject({
    client_id: 'portal',
    user_id: ann.user_id,
    session_id: session?.id,
    rotating: true,
    refresh_token_metadata: {},
  })
  expect(await management.sessions.get(session?.id ?? '')).toEqual(session)
  expect(await management.refreshTokens.get(refreshToken?.id ?? '')).toEqual(refreshToken)
})

describe('what ends what', () => {
  type End = () => Promise<unknown>
  test.each<[string, End, { silently: string; refreshes: boolean; left: number[] }]>([
    [
      'nothing was ended',
      async () => undefined,
      { silently: 'code', refreshes: true, left: [1, 1] },
    ],
    [
      'all sessions of the person',
      () => management.users.sessions.delete(ann.user_id),
      { silently: 'login_required: Login required', refreshes: true, left: [0, 1] },
    ],
    [
      'one session',
      async () => management.sessions.delete(await sessionId()),
      { silently: 'login_required: Login required', refreshes: true, left: [0, 1] },
    ],
    [
      'one session, revoked',
      async () => management.sessions.revoke(await sessionId()),
      { silently: 'login_required: Login required', refreshes: false, left: [0, 0] },
    ],
    [
      'all refresh tokens of the person',
      () => management.users.refreshToken.delete(ann.user_id),
      { silently: 'code', refreshes: false, left: [1, 0] },
    ],
    [
      'one refresh token',
      async () => management.refreshTokens.delete(await tokenId()),
      { silently: 'code', refreshes: false, left: [1, 0] },
    ],
    [
      'refresh tokens of the person for an application',
      () => management.refreshTokens.revoke({ user_id: ann.user_id, client_id: 'portal' }),
      { silently: 'code', refreshes: false, left: [1, 0] },
    ],
    [
      'refresh tokens for another application',
      () => management.refreshTokens.revoke({ user_id: ann.user_id, client_id: 'plain' }),
      { silently: 'code', refreshes: true, left: [1, 1] },
    ],
    [
      'all access of the person',
      () => management.users.revokeAccess(ann.user_id),
      { silently: 'login_required: Login required', refreshes: false, left: [0, 0] },
    ],
    [
      'all access of the person but refresh tokens',
      () => management.users.revokeAccess(ann.user_id, { preserve_refresh_tokens: true }),
      { silently: 'login_required: Login required', refreshes: true, left: [0, 1] },
    ],
    [
      'access by one session',
      async () => management.users.revokeAccess(ann.user_id, { session_id: await sessionId() }),
      { silently: 'login_required: Login required', refreshes: false, left: [0, 0] },
    ],
    [
      'access by one session, but its refresh tokens',
      async () =>
        management.users.revokeAccess(ann.user_id, {
          session_id: await sessionId(),
          preserve_refresh_tokens: true,
        }),
      { silently: 'login_required: Login required', refreshes: true, left: [0, 1] },
    ],
    [
      'access by a session that is not theirs',
      () => management.users.revokeAccess(ann.user_id, { session_id: 'of-somebody-else' }),
      { silently: 'code', refreshes: true, left: [1, 1] },
    ],
  ])('%s', async (_what, end, expected) => {
    await end()
    const left = [(await sessions()).length, (await tokens()).length]
    expect({ silently: await silently(), refreshes: await isRefreshing(), left }).toEqual(expected)
  })
})

test('nobody else’s session ends', async () => {
  const bob = await addPerson(scene, 'bob@example.com')
  await logIn(scene, portal, scene.newBrowser(), bob, OFFLINE)
  await management.users.sessions.delete(ann.user_id)
  await management.users.refreshToken.delete(ann.user_id)
  await management.users.revokeAccess(ann.user_id)
  const left = (await management.users.sessions.list(bob.user_id)).data
  const leftTokens = (await management.users.refreshToken.list(bob.user_id)).data
  expect([left.length, leftTokens.length]).toEqual([1, 1])
})

test('of two sessions one ends, with the refresh token that came of it', async () => {
  const first = await sessionId()
  const other = scene.newBrowser()
  const { refresh_token } = await logIn(scene, portal, other, ann, OFFLINE)
  await management.users.revokeAccess(ann.user_id, { session_id: first })
  const left = [await sessions(), await tokens()].map((all) => all.length)
  token = refresh_token
  expect({ left, refreshes: await isRefreshing() }).toEqual({ left: [1, 1], refreshes: true })
})

test('metadata merges, and null removes it', async () => {
  const id = await sessionId()
  await management.sessions.update(id, { session_metadata: { desk: 'one', floor: '2' } })
  await management.sessions.update(id, { session_metadata: { floor: '3' } })
  const merged = await management.sessions.get(id)
  const removed = await management.sessions.update(id, { session_metadata: null })
  expect([merged.session_metadata, removed.session_metadata]).toEqual([
    { desk: 'one', floor: '3' },
    {},
  ])
})

test('what is not there is a 404, and to end it again is none', async () => {
  const gone = await sessionId()
  await management.sessions.delete(gone)
  await management.sessions.delete(gone)
  const unknown = { status: 404, code: 'inexistent_session' }
  expect(await refusalOf(management.sessions.get(gone))).toEqual(unknown)
  expect(await refusalOf(management.sessions.revoke(gone))).toEqual(unknown)
  expect(await refusalOf(management.users.revokeAccess('auth0|nobody'))).toEqual({
    status: 404,
    code: 'inexistent_user',
  })
})
