import { beforeEach, expect } from 'vitest'
import { eraseOneself } from '../../../scripts/administration/erase-person.ts'
import { exportOneself } from '../../../scripts/administration/export-person.ts'
import { NotPermitted } from '../../../scripts/administration/not-permitted.ts'
import { signInOf } from '../../../scripts/administration/prove-actor.ts'
import { hasRecentSignIn } from '../../../scripts/administration/recent-sign-in.ts'
import { type Administration, anAdministration } from '../../builders/an-administration.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, NOON_MS } from '../../local-tenant/oidc/start-scene.ts'

const MINUTE_MS = 60_000
/** When somebody signed in, seen at noon; undefined where no token says. */
const SIGN_INS: readonly (readonly [number | undefined, boolean])[] = [
  [NOON_MS, true],
  [NOON_MS - 5 * MINUTE_MS, true],
  [NOON_MS - 5 * MINUTE_MS - 1, false],
  [NOON_MS + MINUTE_MS, true],
  [NOON_MS + MINUTE_MS + 1, false],
  [undefined, false],
]
const cayAt = (signedInAtMs: number | undefined) => ({
  kind: 'administrator' as const,
  userId: 'auth0|cay',
  organization: ACME,
  ...(signedInAtMs === undefined ? {} : { signedInAtMs }),
})

test.for(SIGN_INS)('a sign-in at %s is recent: %s', ([signedInAtMs, isRecent]) => {
  expect(hasRecentSignIn({ nowMs: () => NOON_MS }, cayAt(signedInAtMs))).toBe(isRecent)
})

test('an operator of the tenant has no account here that they could leave', () => {
  const robot = { kind: 'operator', userId: 'robot@clients' } as const
  expect(hasRecentSignIn({ nowMs: () => NOON_MS }, robot)).toBe(false)
})

test.for<[unknown, object]>([
  [NOON_MS / 1000, { signedInAtMs: NOON_MS }],
  [undefined, {}],
  [null, {}],
  ['1795780800', {}],
  [Number.NaN, {}],
  [Number.POSITIVE_INFINITY, {}],
])('`auth_time` of %s', ([auth_time, told]) => {
  expect(signInOf({ auth_time })).toEqual(told)
})

let desk: Administration
beforeEach(async () => {
  desk = await anAdministration(scene)
})

test.for([
  ['leave', eraseOneself],
  ['export', exportOneself],
] as const)(
  '%s is refused to a session that was left open, and leaves a line',
  async ([operation, act]) => {
    const { user_id } = desk.people.cay
    const { users } = scene.tenant.state
    const before = JSON.stringify([...users])
    for (const [signedInAtMs, isRecent] of SIGN_INS) {
      if (isRecent) continue
      const actor = { ...cayAt(signedInAtMs), userId: user_id }
      await expect(act(desk.tools, actor)).rejects.toThrow(NotPermitted)
    }
    expect(JSON.stringify([...users])).toBe(before)
    const line = { operation, phase: 'refused', person: user_id, organization: ACME }
    expect(desk.audit).toEqual([1, 2, 3].map(() => expect.objectContaining(line)))
  },
)

test('an erasure that began in time is ended, however long it takes', async () => {
  const { user_id } = desk.people.cay
  const actor = { ...cayAt(NOON_MS), userId: user_id }
  const append = desk.tools.audit.append
  const audit: typeof desk.tools.audit = {
    append: (entry) => {
      scene.tenant.clock.advance(4 * MINUTE_MS)
      return append(entry)
    },
  }
  await eraseOneself({ ...desk.tools, audit }, actor)
  expect(scene.tenant.state.users.has(user_id)).toBe(false)
})
