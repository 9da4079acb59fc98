import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bundle, bundleAction } from '../../../../scripts/bundle/bundle-action.ts'
import { createAsker } from '../../../../scripts/evidence/asking/create-asker.ts'
import { diffEnvironment } from '../../../../scripts/evidence/diff-environment.ts'
import { ROOT } from '../../../builders/a-checkout.ts'
import { aRulebook } from '../../../builders/a-rulebook.ts'
import { NOON_MS } from '../../../builders/noon.ts'

const MACHINES = 'credentials-exchange'
const START = 'async function onExecuteCredentialsExchange(event, api) {'
const askers = [createAsker()]
let built: Bundle

beforeAll(async () => {
  built = await bundleAction(ROOT, MACHINES, aRulebook())
  expect(built.code).toContain(START)
})
afterAll(() => Promise.all(askers.map((asker) => asker.end())))

const versionOf = (code: string) => ({
  codes: new Map([[MACHINES, code] as const]),
  names: { clients: {}, organizations: {}, connections: {} },
  tenantId: 'example-tenant',
  beside: new Map<string, string>(),
})

/** What comes of a guard that does this first, beside the one that was built. */
async function diffOf(first: string, asked = askers) {
  const sides = [built.code, built.code.replace(START, `${START}\n${first}`)] as const
  const pair = [versionOf(sides[0]), versionOf(sides[1])] as const
  const { moments, unproven } = await diffEnvironment('production', pair, NOON_MS, asked)
  const kinds = moments.flatMap(({ rows }) => rows.map(({ kind }) => kind))
  return { kinds: [...new Set(kinds)], unproven }
}

const beyond = (what: string): string =>
  `a guard does what is not compared: ${what} (machine token)`
const cannot = (why: string): string => `a guard of the machine token cannot be asked: ${why}`
test.each<[string, string, { kinds: string[]; unproven: unknown[] }]>([
  ['a comment', '// nothing', { kinds: [], unproven: [] }],
  [
    'a method that nobody models',
    "api.accessToken.setCustomClaim('a', 1)",
    {
      kinds: ['effect'],
      unproven: [
        beyond('accessToken.setCustomClaim'),
        // Of whoever is let in to repair the guard.
        beyond('0 lines about one decision'),
      ],
    },
  ],
  [
    'a failure, which refuses as everybody is refused',
    "console.log('og failed GUARD_FAILED error=TypeError')",
    {
      kinds: ['reason'],
      unproven: [
        beyond('it logs `og failed GUARD_FAILED error=TypeError`'),
        beyond('2 lines about one decision'),
      ],
    },
  ],
  [
    'an answer without a word',
    "return void api.access.deny('server_error', 'no')",
    { kinds: ['refused', 'reason'], unproven: [beyond('0 lines about one decision')] },
  ],
  [
    'another answer than it logs',
    "return void console.log('og deny A_REASON by a-policy door=machine')",
    { kinds: ['admitted'], unproven: [beyond('it does not do what it logs')] },
  ],
  [
    'an error',
    "throw new Error('of its own')",
    {
      kinds: ['admitted'],
      unproven: [beyond('an error: of its own')],
    },
  ],
  [
    'the time of this machine, as a text',
    'if (new Date(Date()).getTime() !== 1000 * Math.floor(Date.now() / 1000)) return',
    { kinds: [], unproven: [] },
  ],
  ['chance', 'if (Math.random() !== 0.5) return', { kinds: [], unproven: [] }],
  ['no environment', 'if (typeof process !== "undefined") return', { kinds: [], unproven: [] }],
  [
    'a module',
    "require('node:fs')",
    { kinds: [], unproven: [expect.stringContaining('requires `node:fs`')] },
  ],
  [
    'the environment of this process',
    'process.env.HOME',
    { kinds: [], unproven: [expect.stringContaining('holds process.env')] },
  ],
  [
    'all there is',
    "globalThis['req' + 'uire']",
    { kinds: [], unproven: [expect.stringContaining('could reach others')] },
  ],
])('a guard with %s', async (_what, first, told) => {
  expect(await diffOf(first)).toEqual(told)
})

test.each([
  ['goes round for ever', 'for (;;) {}'],
  ['waits for ever', 'await new Promise(() => {})'],
])('a guard that %s is ended, and nothing is proven', async (_what, first) => {
  const impatient = createAsker(2500)
  expect(await diffOf(first, [impatient])).toEqual({
    kinds: [],
    unproven: [cannot('it gave no answer for 2.5 s')],
  })
  await impatient.end()
})
