import { describe, expect, test } from 'vitest'
import type { Bundle } from '../../../scripts/bundle/bundle-action.ts'
import {
  judgeBundle,
  LARGEST_BUNDLE_BYTES,
  LARGEST_CODE_BYTES,
} from '../../../scripts/bundle/bundle-laws.ts'

const HANDLER = 'exports.onExecutePostLogin = async function (event, api) {}'
const bundle = (code: string, trigger: Bundle['trigger'] = 'post-login'): Bundle => ({
  trigger,
  code,
  sha256: '',
})

/** What is said about the handler followed by `code`. */
const RULEBOOK = 'var define_BAKED_RULEBOOK_default = '

const judge = (code: string): readonly string[] =>
  judgeBundle(bundle(`${HANDLER}\n${code}`)).map(({ message }) => message)

test('a bundle with nothing but its handler breaks no law', () => {
  expect(judge('')).toEqual([])
})

describe('a bundle must not hold', () => {
  // Pieces, so that this file breaks no law of the house itself.
  test.each<[string, string, string]>([
    ['a keyword in at signs', 'const a = "@@NAME@@"', 'holds @@'],
    ['two at signs', 'const a = "@@"', 'holds @@'],
    ['a keyword in hashes', 'const a = "##NAME##"', 'holds ##'],
    ['two hashes in a comment', '// ## heading', 'holds ##'],
    ['its environment', 'const a = process.env.HOME', 'holds process.env'],
    ['its environment, spaced', 'const a = process . env', 'holds process.env'],
    ['eval', 'const a = () => eval("1")', 'holds eval'],
    ['a function from text', 'const a = () => new Function("1")', 'holds eval'],
    ['zod', 'const a = "zod"', 'holds zod'],
    ['an error of zod', 'class ZodError extends Error {}', 'holds zod'],
    ['an e-mail address', 'const a = "ann@acme.example"', 'holds an e-mail address'],
    [
      'an e-mail address with a tag',
      'const a = "ann+x@mail.acme.example"',
      'holds an e-mail address',
    ],
    ['a user of a database', 'const a = "auth0|507f1f77"', 'holds a user id'],
    ['a user of Google', 'const a = "google-oauth2|1234567890"', 'holds a user id'],
    ['a user of a connection', 'const a = "samlp|acme|ann-1"', 'holds a user id'],
    ['a module of the file system', 'const a = () => require("node:fs")', 'requires `node:fs`'],
    ['a package', 'const a = () => require("lodash")', 'requires `lodash`'],
    ['a built-in by its old name', 'const a = () => require("crypto")', 'requires `crypto`'],
  ])('%s', (_what, code, said) => {
    const messages = judge(code)
    expect(messages).toHaveLength(1)
    expect(messages[0]).toContain(said)
    expect(messages[0]).toContain('`actions/post-login/action.ts`')
  })

  test('what it may hold', () => {
    expect(
      judge('const a = require("node:crypto"); const evaluate = () => a; const b = "#1 @2"'),
    ).toEqual([])
  })

  // Indirectly is still from text: what runs must be what was reviewed.
  test.each([
    ['eval by another name', 'const run = () => (0, eval)("1")'],
    ['eval taken aside', 'const run = eval'],
    ['a function from text without new', 'const run = () => Function("1")()'],
    ['its environment, taken apart', 'const run = () => { const { env } = process; return env }'],
    ['a module loaded later', 'const run = () => import("node:fs")'],
    ['a module by a name made up', 'const run = (name) => require(name)'],
    ['a module in single quotes', "const run = () => require('node:fs')"],
  ])('%s', (_what, code) => {
    expect(judge(code)).toHaveLength(1)
  })
})

describe('a guard asks the tenant and the sink of the rulebook, and nobody else', () => {
  const HOST = 'https://$' + '{hostOf(access)}'

  test.each<[string, string]>([
    ['what the Management API says', `a.b = (access) => access.fetch(\`${HOST}/api/v2/x\`)`],
    [
      'the same as esbuild renames it',
      `a.b = () => access.fetch(\`${HOST.replace('Of', 'Of2')}/x\`)`,
    ],
    ['the sink', 'a.b = () => fetch(sink.url, {})'],
    ['what is handed on', 'a.b = () => ({ fetch, deadline })'],
    [
      'what is handed on as esbuild renames it',
      'a.b = ({ fetch: fetch2, c }) => ({ fetch: fetch2, c })',
    ],
    [
      'whatever the rulebook says to people',
      `${RULEBOOK}{ hash: "1", m: { d: "https://help.example.com \\" fetch", n: -86e3 }, s: null };`,
    ],
  ])('%s', (_what, code) => {
    expect(judge(`var a = {}, access, sink, deadline\n${code}`)).toEqual([])
  })

  test.each<[string, string, string]>([
    ['another host', 'a.b = () => fetch("https://evil.example/x")', 'https://evil.example/x'],
    ['a host by its name', 'a.b = "evil.example"', '"evil.example"'],
    ['a host beside the tenant', `a.b = \`${HOST}.evil\``, `${HOST}.evil`],
    ['an address made up at run time', 'a.b = (x) => fetch(x)', 'fetch(x)'],
    ['another member of the sink', 'a.b = () => fetch(sink.other, {})', 'fetch(sink.other'],
    ['fetch by another name', 'a.b = fetch', 'fetch'],
    ['fetch as a member of another name', 'a.b = () => ({ other: fetch, f })', 'fetch'],
    ['fetch as it was handed on', 'a.b = ({ fetch: fetch2, f }) => fetch2(f)', 'fetch2(f)'],
    ['fetch by way of everything', 'a.b = () => globalThis["fe" + "tch"]', 'globalThis'],
    ['a socket', 'a.b = (x) => new WebSocket(x)', 'WebSocket'],
    ['a function from text, by its kind', 'a.b = (x) => a.b.constructor(x)', '.constructor'],
    [
      'code in the place of the rulebook',
      `${RULEBOOK}{ hash: a.b };`.replace('a.b', 'f()'),
      'plain values',
    ],
    ['code in a text of the rulebook', `${RULEBOOK}{ hash: \`\${f()}\` };`, 'plain values'],
    ['fetch in the place of a value', `${RULEBOOK}{ hash: fetch };`, 'plain values'],
  ])('not %s', (_what, code, said) => {
    const messages = judge(`var a = {}, access, sink, f = () => 1, hostOf = f\n${code}`)
    expect(messages.join('\n')).toContain('could reach others than the tenant')
    expect(messages.join('\n')).toContain(said)
  })
})

describe('size', () => {
  const CODE = LARGEST_CODE_BYTES
  const BOTH = LARGEST_BUNDLE_BYTES
  const ofBytes = (bytes: number): string => `${HANDLER}\n//`.padEnd(bytes, 'x')
  /** A rulebook that makes it this long. */
  const andRulebook = (code: string, bytes: number, values = ''): string => {
    const rest = `${code}\n${RULEBOOK}{ hash: "${values}" };`
    return rest.replace('hash: "', `hash: "${'x'.repeat(bytes - rest.length)}`)
  }

  test.each<[string, string, readonly string[]]>([
    ['code, a byte below', ofBytes(CODE - 1), []],
    [
      'code, at the limit',
      ofBytes(CODE),
      [`has \`${CODE}\` bytes of code, accepted are fewer than \`${CODE}\``],
    ],
    [
      'in bytes, not in characters',
      `${HANDLER}\n//${'ü'.repeat(CODE / 2)}`,
      [`has \`${CODE + HANDLER.length + 3}\` bytes of code, accepted are fewer than \`${CODE}\``],
    ],
    ['the rulebook does not count', andRulebook(ofBytes(CODE - 2), BOTH - 1), []],
    [
      'together, at the limit',
      andRulebook(ofBytes(CODE / 2), BOTH),
      [
        `is \`${BOTH}\` bytes, \`${BOTH - CODE / 2 - 1}\` of them the rulebook, accepted are fewer than \`${BOTH}\``,
      ],
    ],
  ])('%s', (_what, code, said) => {
    const messages = judgeBundle(bundle(code)).map(({ message }) => message)
    expect(messages).toEqual(
      said.map((one) => `the bundle of \`actions/post-login/action.ts\` ${one}`),
    )
  })

  test('code that stands in the place of the rulebook counts', () => {
    const hidden = `${ofBytes(CODE - 100)}\n${RULEBOOK}{ hash: \`\${f(${'1'.repeat(100)})}\` };`
    expect(judge(hidden).join('\n')).toContain('bytes of code, accepted')
  })
})

describe('the handler', () => {
  test.each<[string, string, string]>([
    ['nothing', '', 'exports ``'],
    ['another name', 'exports.handler = async () => {}', 'exports `handler`'],
    [
      'the handler of another trigger',
      'exports.onExecutePreUserRegistration = async () => {}',
      'exports `onExecutePreUserRegistration`',
    ],
    ['one more thing', `${HANDLER}; exports.other = 1`, 'exports `onExecutePostLogin, other`'],
    [
      'a function that is not async',
      'exports.onExecutePostLogin = function () {}',
      'one native async function',
    ],
    [
      'a function that returns a promise',
      'exports.onExecutePostLogin = () => Promise.resolve()',
      'one native async function',
    ],
    ['a value', 'exports.onExecutePostLogin = 1', 'one native async function'],
    ['a syntax error', 'export const a = 1', 'does not load'],
    ['an error while loading', `${HANDLER}; throw new Error("x")`, 'does not load: x'],
    ['something thrown that is no error', `${HANDLER}; throw "x"`, 'does not load: x'],
  ])('%s', (_what, code, said) => {
    const messages = judgeBundle(bundle(code)).map(({ message }) => message)
    expect(messages).toHaveLength(1)
    expect(messages[0]).toContain(said)
  })

  test('of the other trigger has the other name', () => {
    expect(
      judgeBundle(
        bundle('exports.onExecutePreUserRegistration = async () => {}', 'pre-user-registration'),
      ),
    ).toEqual([])
  })
})

test('every law that is broken is told, with the line', () => {
  const messages = judge('\nconst a = "##"\nconst b = "@@"')
  expect(messages).toHaveLength(2)
  expect(messages[0]).toContain('line 3')
  expect(messages[1]).toContain('line 4')
})
