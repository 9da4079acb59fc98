import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  aLogin,
  anOutcome,
  aRuntime,
  aTenant,
  bind,
  deploy,
  handler,
  loginThrough,
  NOON_MS,
  sharedRuntime,
} from './a-tenant.ts'

const { evaluate } = sharedRuntime()

const ranIn = (tenant: ReturnType<typeof aTenant>) =>
  tenant.state.executions.map(({ action_name }) => action_name)

describe('which Actions run', () => {
  test('nothing is bound: nothing runs', async () => {
    const { tenant, outcome } = await loginThrough()
    expect([outcome, tenant.state.executions]).toEqual([anOutcome({ executionId: null }), []])
  })

  test('all, in binding order, and what they ask for adds up', async () => {
    const { tenant, outcome } = await loginThrough(
      "api.user.setAppMetadata('a', 1).user.setAppMetadata('b', 1).accessToken.addScope('x')",
      "api.user.setAppMetadata('b', 2).idToken.setCustomClaim('c', 1); api.accessToken.removeScope('x')",
    )
    const writes = { appMetadata: { a: 1, b: 2 }, idTokenClaims: { c: 1 }, removedScopes: ['x'] }
    expect([ranIn(tenant), outcome]).toEqual([['a1', 'a2'], anOutcome(writes)])
  })

  test('a denial lets its own Action finish, keeps its writes, and stops the later ones', async () => {
    const { tenant, outcome } = await loginThrough(
      "api.user.setAppMetadata('a', 1)",
      "api.access.deny('no'); await null; api.user.setAppMetadata('b', 2)",
      "api.user.setAppMetadata('c', 3)",
    )
    const refusal = { kind: 'denied' as const, actionName: 'a2', reason: 'no' }
    expect([ranIn(tenant), outcome]).toEqual([
      ['a1', 'a2'],
      anOutcome({ refusal, appMetadata: { a: 1, b: 2 } }),
    ])
  })

  test('a failure stops the later ones and discards everything', async () => {
    const { tenant, outcome } = await loginThrough(
      "api.user.setAppMetadata('a', 1)",
      "api.access.deny('no'); throw new Error('boom')",
      "api.user.setAppMetadata('c', 3)",
    )
    const refusal = { kind: 'failed' as const, actionName: 'a2', message: 'boom', timedOut: false }
    expect([ranIn(tenant), outcome]).toEqual([['a1', 'a2'], anOutcome({ refusal })])
  })

  test('the deployed version, not the draft; a new one from the next login on', async () => {
    const tenant = aTenant()
    const id = bind(tenant, {
      code: handler("api.access.deny('one ' + globalThis.n); globalThis.n = 1"),
    })
    const action = tenant.state.actions.get(id)
    const { login } = aRuntime(tenant)
    const reason = async () => {
      const { refusal } = await login()
      return refusal?.kind === 'denied' ? refusal.reason : refusal
    }
    const reasons = [await reason()]
    if (action) action.code = handler("api.access.deny('draft')")
    reasons.push(await reason())
    deploy(tenant, id, handler("api.access.deny('two ' + globalThis.n)"))
    reasons.push(await reason())
    expect(reasons).toEqual(['one undefined', 'one 1', 'two undefined'])
  })

  test('one that was never deployed, or is gone, is passed over', async () => {
    const tenant = aTenant()
    const undeployed = tenant.state.actions.get(
      bind(tenant, { name: 'draft', code: handler('x()') }),
    )
    tenant.state.actions.delete(bind(tenant, { name: 'gone', code: handler('x()') }))
    bind(tenant, { name: 'last', code: handler('') })
    if (undeployed) undeployed.deployed_version_id = null
    await aRuntime(tenant).login()
    expect(ranIn(tenant)).toEqual(['last'])
  })

  test('a login that is running keeps its version when a new one is deployed', async () => {
    const tenant = aTenant()
    const slow = "await new Promise((done) => setTimeout(done, 100)); api.access.deny('one')"
    const id = bind(tenant, { code: handler(slow) })
    const { login } = aRuntime(tenant)
    const first = login()
    deploy(tenant, id, handler("api.access.deny('two')"))
    const outcomes = await Promise.all([first, login()])
    expect(outcomes.map(({ refusal }) => refusal?.kind === 'denied' && refusal.reason)).toEqual([
      'one',
      'two',
    ])
  })

  test('more Actions than processes are kept for', async () => {
    const bodies = Array.from({ length: 10 }, (_, i) => `api.user.setAppMetadata('k${i}', ${i})`)
    const { outcome } = await loginThrough(...bodies)
    const appMetadata = Object.fromEntries(bodies.map((_, i) => [`k${i}`, i]))
    expect(outcome).toEqual(anOutcome({ appMetadata }))
  })
})

describe('what an Action is told', () => {
  test('its own secrets and an empty configuration', async () => {
    const tenant = aTenant()
    const body = 'api.user.setAppMetadata(event.secrets.NAME, [event.secrets, event.configuration])'
    bind(tenant, { name: 'a', secrets: { NAME: 'a', A: '1' }, code: handler(body) })
    bind(tenant, { name: 'b', secrets: { NAME: 'b' }, code: handler(body) })
    const { login } = aRuntime(tenant)
    expect((await login({ secrets: { LEAK: 'x' }, configuration: { x: 1 } })).appMetadata).toEqual({
      a: [{ NAME: 'a', A: '1' }, {}],
      b: [{ NAME: 'b' }, {}],
    })
  })

  test('an event of its own, in which nobody else has changed anything', async () => {
    const { outcome } = await loginThrough(
      "event.user.app_metadata.x = 1; event.added = 1; delete event.client; api.idToken.setCustomClaim('x', 1)",
      "delete event.secrets; delete event.configuration; api.user.setUserMetadata('event', event)",
    )
    expect(outcome.userMetadata).toEqual({ event: aLogin() })
  })

  test('transaction metadata that an earlier Action set, and its own', async () => {
    const { outcome } = await loginThrough(
      "api.transaction.setMetadata('a', '1'); api.transaction.setMetadata('b', 2); api.user.setAppMetadata('first', event.transaction.metadata)",
      "api.transaction.setMetadata('a', null); api.user.setAppMetadata('second', event.transaction.metadata)",
      "api.user.setAppMetadata('third', event.transaction.metadata)",
    )
    expect(outcome).toEqual(
      anOutcome({
        appMetadata: { first: { a: '1', b: 2 }, second: { b: 2 }, third: { b: 2 } },
        transactionMetadata: { b: 2 },
      }),
    )
  })

  test.each([
    ['Date.now()', 'new Date(Date.now()).getUTCFullYear()', 2030],
    ['new Date()', 'new Date().getUTCFullYear()', 2030],
    ['Date()', 'new Date(Date()).getUTCFullYear()', 2030],
    ['a given time', 'new Date(0).toISOString()', '1970-01-01T00:00:00.000Z'],
    ['parts of a time', 'Date.UTC(2001, 0) === +new Date(Date.UTC(2001, 0))', true],
    ['instanceof', 'new Date() instanceof Date && new Date(5) instanceof Date', true],
    ['a subclass', 'new (class Day extends Date {})().getUTCFullYear()', 2030],
    ['by way of its instances', 'new (new Date().constructor)().getUTCFullYear()', 2030],
    ['a copy', 'structuredClone(new Date(5)).getTime()', 5],
  ])('the time of the tenant: %s', async (_what, expression, value) => {
    const { appMetadata } = await evaluate({ body: `api.user.setAppMetadata('t', ${expression})` })
    expect(appMetadata).toEqual({ t: value })
  })

  test('the time of the tenant, when it is moved', async () => {
    const tenant = aTenant()
    bind(tenant, { code: handler("api.user.setAppMetadata('t', new Date().getUTCFullYear())") })
    const { login } = aRuntime(tenant)
    const years = [(await login()).appMetadata.t]
    tenant.clock.advance(366 * 24 * 3600 * 1000)
    years.push((await login()).appMetadata.t)
    expect(years).toEqual([2030, 2031])
  })

  test('an event that cannot be handed over is a failure, not an exception', async () => {
    const tenant = aTenant()
    bind(tenant, { code: handler('') })
    const { runtime } = aRuntime(tenant)
    const outcome = await runtime.runTrigger('post-login', 'onExecutePostLogin', {
      tenant: { id: 'example' },
      number: 1n,
    })
    expect(outcome.refusal).toEqual({
      kind: 'failed',
      actionName: '',
      message: '[local tenant] Do not know how to serialize a BigInt',
      timedOut: false,
    })
  })
})

describe('what is written down', () => {
  test('one entry per Action that ran', async () => {
    const codes = [
      handler("console.log('hello %s', 'you'); console.error({ a: 1 })"),
      handler('x()'),
    ]
    const tenant = aTenant()
    for (const [i, code] of codes.entries()) bind(tenant, { name: `a${i}`, code })
    const { executionId } = await aRuntime(tenant).login()
    const entry = (i: number, logs: string, error: unknown) => ({
      execution_id: executionId,
      trigger_id: 'post-login',
      action_name: `a${i}`,
      version_id: `ver_a${i}_${i + 1}`,
      code_sha256: createHash('sha256')
        .update(codes[i] ?? '')
        .digest('hex'),
      started_at: expect.stringMatching(/^2030-06-01T12:/),
      ended_at: expect.stringMatching(/^2030-06-01T12:/),
      logs,
      error,
    })
    expect(tenant.state.executions).toEqual([
      entry(0, 'hello you\n{ a: 1 }\n', null),
      entry(1, '', { id: 'action_error', msg: 'x is not defined' }),
    ])
    const [{ started_at, ended_at } = { started_at: '', ended_at: '' }] = tenant.state.executions
    expect(Date.parse(started_at)).toBeGreaterThanOrEqual(NOON_MS)
    expect(Date.parse(ended_at)).toBeGreaterThanOrEqual(Date.parse(started_at))
  })

  test.each([
    ['255 characters', "console.log('x'.repeat(255))", `${'x'.repeat(255)}\n`],
    ['more than 256', "console.log('x'.repeat(255)); console.log('y')", `${'x'.repeat(255)}\n`],
    ['a megabyte', "console.log('x'.repeat(2 ** 20))", 'x'.repeat(256)],
    [
      'what follows a megabyte',
      "console.log('x'.repeat(2 ** 20)); console.log('y')",
      'x'.repeat(256),
    ],
  ])('console output: %s', async (_what, body, logs) => {
    const { tenant } = await loginThrough(body)
    expect(tenant.state.executions.map((execution) => execution.logs)).toEqual([logs])
  })

  test('the newest 5,000', async () => {
    const { tenant } = await loginThrough('')
    const [first] = tenant.state.executions
    if (first === undefined) throw new Error('nothing ran')
    const old = Array.from({ length: 5000 }, (_, i) => ({ ...first, execution_id: `old_${i}` }))
    tenant.state.executions = old
    const { executionId } = await aRuntime(tenant).login()
    const ids = tenant.state.executions.map(({ execution_id }) => execution_id)
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([5000, 'old_1', executionId])
  })
})
