import { describe, expect, test } from 'vitest'
import type { Tenant } from '../../../scripts/local-tenant/store.ts'
import { aRuntime, aTenant, bind, handler, NOON_MS, sharedRuntime } from './a-tenant.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const shared = sharedRuntime()

/** What one expression gives in a trigger whose cache is empty; expiries in seconds from now. */
async function resultOf(expression: string): Promise<unknown> {
  const report = `JSON.stringify(result, (k, v) => k === 'expires_at' ? Math.round((v - now) / 1000) : v)`
  const body = `const now = Date.now(), c = api.cache, result = ${expression}
    api.access.deny(${report} ?? 'undefined')`
  const { refusal } = await shared.evaluate({ body })
  if (refusal?.kind !== 'denied') return refusal
  return refusal.reason === 'undefined' ? undefined : JSON.parse(refusal.reason)
}

/** Evaluates expressions in one execution each, in one tenant; `advanceMs` moves the clock in between. */
async function evaluate(expressions: string[], advanceMs = 0): Promise<unknown[]> {
  const tenant = aTenant()
  return await evaluateIn(tenant, expressions, advanceMs)
}

async function evaluateIn(tenant: Tenant, expressions: string[], advanceMs = 0) {
  const cases = expressions.map((expression, i) => `case ${i}: result = ${expression}; break`)
  // Time goes by while a test runs: times are reported in seconds from noon, to the minute.
  const report = `JSON.stringify(result, (k, v) => k === 'expires_at' ? 60 * Math.round((v - ${NOON_MS}) / ${MINUTE_MS}) : v)`
  const body = `let result; const c = api.cache; switch (event.stats.n) { ${cases.join('\n')} }
    api.access.deny(${report} ?? 'undefined')`
  bind(tenant, { code: handler(body) })
  const { login } = aRuntime(tenant)
  const results: unknown[] = []
  for (const n of expressions.keys()) {
    const { refusal } = await login({ stats: { n } })
    const text = refusal?.kind === 'denied' ? refusal.reason : `failed: ${JSON.stringify(refusal)}`
    results.push(text === 'undefined' ? undefined : JSON.parse(text))
    tenant.clock.advance(advanceMs)
  }
  return results
}

const stored = (value: string, expires_at: number) => ({
  type: 'success',
  record: { value, expires_at },
})
const fault = (code: string) => ({ type: 'error', code })

describe('one call', () => {
  test.each([
    ["c.get('k')", undefined],
    ["c.get('constructor')", undefined],
    ["c.set('k', 'v')", stored('v', 900)],
    ["c.set('k', 'v', { ttl: 5000 })", stored('v', 5)],
    ["c.set('k', 'v', { expires_at: Date.now() + 7000 })", stored('v', 7)],
    ["c.set('k', 'v', { ttl: 5000, expires_at: Date.now() + 7000 })", stored('v', 5)],
    ["c.set('k', 'v', { ttl: 9000, expires_at: Date.now() + 7000 })", stored('v', 7)],
    [`c.set('k', 'v', { ttl: ${2 * DAY_MS} })`, stored('v', DAY_MS / 1000)],
    ["c.set('k', 'v', { ttl: 0 })", fault('ItemAlreadyExpired')],
    ["c.set('k', 'v', { expires_at: 1 })", fault('ItemAlreadyExpired')],
    ["c.set('k', 'v', { ttl: NaN })", fault('InvalidExpiry')],
    ["c.set('k', 'v', { ttl: '1' })", fault('InvalidExpiry')],
    ["c.set('k', 'v', { expires_at: null })", fault('InvalidExpiry')],
    ["c.set('k', 'v', { ttl: 1e300 })", fault('InvalidExpiry')],
    ["c.set('x'.repeat(64), 'v').type", 'success'],
    ["c.set('x'.repeat(65), 'v')", fault('CacheKeySizeExceeded')],
    ["c.set('é'.repeat(33), 'v')", fault('CacheKeySizeExceeded')],
    ["c.set('k', 'x'.repeat(4096)).type", 'success'],
    ["c.set('k', 'x'.repeat(4097))", fault('CacheValueSizeExceeded')],
    [
      "[1, 2, 3].map((n) => c.set('k' + n, 'x'.repeat(4000)).code)",
      [null, null, 'CacheSizeExceeded'],
    ],
    ["[...Array(21).keys()].map((n) => c.set('k' + n, 'v').code ?? 'ok').at(-2)", 'ok'],
    [
      "[...Array(21).keys()].map((n) => c.set('k' + n, 'v').code ?? 'ok').at(-1)",
      'CacheSizeExceeded',
    ],
    ["c.delete('k')", fault('CacheKeyDoesNotExist')],
    [
      "[c.set('k', 'v').type, c.delete('k').type, c.get('k') ?? 'gone']",
      ['success', 'success', 'gone'],
    ],
    ["[c.set('k', 'v').type, c.get('k')]", ['success', { value: 'v', expires_at: 900 }]],
    ["(() => { try { c.set('k', 1) } catch (e) { return e.name } })()", 'TypeError'],
  ])('%s', async (expression, result) => {
    expect(await resultOf(expression)).toEqual(result)
  })
})

describe('from execution to execution', () => {
  test('records stay, and are deleted', async () => {
    const calls = ["c.set('k', 'v')", "c.get('k')", "c.delete('k')", "c.get('k')"]
    expect(await evaluate(calls)).toEqual([
      stored('v', 900),
      { value: 'v', expires_at: 900 },
      { type: 'success' },
      undefined,
    ])
  })

  test('records expire by the clock of the tenant', async () => {
    const calls = ["c.set('k', 'v')", "c.get('k')", "c.get('k')"]
    expect(await evaluate(calls, 8 * MINUTE_MS)).toEqual([
      stored('v', 900),
      { value: 'v', expires_at: 900 },
      undefined,
    ])
  })

  test('records outlive the process', async () => {
    const tenant = aTenant()
    await evaluateIn(tenant, ["c.set('k', 'v')"])
    tenant.state.bindings.clear()
    expect(await evaluateIn(tenant, ["c.get('k').value"])).toEqual(['v'])
  })

  test('records are gone with the state of the tenant', async () => {
    const tenant = aTenant()
    const body = "api.access.deny(api.cache.get('k')?.value ?? 'none'); api.cache.set('k', 'v')"
    bind(tenant, { code: handler(body) })
    const { login } = aRuntime(tenant)
    const reasons = [await login(), await login()]
    tenant.state.settings.clear()
    reasons.push(await login())
    expect(reasons.map(({ refusal }) => refusal?.kind === 'denied' && refusal.reason)).toEqual([
      'none',
      'v',
      'none',
    ])
  })

  test('a trigger has its own records', async () => {
    const tenant = aTenant()
    const code = `exports.onExecutePreUserRegistration = async (event, api) => { api.cache.set('k', 'other') }`
    bind(tenant, { name: 'signup', trigger: 'pre-user-registration', code })
    const { runtime } = aRuntime(tenant)
    await runtime.runTrigger('pre-user-registration', 'onExecutePreUserRegistration', {
      tenant: { id: 'example' },
    })
    expect(await evaluateIn(tenant, ["c.get('k')", "c.set('k', 'mine').type"])).toEqual([
      undefined,
      'success',
    ])
    const keys = [...tenant.state.settings.keys()].sort()
    expect(keys).toEqual([
      'local-tenant/action-cache/post-login',
      'local-tenant/action-cache/pre-user-registration',
    ])
  })

  test('the next Action of a chain sees them', async () => {
    const tenant = aTenant()
    bind(tenant, { name: 'first', code: handler("api.cache.set('k', 'v')") })
    expect(await evaluateIn(tenant, ["c.get('k').value"])).toEqual(['v'])
  })

  test('writes of executions at the same time never break the limits', async () => {
    const tenant = aTenant()
    const body = `api.cache.set(event.stats.key, 'x'.repeat(4000)); await new Promise((done) => setTimeout(done, 20))`
    bind(tenant, { code: handler(body) })
    const { login } = aRuntime(tenant)
    await Promise.all(['a', 'b', 'c', 'd'].map((key) => login({ stats: { key } })))
    const records = tenant.state.settings.get('local-tenant/action-cache/post-login')
    expect(Object.keys(records ?? {})).toEqual(['a', 'b'])
  })
})
