import type { Configuration } from 'openid-client'
import { beforeEach, describe, expect } from 'vitest'
import type { EntityChanges } from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { scene, test } from './scene-test.ts'
import {
  addPerson,
  authorizationRequest,
  logIn,
  NOON_MS,
  openApplication,
  refresh,
  signIn,
} from './start-scene.ts'

const HOUR_MS = 3_600_000
let portal: Configuration
let ann: User

beforeEach(async () => {
  scene.tenant.state.settings.set('tenant-settings', {
    session_lifetime: 10,
    idle_session_lifetime: 2,
  })
  portal = await openApplication(scene)
  ann = await addPerson(scene, 'ann@example.com')
})

/** Hours after noon, to the minute. */
const hours = (moment: unknown) => Math.round((Date.parse(String(moment)) - NOON_MS) / 60_000) / 60
function endsSeen(): { end: number; idle: number } {
  const session = scene.runs.at(-1)?.event.session as Record<string, unknown> | undefined
  return { end: hours(session?.expires_at), idle: hours(session?.idle_expires_at) }
}
const warnings = () =>
  scene.tenant.state.logs.filter(({ type }) => type === 'w').map(({ description }) => description)

test('the event tells the ends that the tenant sets, and that a use moves the idle one', async () => {
  const browser = scene.newBrowser()
  const { address } = await authorizationRequest(portal)
  await signIn(browser, address, ann)
  const first = endsSeen()
  scene.tenant.clock.advance(HOUR_MS)
  await browser.visit((await authorizationRequest(portal, { prompt: 'none' })).address)
  expect([first, endsSeen()]).toEqual([
    { end: 10, idle: 2 },
    { end: 10, idle: 3 },
  ])
})

describe('ends that an Action sets', () => {
  const at = (end: number | undefined, idle: number | undefined): EntityChanges => ({
    ...(end === undefined ? {} : { expiresAtMs: NOON_MS + end * HOUR_MS }),
    ...(idle === undefined ? {} : { idleExpiresAtMs: NOON_MS + idle * HOUR_MS }),
  })
  const told = (what: string, kind = 'session') =>
    `[local tenant] ${what} of the ${kind} set beyond its limit, which counts`

  test.each<[string, EntityChanges, object, string[]]>([
    ['earlier than the tenant', at(1, undefined), { end: 1, idle: 1 }, []],
    ['at the limit, less a minute', at(9.98, 1.98), { end: 9.98, idle: 2 }, []],
    ['later than the tenant', at(11, undefined), { end: 10, idle: 2 }, [told('expires_at')]],
    [
      'idle later than the tenant',
      at(undefined, 3),
      { end: 10, idle: 2 },
      [told('idle_expires_at')],
    ],
    ['both later', at(11, 3), { end: 10, idle: 2 }, [told('expires_at and idle_expires_at')]],
  ])('%s', async (_what, session, ends, warned) => {
    const browser = scene.newBrowser()
    scene.whenActionsRun({ session })
    const { address } = await authorizationRequest(portal)
    await signIn(browser, address, ann)
    scene.whenActionsRun({})
    await browser.visit((await authorizationRequest(portal, { prompt: 'none' })).address)
    const { end, idle } = endsSeen()
    const rounded = { end: Math.round(end * 50) / 50, idle: Math.round(idle * 50) / 50 }
    expect([rounded, warnings()]).toEqual([ends, warned])
  })

  test('a refresh token ends at the latest with its application', async () => {
    const request = { scope: 'openid offline_access' }
    const late = { expiresAtMs: NOON_MS + 100 * HOUR_MS, idleExpiresAtMs: NOON_MS + 50 * HOUR_MS }
    scene.whenActionsRun({ refreshToken: late })
    const first = await logIn(scene, portal, scene.newBrowser(), ann, request)
    await refresh(scene, portal, first.refresh_token)
    const both = told('expires_at and idle_expires_at', 'refresh token')
    expect(warnings()).toEqual([both, both])
    expect(scene.tenant.state.logs.find(({ type }) => type === 'w')).toMatchObject({
      client_id: 'portal',
      user_id: ann.user_id,
      details: { beyond: ['expires_at', 'idle_expires_at'] },
    })
    scene.whenActionsRun({ refreshToken: { expiresAtMs: NOON_MS + HOUR_MS } })
    const second = await logIn(scene, portal, scene.newBrowser(), ann, request)
    scene.tenant.clock.advance(2 * HOUR_MS)
    expect(warnings()).toHaveLength(2)
    await expect(refresh(scene, portal, second.refresh_token)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })
})
