import type { Configuration } from 'openid-client'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { TriggerOutcome } from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import type { JsonObject, User } from '../../../scripts/local-tenant/store.ts'
import {
  ACME,
  addPerson,
  answerOf,
  authorizationRequest,
  logIn,
  NOON_MS,
  openApplication,
  refresh,
  type Scene,
  signIn,
  startScene,
} from './start-scene.ts'

/** What Actions do to sessions and tokens, as the tenant log tells it. */

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const scenes: Scene[] = []
let scene: Scene
let portal: Configuration
let ann: User

beforeEach(async () => {
  scene = await startScene()
  scenes.push(scene)
  portal = await openApplication(scene)
  ann = await addPerson(scene, 'ann@example.com', [ACME])
})
afterAll(() => Promise.all(scenes.map((one) => one.stop())))

const logged = (type: string): unknown[] =>
  scene.tenant.state.logs
    .filter((one) => one.type === type)
    .map(({ user_id, client_id, details }) => ({ user_id, client_id, details }))
const firstDetails = (): JsonObject => (scene.tenant.state.logs[0]?.details ?? {}) as JsonObject
const warnings = (): unknown[] =>
  scene.tenant.state.logs.filter(({ type }) => type === 'w').map(({ description }) => description)
const login = () =>
  logIn(scene, portal, scene.newBrowser(), ann, { scope: 'openid offline_access' })

async function attempt(): Promise<string> {
  const { address } = await authorizationRequest(portal)
  return answerOf(await signIn(scene.newBrowser(), address, ann))
}

test('a session that an Action ends is logged with its id', async () => {
  await login()
  const { session_id } = firstDetails()
  const revoked = { kind: 'revoked', actionName: 'g', reason: 'OUT', what: 'session' } as const
  scene.whenActionsRun({ refusal: revoked })
  expect(await attempt()).toBe('access_denied: OUT')
  const [entry] = logged('session_revoked') as { details: JsonObject }[]
  expect(entry).toEqual({
    user_id: ann.user_id,
    client_id: 'portal',
    details: { session_id: expect.any(String) },
  })
  // The refused login had a session of its own.
  expect(entry?.details.session_id).not.toBe(session_id)
})

test('a refresh that ends the session logs the session, and no refresh token', async () => {
  const { refresh_token: token } = await login()
  const { session_id } = firstDetails()
  const revoked = { kind: 'revoked', actionName: 'g', reason: 'OUT', what: 'session' } as const
  scene.whenActionsRun({ refusal: revoked })
  await expect(refresh(scene, portal, token)).rejects.toMatchObject({ status: 403 })
  expect(logged('session_revoked')).toMatchObject([{ details: { session_id } }])
  expect([logged('srrt'), logged('fertft').length]).toEqual([[], 1])
})

test('the code of a validation error is in the log and nowhere else', async () => {
  const validation = { code: 'no_seat', message: 'No seat is left.' }
  const reason = validation.message
  scene.whenActionsRun({ refusal: { kind: 'denied', actionName: 'g', reason, validation } })
  expect(await attempt()).toBe('access_denied: No seat is left.')
  expect(logged('f')).toMatchObject([{ details: { error: { code: 'no_seat', message: reason } } }])
})

const session = (at: number): Partial<TriggerOutcome> => ({ session: { expiresAtMs: at } })
const idle = (at: number): Partial<TriggerOutcome> => ({ session: { idleExpiresAtMs: at } })
const token = (at: number): Partial<TriggerOutcome> => ({ refreshToken: { expiresAtMs: at } })
const idleToken = (at: number): Partial<TriggerOutcome> => ({
  refreshToken: { idleExpiresAtMs: at },
})
// Sessions: a week, three days idle. Refresh tokens of the scene: a day, half a day idle.
test.each<[string, (at: number) => Partial<TriggerOutcome>, number, string]>([
  ['a session', session, 168, 'setExpiresAt: a session'],
  ['an idle session', idle, 72, 'setIdleExpiresAt: a session'],
  ['a refresh token', token, 24, 'setExpiresAt: a refresh token'],
  ['an idle refresh token', idleToken, 12, 'setIdleExpiresAt: a refresh token'],
])(
  'a later end of %s than its settings allow is warned of',
  async (_what, outcome, hours, text) => {
    const longest = NOON_MS + hours * HOUR_MS
    // The tenant's clock runs on: a minute either way.
    scene.whenActionsRun(outcome(longest - MINUTE_MS))
    await login()
    expect(warnings()).toEqual([])
    scene.whenActionsRun(outcome(longest + MINUTE_MS))
    const { refresh_token } = await login()
    const warning = `${text} cannot live longer than its settings allow`
    expect(warnings()).toEqual([warning])
    if (!text.endsWith('token')) return
    await refresh(scene, portal, refresh_token)
    expect(warnings()).toEqual([warning, warning])
  },
)

test('a refresh token that is not issued is not warned of', async () => {
  scene.whenActionsRun(token(NOON_MS + 1_000 * HOUR_MS))
  await logIn(scene, portal, scene.newBrowser(), ann, { scope: 'openid' })
  expect(warnings()).toEqual([])
})
