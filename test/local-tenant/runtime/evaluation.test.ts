import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { aFailure, anOutcome, aRuntime, aTenant, bind, handler, sharedRuntime } from './a-tenant.ts'

const { evaluate } = sharedRuntime()

const DENY = "api.access.deny('ran')"
const ran = anOutcome({ refusal: { kind: 'denied', actionName: 'guard', reason: 'ran' } })
const badSignature = aFailure(
  'Invalid function signature for the "onExecutePostLogin" handler. ' +
    'Use "exports.onExecutePostLogin = async function(event, api) { }" as the signature.',
)

async function outcomeOf(code: string) {
  const tenant = aTenant()
  bind(tenant, { code })
  return await aRuntime(tenant).login()
}

describe('what counts as a handler', () => {
  test.each([
    ['exports.x = async function', handler(DENY), ran],
    ['an async arrow', `exports.onExecutePostLogin = async (event, api) => { ${DENY} }`, ran],
    [
      'module.exports = {}',
      `module.exports = { async onExecutePostLogin(event, api) { ${DENY} } }`,
      ran,
    ],
    ['strict mode', `'use strict'; ${handler(DENY)}`, ran],
    [
      'getters, as esbuild writes them',
      `var e = {}; Object.defineProperty(e, 'onExecutePostLogin', { get: () => f, enumerable: true })
       module.exports = e; async function f(event, api) { ${DENY} }`,
      ran,
    ],
    ['fewer parameters', 'exports.onExecutePostLogin = async () => {}', anOutcome()],
    ['a plain function', 'exports.onExecutePostLogin = function () {}', badSignature],
    [
      'a promise-returning one',
      'exports.onExecutePostLogin = () => Promise.resolve()',
      badSignature,
    ],
    ['an async generator', 'exports.onExecutePostLogin = async function* () {}', badSignature],
    [
      'a bound one',
      `${handler('')}; exports.onExecutePostLogin = ((f) => (e, a) => f(e, a))(exports.onExecutePostLogin)`,
      badSignature,
    ],
    ['none', 'exports.other = async () => {}', badSignature],
    ['an empty text', '', badSignature],
    [
      'an exported function',
      'module.exports = async () => {}',
      aFailure('The Action must export an object.'),
    ],
    ['an ES module', 'export const x = 1', aFailure("Unexpected token 'export'")],
    [
      'an import',
      "import fs from 'node:fs'",
      aFailure('Cannot use import statement outside a module'),
    ],
    ['a syntax error', 'exports. = 1', aFailure("Unexpected token '='")],
  ])('%s', async (_what, code, outcome) => {
    expect(await outcomeOf(code)).toEqual(outcome)
  })

  test('a name the trigger does not have', async () => {
    const tenant = aTenant()
    bind(tenant, { code: 'exports.onExecuteOther = async () => {}' })
    const { runtime } = aRuntime(tenant)
    expect(
      await runtime.runTrigger('post-login', 'onExecuteOther', { tenant: { id: 'x' } }),
    ).toEqual(aFailure('The Action can only be called with valid methods.'))
  })

  test('a trigger that is not emulated yet', async () => {
    const tenant = aTenant()
    const trigger = 'send-phone-message'
    bind(tenant, { trigger, code: 'exports.onExecuteSendPhoneMessage = async () => {}' })
    const { runtime } = aRuntime(tenant)
    const event = { tenant: { id: 'x' } }
    expect(await runtime.runTrigger(trigger, 'onExecuteSendPhoneMessage', event)).toEqual(
      aFailure('[local tenant] this trigger is not emulated yet'),
    )
  })
})

describe('what it can reach', () => {
  const denied = (reason: string) =>
    anOutcome({ refusal: { kind: 'denied', actionName: 'guard', reason } })

  test('the scope of a CommonJS file, less its path', async () => {
    const scope =
      '[typeof module, typeof exports, typeof require, typeof __filename, typeof __dirname]'
    expect(await outcomeOf(handler(`api.access.deny(${scope}.join())`))).toEqual(
      denied('object,object,function,undefined,undefined'),
    )
  })

  test.each([
    [
      'Node globals',
      '[typeof fetch, typeof URL, typeof Buffer, typeof process, typeof structuredClone, typeof crypto]',
      'function,function,function,object,function,object',
    ],
    [
      'core modules',
      "require('node:crypto').createHash('sha256').update('').digest('hex').slice(0, 8)",
      'e3b0c442',
    ],
    ['core modules by their old name', "require('util').types.isDate(new Date())", 'true'],
    [
      'its own realm only',
      'event instanceof Object && event.request.query.constructor === Object',
      'true',
    ],
    ['no environment', 'Object.keys(process.env).length', '0'],
  ])('%s', async (_what, expression, reason) => {
    const body = `api.access.deny(String(${expression}))`
    expect(await evaluate({ body })).toEqual(denied(reason))
  })

  test.each([
    [
      'an npm dependency',
      "require('lodash')",
      '[local tenant] `lodash` is not among the npm dependencies this Action declares',
    ],
    [
      'a path',
      "require('./x.js')",
      '[local tenant] `./x.js` is not among the npm dependencies this Action declares',
    ],
    [
      'a module of the tenant',
      "require('actions:shared')",
      '[local tenant] Actions Modules are not emulated yet, so `actions:shared` cannot be loaded',
    ],
    ['a dynamic import', "await import('node:fs')", 'A dynamic import callback was not specified.'],
  ])('%s is refused by name', async (_what, body, message) => {
    expect(await evaluate({ body })).toEqual(aFailure(message))
  })

  test('the network', async () => {
    const server = createServer((_request, response) => response.end('from the network'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const body = `api.access.deny(await (await fetch('http://127.0.0.1:${port}/')).text())`
    expect(await outcomeOf(handler(body))).toEqual(
      anOutcome({ refusal: { kind: 'denied', actionName: 'guard', reason: 'from the network' } }),
    )
  })
})

describe('an instance', () => {
  test('is initialised once, at the first execution, and keeps its globals', async () => {
    const tenant = aTenant()
    bind(tenant, {
      code: `console.log('start'); let n = 0; ${handler('n += 1; console.log(n, globalThis.kept); globalThis.kept = n')}`,
    })
    const { login } = aRuntime(tenant)
    await login()
    await login()
    expect(tenant.state.executions.map(({ logs }) => logs)).toEqual([
      'start\n1 undefined\n',
      '2 1\n',
    ])
  })

  test('remembers an error of its start for ever, having run its start once', async () => {
    const tenant = aTenant()
    bind(tenant, { code: `console.log('start'); ${handler('')}; throw new Error('no start')` })
    const { login } = aRuntime(tenant)
    const outcomes = [await login(), await login()]
    expect(outcomes.map(({ refusal }) => refusal)).toEqual([
      aFailure('no start').refusal,
      aFailure('no start').refusal,
    ])
    expect(tenant.state.executions.map(({ logs }) => logs)).toEqual(['start\n', ''])
  })

  test.each([
    ["throw 'a text'", 'a text'],
    ['throw null', 'Unknown error'],
    ['throw { message: "an object" }', '[object Object]'],
    ['null.x', "Cannot read properties of null (reading 'x')"],
  ])('turns what is thrown at its start into text: %s', async (statement, message) => {
    expect(await outcomeOf(`${statement}; ${handler('')}`)).toEqual(aFailure(message))
  })

  test('is shared by interleaved executions, each with its own event, result and console', async () => {
    const tenant = aTenant()
    const body = `
      waiting.push(event.user.user_id); console.log('in', event.user.user_id)
      if (waiting.length === 3) release(); await gate
      console.log('out', event.user.user_id); api.access.deny(event.user.user_id + ' of ' + waiting)`
    const start =
      'let release; const waiting = [], gate = new Promise((done) => { release = done })'
    bind(tenant, { code: `${start}; ${handler(body)}` })
    const { login } = aRuntime(tenant)
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((user_id) => login({ user: { user_id } })),
    )
    expect(outcomes.map(({ refusal }) => refusal?.kind === 'denied' && refusal.reason)).toEqual([
      'a of a,b,c',
      'b of a,b,c',
      'c of a,b,c',
    ])
    expect(tenant.state.executions.map(({ logs }) => logs)).toEqual([
      'in a\nout a\n',
      'in b\nout b\n',
      'in c\nout c\n',
    ])
  })
})

describe('what fails an execution', () => {
  test.each([
    ['an error', "throw new Error('boom')", 'boom'],
    ['a thrown text', "throw 'boom'", 'boom'],
    ['a rejected promise', "await Promise.reject(new TypeError('boom'))", 'boom'],
    ['a thrown undefined', 'throw undefined', 'undefined'],
    [
      'an error whose message throws',
      "throw { get message() { throw new Error('x') } }",
      'Unknown error',
    ],
    [
      'a promise nobody waits for',
      "Promise.reject(new Error('boom')); await new Promise((done) => setTimeout(done, 200))",
      'boom',
    ],
    [
      'a timer that throws',
      "setTimeout(() => { throw new Error('boom') }); await new Promise((done) => setTimeout(done, 200))",
      'boom',
    ],
    ['endless recursion', '(function f() { f() })()', 'Maximum call stack size exceeded'],
  ])('%s', async (_what, body, message) => {
    expect(await evaluate({ body })).toEqual(aFailure(message))
  })

  test('not what its timers do when it is over', async () => {
    const tenant = aTenant()
    const late =
      "setTimeout(() => { console.log('late'); api.access.deny('late'); throw new Error('late') })"
    bind(tenant, {
      code: handler(
        `if (event.stats.first) { ${late} } else await new Promise((done) => setTimeout(done, 50))`,
      ),
    })
    const { login } = aRuntime(tenant)
    const refusals = [await login({ stats: { first: true } }), await login()].map((o) => o.refusal)
    expect(refusals).toEqual([null, null])
    expect(tenant.state.executions.map(({ logs }) => logs)).toEqual(['', ''])
  })
})
