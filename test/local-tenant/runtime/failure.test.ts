import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Tenant } from '../../../scripts/local-tenant/store.ts'
import { aCheckpoint } from './a-checkpoint.ts'
import { aFailure, anOutcome, aRuntime, aTenant, bind, deploy, handler } from './a-tenant.ts'

const timedOut = {
  kind: 'failed' as const,
  actionName: 'guard',
  message: 'The Action did not complete within 20 seconds.',
  timedOut: true,
}
/** Short, so that nobody waits long for what is noticed; a slow machine only means more work. */
const STALL = { stallMs: 100 }
const died = aFailure('[local tenant] the process of the Action died')
const HANG = 'await new Promise(() => {})'
const BLOCK = 'for (;;) {}'
const sleep = (ms: number) => `await new Promise((done) => setTimeout(done, ${ms}))`

/** An Action that does, for each login, what its `stats.do` says. */
const obedient = (deeds: Record<string, string>) => {
  const cases = Object.entries(deeds).map(([deed, body]) => `case '${deed}': { ${body}; break }`)
  return handler(`switch (event.stats.do) { ${cases.join('\n')} }
    api.user.setAppMetadata('done', event.stats.do).user.setUserMetadata('pid', process.pid)`)
}

/** What became of these logins at the same time; with time passing once only `hang` is left. */
async function refusalsOf(code: string, deeds: string[]) {
  const tenant = aTenant()
  bind(tenant, { code })
  const { login } = aRuntime(tenant, STALL)
  const logins = deeds.map((deed) => login({ stats: { do: deed } }))
  await Promise.all(logins.filter((_, i) => deeds[i] !== 'hang'))
  const outcomes = await outlast(tenant, Promise.all(logins))
  return outcomes.map(({ refusal, appMetadata }) => refusal ?? appMetadata.done)
}

/** Lets 20 s of the tenant's time go by, again and again, until it is over. */
async function outlast<T>(tenant: Tenant, work: Promise<T>): Promise<T> {
  const passing = setInterval(() => tenant.clock.advance(20_000), 50)
  return await work.finally(() => clearInterval(passing))
}

const isAlive = (pid: unknown) => {
  try {
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}

describe('the time limit', () => {
  test.each([
    ['waits for ever', HANG],
    ['blocks its process', BLOCK],
    ['blocks it after a while', `${sleep(20)}; ${BLOCK}`],
    ['blocks it in promises', 'const f = () => Promise.resolve().then(f); await f()'],
  ])('an Action that %s fails, and the next login finds a fresh process', async (_what, body) => {
    const tenant = aTenant()
    bind(tenant, { code: obedient({ hang: body }) })
    const { login } = aRuntime(tenant)
    const before = await login()
    const hung = await outlast(tenant, login({ stats: { do: 'hang' } }))
    const after = await login()
    expect([before.refusal, hung.refusal, after.refusal]).toEqual([null, timedOut, null])
    expect(after.userMetadata.pid).not.toBe(before.userMetadata.pid)
    await expect.poll(() => isAlive(before.userMetadata.pid)).toBe(false)
    expect(tenant.state.executions.map(({ error }) => error)).toEqual([
      null,
      { id: 'action_timeout', msg: timedOut.message },
      null,
    ])
  })

  test.each([
    ['a jump of less than 20 s', 19_999, null],
    ['a jump of 20 s', 20_000, timedOut],
    ['a jump back', -20_000, null],
  ])('%s of the clock, and an Action that goes on right after it', async (_what, ms, refusal) => {
    const tenant = aTenant()
    const wait = await aCheckpoint(() => {
      tenant.clock.advance(ms)
      return new Promise((resolve) => setTimeout(resolve, 50))
    })
    bind(tenant, { code: handler(wait) })
    expect((await aRuntime(tenant).login()).refusal).toEqual(refusal)
  })

  test('is on the clock of the machine as well', async () => {
    const tenant = aTenant()
    bind(tenant, { code: handler(HANG) })
    const { refusal } = await aRuntime(tenant, { timeoutMs: 100 }).login()
    expect(refusal).toMatchObject({ timedOut: true })
  })

  test('is none of another tenant', async () => {
    const [one, other] = [aTenant(), aTenant()]
    const wait = await aCheckpoint(() => {
      other.clock.advance(20_000)
      return new Promise((resolve) => setTimeout(resolve, 50))
    })
    bind(one, { code: handler(wait) })
    expect((await aRuntime(one).login()).refusal).toBe(null)
  })

  test('one budget for all Actions of a trigger', async () => {
    const tenant = aTenant()
    const wait = await aCheckpoint((nth) => {
      tenant.clock.advance(8_000)
      return nth < 3 ? undefined : new Promise((resolve) => setTimeout(resolve, 50))
    })
    for (const name of ['a', 'b', 'c']) bind(tenant, { name, code: handler(wait) })
    expect((await aRuntime(tenant).login()).refusal).toEqual({ ...timedOut, actionName: 'c' })
  })

  test.each([
    ['one that waits for ever', HANG],
    ['one that blocks at once', BLOCK],
    ['one that blocks when the others have begun', `${sleep(50)}; ${BLOCK}`],
  ])('%s costs no other login anything', async (_what, body) => {
    const code = obedient({ hang: body, slow: sleep(150), quick: '' })
    const deeds = ['slow', 'quick', 'hang', 'slow', 'quick']
    expect(await refusalsOf(code, deeds)).toEqual(
      deeds.map((deed) => (deed === 'hang' ? timedOut : deed)),
    )
  })

  test('a login that comes while the process is blocked goes elsewhere', async () => {
    const tenant = aTenant()
    bind(tenant, { code: obedient({ hang: BLOCK }) })
    const { login } = aRuntime(tenant, STALL)
    const hung = login({ stats: { do: 'hang' } })
    // Longer than it takes to notice that a process is stalled.
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect((await login({ stats: { do: 'other' } })).appMetadata.done).toBe('other')
    expect((await outlast(tenant, hung)).refusal).toEqual(timedOut)
  })

  test('a slow synchronous step within the limit succeeds', async () => {
    const busy = 'for (const end = Date.now() + 400; Date.now() < end;) {}'
    const code = obedient({ busy, quick: '' })
    expect(await refusalsOf(code, ['quick', 'busy', 'quick'])).toEqual(['quick', 'busy', 'quick'])
  })
})

describe('a process that dies', () => {
  const CRASH = "require('node:fs').closeSync(4)"
  const FILL = 'const all = []; for (;;) all.push(new Array(1e5).fill(all.length + 0.5))'

  test.each([
    ['it closes the channel', CRASH],
    ['it speaks out of turn', "require('node:fs').writeSync(4, 'nonsense\\n')"],
    ['it says too much', "for (;;) require('node:fs').writeSync(4, 'x'.repeat(1e5))"],
    ['it runs out of memory', FILL],
  ])('fails its login only: %s', async (_what, body) => {
    const tenant = aTenant()
    bind(tenant, { code: obedient({ crash: `${body}; ${sleep(1000)}` }) })
    const { login } = aRuntime(tenant, { ...STALL, heapMb: 32 })
    const outcomes = [await login({ stats: { do: 'crash' } }), await login()]
    expect(outcomes.map(({ refusal }) => refusal)).toEqual([died.refusal, null])
    expect(tenant.state.executions.map(({ error }) => error?.id)).toEqual([
      'platform_error',
      undefined,
    ])
  })

  test('costs those who were in it nothing', async () => {
    const code = obedient({ crash: `${sleep(50)}; ${CRASH}`, slow: sleep(200), quick: '' })
    expect(await refusalsOf(code, ['slow', 'crash', 'slow', 'quick'])).toEqual([
      'slow',
      died.refusal,
      'slow',
      'quick',
    ])
  })

  test('many at once', async () => {
    const code = obedient({ crash: `${sleep(50)}; ${CRASH}`, slow: sleep(100) })
    const deeds = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? 'crash' : 'slow'))
    expect(await refusalsOf(code, deeds)).toEqual(
      deeds.map((deed) => (deed === 'crash' ? died.refusal : deed)),
    )
  })
})

describe('the end of a process', () => {
  test('stop() ends all, fails what is running and what comes after', async () => {
    const tenant = aTenant()
    bind(tenant, { code: obedient({ hang: HANG }) })
    const { runtime, login } = aRuntime(tenant)
    const { userMetadata } = await login()
    const hung = login({ stats: { do: 'hang' } })
    await runtime.stop()
    await runtime.stop()
    const stopped = aFailure('[local tenant] the Action runtime was stopped').refusal
    expect([(await hung).refusal, (await login()).refusal]).toEqual([stopped, stopped])
    expect(isAlive(userMetadata.pid)).toBe(false)
  })

  test('a new version ends the old one', async () => {
    const tenant = aTenant()
    const id = bind(tenant, { code: obedient({}) })
    const { login } = aRuntime(tenant)
    const { userMetadata } = await login()
    deploy(tenant, id, obedient({}))
    await login()
    await expect.poll(() => isAlive(userMetadata.pid)).toBe(false)
  })

  test('of nine Actions, the one unused for longest', async () => {
    const tenant = aTenant()
    for (let i = 0; i < 9; i += 1) {
      const code = handler(`api.user.setAppMetadata('p${i}', process.pid)`)
      bind(tenant, { name: `a${i}`, code })
    }
    const { login } = aRuntime(tenant)
    const { refusal, appMetadata } = await login()
    await expect.poll(() => isAlive(appMetadata.p0)).toBe(false)
    expect(refusal).toBe(null)
    expect(Object.values(appMetadata).slice(1).every(isAlive)).toBe(true)
  })

  test('an idle one does not keep the program alive that started it', async () => {
    const program = fileURLToPath(new URL('idle-program.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program])
    expect(JSON.parse(stdout)).toEqual(anOutcome({ appMetadata: { ran: true } }))
  })
})
