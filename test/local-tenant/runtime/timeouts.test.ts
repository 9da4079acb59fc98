import { describe, expect, test } from 'vitest'
import { aCheckpoint } from './a-checkpoint.ts'
import { aRuntime, aTenant, bind, handler } from './a-tenant.ts'

/** Waits for a signal of its own and says how it ended. */
const WAITS = `const signal = AbortSignal.timeout(1500)
  const ended = new Promise((done) => signal.addEventListener('abort', () => done(signal.reason.name)))`
const ENDS = "api.access.deny(signal.aborted + ' ' + (await ended))"

async function reasonOf(
  body: string,
  { tenant = aTenant(), holdsTimers = true }: Partial<Setting> = {},
) {
  bind(tenant, { code: handler(body) })
  const { refusal } = await aRuntime(tenant, { holdsTimers }).login()
  return refusal?.kind === 'denied' ? refusal.reason : refusal
}
type Setting = { tenant: ReturnType<typeof aTenant>; holdsTimers: boolean }

/** A place at which the Action waits until the tenant's clock was advanced by `ms`. */
async function jump(tenant: ReturnType<typeof aTenant>, ms: number): Promise<string> {
  return await aCheckpoint(() => tenant.clock.advance(ms))
}

describe.each([true, false])('`AbortSignal.timeout`, timers held: %s', (holdsTimers) => {
  test('ends when the clock of the tenant jumps over it', async () => {
    const tenant = aTenant()
    const body = `${WAITS}; ${await jump(tenant, 1500)}; ${ENDS}`
    expect(await reasonOf(body, { tenant, holdsTimers })).toBe('true TimeoutError')
  })

  test('adds up jumps, and one before it does not count', async () => {
    const tenant = aTenant()
    const [before, first, second] = [
      await jump(tenant, 1500),
      await jump(tenant, 1499),
      await jump(tenant, 1),
    ]
    const body = `${before}; ${WAITS}; ${first}; const early = signal.aborted; ${second}; await ended
      api.access.deny(early + ' ' + signal.aborted)`
    expect(await reasonOf(body, { tenant, holdsTimers: true })).toBe('false true')
  })

  test.each([
    ['a text', "'5'"],
    ['a negative number', '-1'],
    ['nothing', ''],
  ])('refuses %s as Node does', async (_what, ms) => {
    const body = `try { AbortSignal.timeout(${ms}) } catch (error) { api.access.deny(error.code) }`
    expect(await reasonOf(body, { holdsTimers })).toMatch(/^ERR_(INVALID_ARG_TYPE|OUT_OF_RANGE)$/)
  })
})

test('held, it does not end by the time of the machine', async () => {
  const body = `const signal = AbortSignal.timeout(1)
    await new Promise((done) => setTimeout(done, 20)); api.access.deny('' + signal.aborted)`
  expect(await reasonOf(body)).toBe('false')
})

test('otherwise it does', async () => {
  const body = `const signal = AbortSignal.timeout(1)
    await new Promise((done) => signal.addEventListener('abort', done)); api.access.deny('ended')`
  expect(await reasonOf(body, { holdsTimers: false })).toBe('ended')
})

test('held, the budget of a trigger ends by a jump, and not by the time of the machine', async () => {
  const tenant = aTenant()
  const late = await jump(tenant, 20_000)
  const code = handler(`await new Promise((done) => setTimeout(done, 20))
    if (event.stats.late) { ${late}; await new Promise(() => {}) }`)
  bind(tenant, { code })
  const { login } = aRuntime(tenant, { holdsTimers: true, timeoutMs: 10 })
  const refusals = [await login(), await login({ stats: { late: true } })].map(
    ({ refusal }) => refusal?.kind === 'failed' && refusal.timedOut,
  )
  expect(refusals).toEqual([false, true])
})
