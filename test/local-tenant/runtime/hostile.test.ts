import { existsSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { describe, expect, onTestFinished, test } from 'vitest'
import { anOutcome, aRuntime, aTenant, bind, handler } from './a-tenant.ts'

const marker = join(tmpdir(), `local-tenant-hostile-${process.pid}`)

async function reasonOf(body: string) {
  const tenant = aTenant()
  bind(tenant, { code: handler(body) })
  const { refusal } = await aRuntime(tenant, { timeoutMs: 5000 }).login()
  return refusal?.kind === 'denied' ? refusal.reason : refusal
}

/** What became of it: `did ...`, or the code or text of the error. */
const attempt = (expression: string) => `
  let result
  try { result = 'did ' + String(await (async () => (${expression}))()) }
  catch (error) { result = error.code ?? error.message }
  api.access.deny(result)`

const refused = (name: string) => `[local tenant] \`${name}\` is not available to an Action`
const DENIED = 'ERR_ACCESS_DENIED'

describe('the machine is out of reach', () => {
  test.each([
    ['reading a file', "require('fs').readFileSync('/etc/hostname', 'utf8')", DENIED],
    ['listing a folder', "require('fs').readdirSync('/')", DENIED],
    ['reading its own process', "require('fs').readFileSync('/proc/self/environ', 'utf8')", DENIED],
    ['reading by promise', "require('fs/promises').readFile('/etc/hostname')", DENIED],
    ['writing a file', `require('fs').writeFileSync('${marker}', 'x')`, DENIED],
    ['a symbolic link', `require('fs').symlinkSync('/etc', '${marker}')`, DENIED],
    ['a child process', "require('child_process').execSync('id')", DENIED],
    ['a fork', "require('child_process').fork('x.js')", DENIED],
    [
      'a cluster',
      "require('cluster').setupPrimary({ exec: 'x.js' }) || require('cluster').fork()",
      DENIED,
    ],
    ['a worker', "new (require('worker_threads').Worker)('0', { eval: true })", DENIED],
    ['an inspector session', "new (require('inspector').Session)().connect()", refused('Session')],
    ['an open inspector', "require('inspector').open(0)", refused('open')],
    ['internal bindings', "process.binding('fs')", refused('binding')],
    ['linked bindings', "process._linkedBinding('fs')", refused('_linkedBinding')],
    ['an add-on', "process.dlopen({ exports: {} }, '/x.node')", refused('dlopen')],
    ['WebAssembly system calls', "new (require('wasi').WASI)({ version: 'preview1' })", DENIED],
    [
      'a heap snapshot',
      `require('v8').writeHeapSnapshot('${marker}')`,
      refused('writeHeapSnapshot'),
    ],
    ['V8 flags', "require('v8').setFlagsFromString('--prof')", refused('setFlagsFromString')],
    [
      'tracing',
      "require('trace_events').createTracing({ categories: ['v8'] })",
      refused('createTracing'),
    ],
    ['loader hooks', "require('module').register('data:text/javascript,')", refused('register')],
    ['a diagnostic report', 'process.report', 'did undefined'],
    [
      'listening on a Unix socket',
      `new Promise((done, fail) => require('net').createServer().on('error', fail).listen('${marker}', done))`,
      refused('bind'),
    ],
    [
      'a Unix socket',
      "new Promise((done, fail) => require('net').connect('/run/x.sock', done).on('error', fail))",
      refused('connect'),
    ],
    [
      'a Unix socket over HTTP',
      "new Promise((done, fail) => require('http').get({ socketPath: '/run/x.sock' }, done).on('error', fail))",
      refused('connect'),
    ],
    ['the environment', 'JSON.stringify(process.env)', 'did {}'],
    ['the command line', 'process.argv.concat(process.execArgv).join()', 'did node'],
    ['the folder of the tenant', 'process.cwd()', 'did /'],
    [
      'core modules by another way',
      "process.getBuiltinModule('fs').readFileSync('/etc/hostname')",
      DENIED,
    ],
    [
      'a constructor of modules',
      'module.constructor === Object && typeof require.main',
      'did undefined',
    ],
    ['a require of its own', "require('module').createRequire('/')('/etc/hostname')", DENIED],
    ['the main module', 'process.mainModule', 'did undefined'],
  ])('%s', async (_what, expression, result) => {
    expect(await reasonOf(attempt(expression))).toBe(result)
    expect(existsSync(marker)).toBe(false)
  })
})

describe('the process is not its own', () => {
  test.each([
    ['exit', 'process.exit(0)', refused('exit')],
    ['reallyExit', 'process.reallyExit(0)', refused('reallyExit')],
    ['abort', 'process.abort()', refused('abort')],
    ['kill', 'process.kill(process.ppid, 0)', refused('kill')],
    ['kill, beneath', 'process._kill(process.ppid, 9)', refused('_kill')],
    ['its handles', 'process._getActiveHandles()', refused('_getActiveHandles')],
    [
      'messages',
      '[typeof process.send, typeof process.channel, typeof process.disconnect]',
      'did undefined,undefined,undefined',
    ],
    [
      'undoing it',
      'delete process.exit || Reflect.set(process, "exit", () => {}) || process.exit(0)',
      "Cannot delete property 'exit' of #<process>",
    ],
    ['its channel as a socket', "new (require('net').Socket)({ fd: 4 })", refused('open')],
  ])('%s', async (_what, expression, result) => {
    const strict = `'use strict'; ${attempt(expression)}`
    expect(await reasonOf(strict)).toBe(result)
  })

  test('nor are the secrets of another Action, before or after its own', async () => {
    const tenant = aTenant()
    const code = handler('api.user.setAppMetadata(event.secrets.NAME, event.secrets)')
    for (const NAME of ['a', 'b']) bind(tenant, { name: NAME, secrets: { NAME }, code })
    const hunt = `
      const all = [event, api, globalThis, process.env, process.argv, module, require.cache]
      api.user.setAppMetadata('found', require('util').inspect(all, { depth: 8, showHidden: true }).includes('their-secret'))`
    bind(tenant, { name: 'other', secrets: { OTHER: 'their-secret' }, code: handler('') })
    bind(tenant, { name: 'hunter', code: handler(hunt) })
    const { appMetadata } = await aRuntime(tenant).login()
    expect(appMetadata).toEqual({ a: { NAME: 'a' }, b: { NAME: 'b' }, found: false })
  })
})

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
    const { login } = aRuntime(tenant, { timeoutMs: 5000 })
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

describe('the certificate of the tenant', () => {
  test('is trusted by the Action, and only if it is given', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    })
    const server = createServer({ key, cert }, (_request, response) => response.end('secure'))
    await new Promise<void>((resolve) => server.listen(0, resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const tenant = aTenant()
    const url = `https://localhost:${port}/`
    const body = `(await (await fetch('${url}')).text()) + Object.keys(process.env).length`
    bind(tenant, { code: handler(attempt(`(${body})`).replace('error.code', 'error.cause?.code')) })
    const outcomes = [
      await aRuntime(tenant).login(),
      await aRuntime(tenant, { certificate: cert }).login(),
    ]
    expect(outcomes.map(({ refusal }) => refusal?.kind === 'denied' && refusal.reason)).toEqual([
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'did secure0',
    ])
  })
})
