import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { aFailure, anOutcome, aRuntime, aTenant, bind, deploy, handler } from './a-tenant.ts'

const timedOut = (seconds: number, actionName = 'guard') => ({
  kind: 'failed' as const,
  actionName,
  message: `The Action did not complete within ${seconds} seconds.`,
  timedOut: true,
})
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

async function refusalsOf(code: string, deeds: string[], timeoutMs: number) {
  const tenant = aTenant()
  bind(tenant, { code })
  const { login } = aRuntime(tenant, { timeoutMs })
  const outcomes = await Promise.all(deeds.map((deed) => login({ stats: { do: deed } })))
  return outcomes.map(({ refusal, appMetadata }) => refusal ?? appMetadata.done)
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
    const { login } = aRuntime(tenant, { timeoutMs: 400 })
    const before = await login()
    const hung = await login({ stats: { do: 'hang' } })
    const after = await login()
    expect([before.refusal, hung.refusal, after.refusal]).toEqual([null, timedOut(0.4), null])
    expect(after.userMetadata.pid).not.toBe(before.userMetadata.pid)
    await expect.poll(() => isAlive(before.userMetadata.pid)).toBe(false)
    expect(tenant.state.executions.map(({ error }) => error)).toEqual([
      null,
      { id: 'action_timeout', msg: timedOut(0.4).message },
      null,
    ])
  })

  test('one budget for all Actions of a trigger', async () => {
    const tenant = aTenant()
    for (const name of ['a', 'b', 'c']) bind(tenant, { name, code: handler(sleep(400)) })
    const { login } = aRuntime(tenant, { timeoutMs: 1000 })
    expect((await login()).refusal).toEqual(timedOut(1, 'c'))
  })

  test.each([
    ['one that waits for ever', HANG],
    ['one that blocks at once', BLOCK],
    ['one that blocks when the others have begun', `${sleep(100)}; ${BLOCK}`],
  ])('%s costs no other login anything', async (_what, body) => {
    const code = obedient({ hang: body, slow: sleep(300), quick: '' })
    const deeds = ['slow', 'quick', 'hang', 'slow', 'quick']
    expect(await refusalsOf(code, deeds, 1000)).toEqual(
      deeds.map((deed) => (deed === 'hang' ? timedOut(1) : deed)),
    )
  })

  test('a login that comes while the process is blocked goes elsewhere', async () => {
    const tenant = aTenant()
    bind(tenant, { code: obedient({ hang: BLOCK }) })
    const { login } = aRuntime(tenant, { timeoutMs: 1000 })
    const hung = login({ stats: { do: 'hang' } })
    // Longer than it takes to notice that a process is stalled.
    await new Promise((resolve) => setTimeout(resolve, 600))
    const order: string[] = []
    await Promise.all([
      hung.then(() => order.push('hung')),
      login({ stats: { do: 'other' } }).then(() => order.push('other')),
    ])
    expect(order).toEqual(['other', 'hung'])
  })

  test('a slow synchronous step within the limit succeeds', async () => {
    const busy = 'for (const end = Date.now() + 900; Date.now() < end;) {}'
    const code = obedient({ busy, quick: '' })
    expect(await refusalsOf(code, ['quick', 'busy', 'quick'], 2000)).toEqual([
      'quick',
      'busy',
      'quick',
    ])
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
    const { login } = aRuntime(tenant, { heapMb: 32 })
    const outcomes = [await login({ stats: { do: 'crash' } }), await login()]
    expect(outcomes.map(({ refusal }) => refusal)).toEqual([died.refusal, null])
    expect(tenant.state.executions.map(({ error }) => error?.id)).toEqual([
      'platform_error',
      undefined,
    ])
  })

  test('costs those who were in it nothing', async () => {
    const code = obedient({ crash: `${sleep(50)}; ${CRASH}`, slow: sleep(200), quick: '' })
    expect(await refusalsOf(code, ['slow', 'crash', 'slow', 'quick'], 5000)).toEqual([
      'slow',
      died.refusal,
      'slow',
      'quick',
    ])
  })

  test('many at once', async () => {
    const code = obedient({ crash: `${sleep(50)}; ${CRASH}`, slow: sleep(100) })
    const deeds = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 'crash' : 'slow'))
    expect(await refusalsOf(code, deeds, 5000)).toEqual(
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
    const program = new URL('idle-program.ts', import.meta.url).pathname
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program])
    expect(JSON.parse(stdout)).toEqual(anOutcome({ appMetadata: { ran: true } }))
  })
})
