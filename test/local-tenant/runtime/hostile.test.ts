import { existsSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { describe, expect, onTestFinished, test } from 'vitest'
import { aRuntime, aTenant, bind, handler, sharedRuntime } from './a-tenant.ts'

const marker = join(tmpdir(), `local-tenant-hostile-${process.pid}`)

const { evaluate } = sharedRuntime()

async function reasonOf(body: string) {
  const { refusal } = await evaluate({ body })
  return refusal?.kind === 'denied' ? refusal.reason : refusal
}

/** Where the sandbox's own text is, as any stack tells. */
const SANDBOX = String.raw`const SANDBOX = new Error().stack.match(/file:\/\/(\S+)\/\w+\.mjs/)[1]`

/** What became of it: `did ...`, or the code or text of the error. */
const attempt = (expression: string) => `
  let result; ${SANDBOX}
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
    [
      'a child process by its handle',
      "new (require('child_process').ChildProcess)().spawn({ file: '/bin/true', args: [], stdio: [] })",
      DENIED,
    ],
    [
      'a signal by the handle of no process',
      "new (require('child_process').ChildProcess)()._handle.kill(0)",
      refused('kill'),
    ],
    [
      'the priority of the tenant',
      "require('os').setPriority(process.ppid, 0)",
      refused('setPriority'),
    ],
    ['whether a file exists', "require('fs').existsSync('/etc/passwd')", DENIED],
    ['where a link leads', "require('fs').readlinkSync('/proc/self/cwd')", DENIED],
    ['a path in bytes', "require('fs').readFileSync(Buffer.from('/etc/hostname'))", DENIED],
    ['a path in a URL', "require('fs').readFileSync(new URL('file:///etc/hostname'))", DENIED],
    [
      'a path by way of the sandbox',
      "require('fs').readFileSync(SANDBOX + '/../../../../../../../../../../etc/hostname')",
      DENIED,
    ],
    [
      'such a path in bytes',
      "require('fs').readFileSync(Buffer.from(SANDBOX + '/../../../../../../../../../../etc/hostname'))",
      DENIED,
    ],
    ['another file of the tenant', "require('fs').readFileSync(SANDBOX + '/../limits.ts')", DENIED],
    [
      'the mode of an open file',
      "require('fs').fchmodSync(0, require('fs').fstatSync(0).mode & 0o777)",
      DENIED,
    ],
    ['its own descriptors by path', "require('fs').openSync('/dev/fd/3')", DENIED],
    [
      'an add-on by its extension',
      "require('module')._extensions['.node']({ exports: {} }, '/x.node')",
      refused('dlopen'),
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

describe('nor with built-ins of its own making', () => {
  test.each([
    ['bytes', "Buffer.prototype.utf8Write = () => 1; Buffer.from = () => '/x'"],
    [
      'paths',
      "for (const n of ['resolve', 'normalize', 'toNamespacedPath']) require('path')[n] = () => '/x'",
    ],
    ['texts', "String.prototype.startsWith = () => true; String.prototype.slice = () => '/x'"],
    ['permission', 'process.permission.has = () => true'],
  ])('%s', async (_what, patch) => {
    const tenant = aTenant()
    const body = `try { require('fs').readFileSync('/etc/hostname'); api.access.deny('did') }
      catch (error) { api.access.deny(error.code) }`
    bind(tenant, { code: `${handler(body)}; ${patch}` })
    expect((await aRuntime(tenant).login()).refusal).toMatchObject({ reason: DENIED })
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
