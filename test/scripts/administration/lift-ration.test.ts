import { beforeEach, expect } from 'vitest'
import { liftPasswordBlock } from '../../../scripts/administration/lift-password-block.ts'
import type { Actor } from '../../../scripts/administration/prove-actor.ts'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import { writeRecord } from '../../../scripts/local-tenant/oidc/provider/protocol-records.ts'
import {
  type Administration,
  anAdministration,
  operator,
} from '../../builders/an-administration.ts'
import { failingAt } from '../../builders/failing-at.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, GLOBEX } from '../../local-tenant/oidc/start-scene.ts'

/** Cay works for Acme and Globex. */
let desk: Administration
let gus: Actor

beforeEach(async () => {
  desk = await anAdministration(scene)
  gus = desk.administrator(desk.people.gus, GLOBEX)
})

const MINUTE_MS = 60_000
/** As after ten wrong passwords. */
const blockPassword = () => {
  const failed = { connection: 'members', identifier: desk.people.cay.email, count: 10 }
  writeRecord(scene.tenant, 'FailedLogins:cay', failed, 3600)
}
const isBlocked = async () =>
  (await desk.tools.management.userBlocks.list(desk.people.cay.user_id)).blocked_for?.length === 1
const lift = async (actor: Actor, tools = desk.tools): Promise<unknown> => {
  try {
    const { changed } = await liftPasswordBlock(tools, actor, { person: desk.people.cay.user_id })
    return changed
  } catch (error) {
    return error instanceof UserFault ? error.faults.map(({ code }) => code) : String(error)
  }
}
/** Somebody who guesses, and an administrator who makes room for more. */
const guessAndLift = async (actor: Actor, laterMs = 0) => {
  scene.tenant.clock.advance(MINUTE_MS)
  blockPassword()
  // The tenant's own token would end with the day.
  const nowMs = () => desk.tools.nowMs() + laterMs
  return [await lift(actor, { ...desk.tools, nowMs }), await isBlocked()]
}

test('an administrator lifts a block after wrong passwords three times in a day, and no more', async () => {
  const lifted = [true, false]
  const used = [['lifts_used_up'], true]
  for (const said of [lifted, lifted, lifted, used, used]) {
    expect(await guessAndLift(desk.olivia)).toEqual(said)
  }
  // What the other organization lifted, and whether it is one, an administrator does not learn by it.
  expect([await guessAndLift(gus), await guessAndLift(operator)]).toEqual([lifted, lifted])
  const DAY_MS = 1440 * MINUTE_MS
  expect(await guessAndLift(desk.olivia, DAY_MS - 8 * MINUTE_MS)).toEqual(used)
  expect(await guessAndLift(desk.olivia, DAY_MS - 8 * MINUTE_MS)).toEqual(lifted)
  expect(await guessAndLift(desk.olivia, DAY_MS - 8 * MINUTE_MS)).toEqual(lifted)
})

test('where nothing is blocked nothing is lifted, and nothing counts', async () => {
  for (let number = 0; number < 4; number += 1) {
    scene.tenant.clock.advance(1000)
    expect(await lift(desk.olivia)).toBe(false)
  }
  expect(desk.recordOf(desk.people.cay, 'og_lifts')).toBeUndefined()
  expect(await guessAndLift(desk.olivia)).toEqual([true, false])
  expect(desk.recordOf(desk.people.cay, 'og_lifts')).toEqual({
    v: 1,
    l: [{ o: ACME, t: scene.tenant.clock.now() / 1000 }],
  })
})

test('it counts before it is lifted: whoever interrupts it has used it up all the same', async () => {
  let calls = 0
  for (let number = 1; number < 60; number += 1) {
    scene.tenant.clock.advance(1000)
    blockPassword()
    const { tools } = failingAt(desk.tools, number)
    if ((await lift(desk.olivia, tools)) === true) throw new Error('it came to its end')
    calls = number
    if (desk.recordOf(desk.people.cay, 'og_lifts') !== undefined) break
  }
  expect([calls < 59, await isBlocked()]).toEqual([true, true])
  const lifted = [true, false]
  expect([await guessAndLift(desk.olivia), await guessAndLift(desk.olivia)]).toEqual([
    lifted,
    lifted,
  ])
  expect(await guessAndLift(desk.olivia)).toEqual([['lifts_used_up'], true])
})

test.each([[{ v: 2 }], ['three'], [{ v: 1, l: [{ o: ACME }, null] }]])(
  'a record that is none (%j) counts as nothing, and is written anew',
  async (og_lifts) => {
    const { cay } = desk.people
    await desk.tools.management.users.update(cay.user_id, { app_metadata: { og_lifts } })
    expect(await guessAndLift(desk.olivia)).toEqual([true, false])
    expect(desk.recordOf(cay, 'og_lifts')).toMatchObject({ v: 1, l: [{ o: ACME }] })
  },
)
