import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { anOddFolder } from '../../builders/an-odd-folder.ts'
import { aRuntime, aTenant, bind, handler } from './a-tenant.ts'

/** As `npm install` would leave it; the folder above holds something nobody is to read. */
const FILES = {
  'secret.txt': 'out of reach',
  'installed/package.json': '{}',
  'installed/node_modules/plain/package.json': '{ "version": "1.2.3" }',
  'installed/node_modules/plain/index.js': `
    exports.text = 'plain with ' + require('needed').text; exports.count = 0`,
  'installed/node_modules/plain/deep/part.js': "module.exports = 'part'",
  'installed/node_modules/needed/package.json': '{ "version": "0.1.0" }',
  'installed/node_modules/needed/index.js': "exports.text = 'needed'",
  'installed/node_modules/@scope/thing/package.json': '{ "version": "2.0.0" }',
  'installed/node_modules/@scope/thing/index.js': "module.exports = 'thing'",
  'installed/node_modules/nosy/package.json': '{ "version": "1.0.0" }',
  'installed/node_modules/nosy/index.js':
    "exports.read = (path) => require('fs').readFileSync(path, 'utf8')",
}
const folder = anOddFolder()
for (const [name, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}
symlinkSync(join(folder, 'installed'), join(folder, 'linked'))
afterAll(() => rmSync(folder, { recursive: true }))

const DECLARED = [
  { name: 'plain', version: '1.2.3' },
  { name: '@scope/thing', version: 'latest' },
  { name: 'nosy', version: '1.0.0' },
  { name: 'older', version: '1.0.0' },
  { name: 'needed', version: '0.2.0' },
]

type Installation = { dependencies?: typeof DECLARED; dependenciesFolder?: string }

async function resultOf(
  expression: string,
  { dependencies = DECLARED, ...options }: Installation = {
    dependenciesFolder: join(folder, 'installed'),
  },
) {
  const tenant = aTenant()
  const body = `try { api.access.deny(String(${expression})) } catch (e) { api.access.deny(e.code + ': ' + e.message) }`
  bind(tenant, { code: handler(body), dependencies })
  const { refusal } = await aRuntime(tenant, options).login()
  return refusal?.kind === 'denied' ? refusal.reason : refusal
}

describe('an Action', () => {
  test.each([
    ['loads what it declares', "require('plain').text", 'plain with needed'],
    ['loads a part of it', "require('plain/deep/part.js')", 'part'],
    ['loads `latest`, with a scope', "require('@scope/thing')", 'thing'],
    ['is told where it is', "require.resolve('plain').endsWith('plain/index.js')", 'true'],
    ['still has core modules', "typeof require('fs').readFileSync", 'function'],
    [
      'does not load what it does not declare',
      "require('undeclared')",
      'MODULE_NOT_FOUND: [local tenant] `undeclared` is not among the npm dependencies this Action declares',
    ],
    [
      'does not load another version',
      "require('needed')",
      'MODULE_NOT_FOUND: [local tenant] this Action declares `needed` 0.2.0, and 0.1.0 is installed',
    ],
    [
      'does not load what is not installed',
      "require('older')",
      'MODULE_NOT_FOUND: [local tenant] `older` is not installed in the folder of dependencies',
    ],
    [
      'does not load a file',
      "require('../secret.txt')",
      'MODULE_NOT_FOUND: [local tenant] `../secret.txt` is not among the npm dependencies this Action declares',
    ],
    [
      'does not load `constructor`',
      "require('constructor')",
      'MODULE_NOT_FOUND: [local tenant] `constructor` is not among the npm dependencies this Action declares',
    ],
  ])('%s', async (_what, expression, result) => {
    expect(await resultOf(expression)).toBe(result)
  })

  test('reads the folder, and nothing beside it, and writes nothing', async () => {
    const installed = join(folder, 'installed')
    const read = (path: string) => resultOf(`require('nosy').read(${JSON.stringify(path)})`)
    expect(await read(join(installed, 'package.json'))).toBe('{}')
    expect(await read(join(folder, 'secret.txt'))).toMatch(/^ERR_ACCESS_DENIED/)
    const write = `require('fs').writeFileSync(${JSON.stringify(`${installed}/package.json`)}, 'x')`
    expect(await resultOf(write)).toMatch(/^ERR_ACCESS_DENIED/)
  })

  test('that declares nothing reads nothing', async () => {
    const path = join(folder, 'installed/package.json')
    const installation = { dependencies: [], dependenciesFolder: join(folder, 'installed') }
    expect(
      await resultOf(`require('fs').readFileSync(${JSON.stringify(path)})`, installation),
    ).toMatch(/^ERR_ACCESS_DENIED/)
  })

  test('finds them through a link to the folder', async () => {
    const installation = { dependenciesFolder: join(folder, 'linked') }
    expect(await resultOf("require('plain').text", installation)).toBe('plain with needed')
  })

  test('is refused by name where there is no folder', async () => {
    expect(await resultOf("require('plain')", {})).toBe(
      'MODULE_NOT_FOUND: [local tenant] npm dependencies are not installed here, so `plain` cannot be ' +
        'loaded: install it in a folder and start the tenant with `--dependencies <folder>` ' +
        '(in code: `dependenciesFolder`), or bundle it into the Action',
    )
  })

  test('poisons its own instance, as at Auth0, and no other', async () => {
    const tenant = aTenant()
    const code = handler(
      "const plain = require('plain'); plain.count += 1; api.user.setAppMetadata(event.secrets.NAME, plain.count)",
    )
    for (const name of ['a', 'b']) {
      bind(tenant, { name, code, secrets: { NAME: name }, dependencies: DECLARED })
    }
    const { login } = aRuntime(tenant, { dependenciesFolder: join(folder, 'installed') })
    const counts = [(await login()).appMetadata, (await login()).appMetadata]
    expect(counts).toEqual([
      { a: 1, b: 1 },
      { a: 2, b: 2 },
    ])
  })
})

test('a folder that does not exist is refused at the start', () => {
  const dependenciesFolder = join(folder, 'missing')
  expect(() => aRuntime(aTenant(), { dependenciesFolder })).toThrow(/ENOENT/)
})
