import { beforeEach, expect, test, vi } from 'vitest'
import { aMachineTokenEvent } from './a-machine-token-event.ts'
import { aPasswordResetEvent } from './a-password-reset-event.ts'
import { aPostLoginEvent } from './a-post-login-event.ts'
import { aSignupEvent } from './a-signup-event.ts'
import { heldSignals } from './held-signals.ts'
import { holdTime } from './hold-time.ts'
import { NOON_MS } from './noon.ts'
import { runLogin } from './run-login.ts'
import { runMachineToken } from './run-machine-token.ts'
import { runPasswordReset } from './run-password-reset.ts'
import { runSignup } from './run-signup.ts'

/** What a budget of 1 ms has come to, and what time it is, 20 ms of the machine later. */
async function seen(): Promise<readonly unknown[]> {
  const budget = AbortSignal.timeout(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  return [budget.aborted, Date.now()]
}

test('while time is held no budget runs out; then the machine counts again', async () => {
  const time = holdTime(NOON_MS)
  expect(await seen()).toEqual([false, NOON_MS])
  time.release()
  const [hasEnded, nowMs] = await seen()
  expect([hasEnded, nowMs === NOON_MS]).toEqual([true, false])
})

test('a test that lets budgets end keeps its own', () => {
  const held = heldSignals()
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(held.after)
  const time = holdTime(NOON_MS)
  const budget = AbortSignal.timeout(1500)
  held.pass(1500)
  time.release()
  expect([budget.aborted, vi.isMockFunction(AbortSignal.timeout)]).toEqual([true, true])
})

let heldWhenRead: readonly boolean[] = []
beforeEach(() => {
  heldWhenRead = []
})

/** An event that notes, whenever it is read, whether budgets are held. */
const watched = <Event extends object>(event: Event): Event =>
  new Proxy(event, {
    get(target, name, receiver) {
      heldWhenRead = [...heldWhenRead, vi.isMockFunction(AbortSignal.timeout)]
      return Reflect.get(target, name, receiver)
    },
  })

test.each<[string, () => Promise<unknown>]>([
  ['a login', () => runLogin(watched(aPostLoginEvent()))],
  ['a sign-up', () => runSignup(watched(aSignupEvent()))],
  ['a machine token', () => runMachineToken(watched(aMachineTokenEvent()))],
  ['a password reset', () => runPasswordReset(watched(aPasswordResetEvent()))],
])('the handler of %s runs in held time', async (_what, run) => {
  await run()
  expect(new Set(heldWhenRead)).toEqual(new Set([true]))
})
