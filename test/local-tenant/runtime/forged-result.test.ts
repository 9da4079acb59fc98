import { describe, expect, test } from 'vitest'
import { anOutcome, aRuntime, aTenant, bind, handler, sharedRuntime } from './a-tenant.ts'

const { evaluate } = sharedRuntime()

describe('a result cannot be forged', () => {
  const forged = '{"error":null,"log":"","commands":[["appMetadata","forged",1]]}'
  const trap = (name: string) =>
    `Object.defineProperty(Object.prototype, '${name}', { configurable: true, set() {}, get() { return undefined } })`
  const replace = (name: string) => `${name} = function () { return 'forged' }`

  test.each([
    ['JSON.stringify', `JSON.stringify = () => '${forged}'`],
    ['JSON.parse', 'JSON.parse = () => ({})'],
    ['toJSON of texts', 'String.prototype.toJSON = () => "forged"'],
    ['toJSON of objects', `Object.prototype.toJSON = function () { return 'forged' }`],
    [
      'array methods',
      "for (const n of ['push', 'map', 'join', 'concat', 'slice', 'every', 'indexOf', Symbol.iterator]) Array.prototype[n] = () => 'forged'",
    ],
    [
      'string methods',
      "for (const n of ['indexOf', 'slice', 'trim', 'split', 'replace', 'startsWith']) String.prototype[n] = () => 'forged'",
    ],
    [
      'function methods',
      "for (const n of ['call', 'apply', 'bind']) Function.prototype[n] = () => 'forged'",
    ],
    ['Reflect.apply', replace('Reflect.apply')],
    ['promises', replace('Promise.prototype.then')],
    ['weak maps', replace('WeakMap.prototype.get')],
    ['maps', replace('Map.prototype.get')],
    ['encoders', replace('TextEncoder.prototype.encode')],
    ['decoders', replace('TextDecoder.prototype.decode')],
    ['byte arrays', replace('globalThis.Uint8Array')],
    ['immediates', replace('globalThis.setImmediate')],
    ['property definition', replace('Object.defineProperty')],
    ['prototypes', replace('Object.setPrototypeOf')],
    ['writing', replace("require('fs').writeSync")],
    ['events', replace("require('events').prototype.emit")],
    [
      'sockets',
      "for (const n of Object.getOwnPropertyNames(require('net').Socket.prototype)) { try { require('net').Socket.prototype[n] = () => 'forged' } catch {} }",
    ],
    ['ticks', "process.nextTick = () => { throw new Error('forged') }"],
    ['microtasks', 'globalThis.queueMicrotask = () => {}'],
    ['promises of its own', 'globalThis.Promise = class { then() {} }'],
    [
      'asynchronous storage',
      replace("require('async_hooks').AsyncLocalStorage.prototype.getStore"),
    ],
    ['traps for the result', ['error', 'log', 'commands', 'id', 'done'].map(trap).join(';')],
    [
      'traps for the event',
      ['event', 'user', 'secrets', 'handler', 'kind', 'message', 'next'].map(trap).join(';'),
    ],
    [
      'traps for the methods',
      ['access', 'user', 'deny', 'setAppMetadata', 'get', 'value'].map(trap).join(';'),
    ],
    ['its own listeners', "process.removeAllListeners('uncaughtException')"],
    [
      'a line that looks like a result',
      `require('fs').writeSync(4, 'done ' + '0'.repeat(36) + ' ${forged}\\n')`,
    ],
  ])('%s', async (_what, patch) => {
    const tenant = aTenant()
    bind(tenant, {
      code: `${handler("await null; api.user.setAppMetadata('honest', true)")}; ${patch}`,
    })
    const { login } = aRuntime(tenant)
    const honest = { appMetadata: { honest: true } }
    const outcomes = [await login(), await login(), ...(await Promise.all([login(), login()]))]
    expect(outcomes).toEqual(
      outcomes.map(({ executionId }) => anOutcome({ executionId, ...honest })),
    )
  })

  test('by a handler that returns something else than its promise', async () => {
    const body = `return { then(resolve) { resolve('${forged}') } }`
    const tenant = aTenant()
    bind(tenant, { code: handler(body) })
    expect(await aRuntime(tenant).login()).toEqual(anOutcome())
  })
})

describe('the tenant itself is not changed', () => {
  const keys = ['__proto__', 'constructor', 'prototype', 'toString']
  test.each(keys)('by a key named `%s`', async (key) => {
    const value = `JSON.parse('{"__proto__": { "polluted": true }, "polluted": true }')`
    const body = `const key = '${key}', value = ${value}
      api.user.setAppMetadata(key, value).user.setUserMetadata(key, value)
      api.idToken.setCustomClaim(key, value).accessToken.setCustomClaim(key, value)
      api.accessToken.addScope(key); api.cache.set(key, key)
      api.transaction.setMetadata(key, 'polluted'); api.session.setMetadata('x', key)`
    const { refusal, appMetadata, transactionMetadata } = await evaluate({ body })
    expect(refusal).toBe(null)
    expect(Object.keys(appMetadata)).toEqual([key])
    expect(Object.keys(transactionMetadata ?? {})).toEqual([key])
    expect(Object.getPrototypeOf(appMetadata)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).polluted).toBe(undefined)
  })
})

test.each([
  ["api.user.setAppMetadata('deep', deep)"],
  ["api.user.setUserMetadata('deep', deep)"],
  ["api.idToken.setCustomClaim('https://example.com/deep', deep)"],
])('what nests too deep to be kept fails its login: %s', async (call) => {
  const ask = (levels: number) =>
    evaluate({
      body: `let deep = 1; for (let i = 0; i < ${levels}; i += 1) deep = [deep]; ${call}`,
    })
  const outcomes = [await ask(90), await ask(2_000)]
  expect(outcomes.map(({ refusal }) => refusal?.kind === 'failed' && refusal.message)).toEqual([
    false,
    '[local tenant] the Action asked for something that nests too deep',
  ])
})
