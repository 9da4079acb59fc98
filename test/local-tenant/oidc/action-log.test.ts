import type { Configuration } from 'openid-client'
import { beforeEach, expect } from 'vitest'
import type { JsonObject, User } from '../../../scripts/local-tenant/store.ts'
import { scene, test } from './scene-test.ts'
import {
  ACME,
  addPerson,
  answerOf,
  authorizationRequest,
  logIn,
  openApplication,
  refresh,
  signIn,
} from './start-scene.ts'

/** What Actions do to sessions and tokens, as the tenant log tells it. */

let portal: Configuration
let ann: User

beforeEach(async () => {
  portal = await openApplication(scene)
  ann = await addPerson(scene, 'ann@example.com', [ACME])
})

const logged = (type: string): unknown[] =>
  scene.tenant.state.logs
    .filter((one) => one.type === type)
    .map(({ user_id, client_id, details }) => ({ user_id, client_id, details }))
const firstDetails = (): JsonObject => (scene.tenant.state.logs[0]?.details ?? {}) as JsonObject
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
