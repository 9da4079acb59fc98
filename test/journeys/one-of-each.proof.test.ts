import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../builders/a-checkout.ts'

/**
 * Somebody adds a policy, a finding and a command to a copy of this checkout, by the steps of
 * CONTRIBUTING.md and in no other file: what those steps leave out shows here. `npm run proof` walks the
 * row of the policy too.
 */

/** A text to put before another one that is there, or the whole text of a new file. */
type Edit = string | readonly (readonly [before: string, added: string])[]
type Edits = Readonly<Record<string, Edit>>

const POLICY: Edits = {
  'policies/login/young-account.about.ts': `import { type AboutPolicy, settings } from '../about.ts'

export const YOUNG_ACCOUNT = {
  id: 'young-account',
  number: 200,
  moment: 'login',
  reasons: { ACCOUNT_TOO_YOUNG: [200, 'OG_ACCESS', 'the account was made only just now'] },
  settings: settings<{ readonly youngAccount: { readonly minAgeMs: number } }>({
    youngAccount: { minAgeMs: 3_600_000 },
  }),
} as const satisfies AboutPolicy
`,
  'policies/catalogue.ts': [
    [
      'import { MACHINE_TOKEN_GATE }',
      "import { YOUNG_ACCOUNT } from './login/young-account.about.ts'\n",
    ],
    ['  EMAIL_LOCK,\n', '  YOUNG_ACCOUNT,\n'],
  ],
  'policies/login/young-account.ts': `import { deny, PASS, type Policy } from '../policy.ts'
import type { LoginFacts } from './facts.ts'
import type { LoginSettings } from './settings.ts'

/** young-account: nobody enters with an account that was made only just now. */
export const youngAccount: Policy<LoginFacts, LoginSettings> = {
  id: 'young-account',
  question: 'Has this account been there for a while?',
  evaluate: ({ person, nowMs }, { youngAccount: { minAgeMs } }) =>
    nowMs - person.createdAtMs >= minAgeMs ? PASS : deny('ACCOUNT_TOO_YOUNG'),
}
`,
  'policies/login/decide.ts': [
    ['\n/** In precedence order', "import { youngAccount } from './young-account.ts'\n"],
    ['  emailLock,\n', '  youngAccount,\n'],
  ],
  'scripts/project/rulebook-policies.ts': [
    [
      "  'email-lock': entry(",
      `  'young-account': entry(
    z.strictObject({ ...ROLLOUT, minAgeHours: z.number().min(0).max(720) }),
    ({ minAgeHours }) => ({ youngAccount: { minAgeMs: minAgeHours * HOUR_MS } }),
  ),
`,
    ],
  ],
  'tenant/rulebook.json': [
    ['    "email-lock": {', '    "young-account": { "mode": "monitor", "minAgeHours": 2 },\n'],
  ],
  'test/policies/login/young-account.test.ts': `import { expect, test } from 'vitest'
import { youngAccount } from '../../../policies/login/young-account.ts'
import { deny, PASS } from '../../../policies/policy.ts'
import { aLogin } from '../../builders/a-login.ts'
import { loginSettings } from '../../builders/login-settings.ts'
import { HOUR_MS, NOON_MS } from '../../builders/noon.ts'

test.each([
  ['an hour old', NOON_MS - HOUR_MS, PASS],
  ['younger', NOON_MS - HOUR_MS + 1, deny('ACCOUNT_TOO_YOUNG')],
])('%s', (_what, createdAtMs, verdict) => {
  expect(youngAccount.evaluate(aLogin({ person: { createdAtMs } }), loginSettings())).toEqual(verdict)
})
`,
  'scripts/journey/matrix/rows/person-rows.ts': [
    ['import type { Visitor }', "import { demand } from '../stage.ts'\n"],
    [
      "  {\n    name: 'email-lock',",
      `  {
    name: 'young-account',
    policy: 'young-account',
    story: 'the account was made only just now',
    arrangement: { tenant: (stage) => demand(stage, 'young-account=enforce') },
    expected: [
      ['ACCOUNT_TOO_YOUNG by young-account', [...FRESH, ...LIVE, ...FEDERATED, 'refresh'], ''],
      ['ACCOUNT_TOO_YOUNG by young-account', [...EXCHANGES, ...BARE], ''],
      ['admitted', ['reset'], NOT_ASKED],
      ['-', ['machine'], NOBODY],
      ['-', SIGN_UPS, NEW],
    ],
  },
`,
    ],
  ],
  'README.md': [
    ['| `email-lock` |', '| `young-account` | an account made only just now | watched |\n'],
  ],
  'CHANGELOG.md': [['`EMAIL_UNACCEPTABLE`', '`ACCOUNT_TOO_YOUNG`, ']],
}

const FINDING: Edits = {
  'scripts/check/families/lifetimes.ts': [
    [
      '/** How long what was issued',
      `const ACCESS_TOKEN_TOO_SHORT: Rule = {
  id: 'access_token_too_short',
  severity: 'warning',
  summary: 'access tokens of an API end before anybody can use them',
  why: 'A clock that is a minute late refuses them.',
}

`,
    ],
    ['ACCESS_TOKEN_TOO_LONG, REFRESH', 'ACCESS_TOKEN_TOO_SHORT, '],
    [
      "...managed(subject, 'clients')",
      `...managed(subject, 'resourceServers')
      .filter(({ value }) => Number(value.token_lifetime) < 60)
      .map(({ place }) =>
        finding(ACCESS_TOKEN_TOO_SHORT, place(['token_lifetime']), 'it is short', 'say more'),
      ),
    `,
    ],
  ],
  'test/scripts/check/cases/settings.ts': [
    [
      "  {\n    what: 'an API that states no lifetime',",
      `  {
    what: 'an access token that nobody can use',
    changes: { [API]: swap('"token_lifetime": 3600', '"token_lifetime": 30') },
    found: [['access_token_too_short', API, '"token_lifetime"']],
  },
`,
    ],
  ],
}

const COMMAND: Edits = {
  'scripts/commands/greet.ts': `import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { defineCommand } from './command.ts'

export const greet = defineCommand({
  name: 'greet',
  summary: 'say hello',
  options: {},
  run: async () => ({ exit: EXIT.ok, json: { hello: true }, text: lines('hello') }),
})
`,
  'scripts/run-command-line.ts': [
    ['  completion: async', "  greet: async () => (await import('./commands/greet.ts')).greet,\n"],
  ],
}

/** The rooms that a build, a check and the tests below read, and what stands beside them. */
const COPIED = ['actions', 'docs', 'policies', 'scripts', 'tenant', 'test']

async function copyCheckout(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'one-of-each-'))
  const beside = (await readdir(ROOT, { withFileTypes: true })).filter((one) => one.isFile())
  for (const name of [...COPIED, ...beside.map((one) => one.name)]) {
    await cp(join(ROOT, name), join(folder, name), {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    })
  }
  // One by one: what tools keep in the folder stays with the copy.
  await mkdir(join(folder, 'node_modules'))
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    const own = name === 'auth0-local-tenant' ? [folder, 'scripts/local-tenant'] : null
    const target = own === null ? join(ROOT, 'node_modules', name) : join(...own)
    if (!name.startsWith('.')) await symlink(target, join(folder, 'node_modules', name))
  }
  return folder
}

async function apply(folder: string, edits: Edits): Promise<void> {
  for (const [file, edit] of Object.entries(edits)) {
    const path = join(folder, file)
    if (typeof edit === 'string') {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, edit, { flag: 'wx' })
      continue
    }
    let text = await readFile(path, 'utf8')
    for (const [before, added] of edit) {
      expect([file, text.split(before).length > 1]).toEqual([file, true])
      text = text.replace(before, () => `${added}${before}`)
    }
    await writeFile(path, text)
  }
}

/** The files that a section of CONTRIBUTING.md has somebody open. */
async function filesOf(section: string): Promise<readonly string[]> {
  const text = await readFile(join(ROOT, 'CONTRIBUTING.md'), 'utf8')
  const [, after = ''] = text.split(`## ${section}\n`)
  const [steps = ''] = after.slice(after.indexOf('\n1. ')).split('\n\n')
  const named = {
    '<moment>': 'login',
    '<name>': section.includes('command') ? 'greet' : 'young-account',
    '<subject>': 'person',
    '<family>': 'lifetimes',
    '<cases>': 'settings',
  }
  const paths = [...steps.matchAll(/`([\w<>./-]+\.(?:ts|json|md))`/g)].map(([, path = '']) =>
    Object.entries(named).reduce((one, [what, name]) => one.replaceAll(what, name), path),
  )
  return [...new Set(paths)].sort()
}

/** What lists things, the names of its tests that do, and their files. */
type Listing = readonly [what: string, names: string, files: readonly string[]]
const LISTED: readonly Listing[] = [
  [
    'policies',
    '.',
    [
      'test/house.test.ts',
      'test/journeys/matrix-page.test.ts',
      'test/policies/decide.test.ts',
      'test/policies/login/facts-exhaustive.test.ts',
      'test/policies/login/young-account.test.ts',
      'test/policies/reasons.test.ts',
      'test/scripts/project/describe-reach.test.ts',
    ],
  ],
  [
    'findings',
    'nobody can use|can be found is found|permanent names',
    ['test/scripts/check/findings.test.ts'],
  ],
  ['pairs of policies', '.', ['test/policies/decide-exhaustive.test.ts']],
  ['doors', 'young-account', ['test/journeys/matrix.proof.test.ts']],
]
/** The proof's configuration runs files of the proof, and no others. */
const configOf = (files: readonly string[]): readonly string[] =>
  files.some((file) => file.includes('.proof.')) ? ['--config', 'vitest.proof.config.ts'] : []

const run = promisify(execFile)

describe('one of each', () => {
  let folder = ''
  const node = async (...args: readonly string[]): Promise<string> => {
    const ran = run(process.execPath, args, { cwd: folder, env: { ...process.env, CI: '1' } })
    // What it says about a failure stands on stdout.
    const { stdout } = await ran.catch((error) => ({ stdout: `${error.stdout}${error.stderr}` }))
    return stdout
  }
  const guard = (...args: readonly string[]) => node('scripts/org-guard.mjs', ...args)

  beforeAll(async () => {
    folder = await copyCheckout()
    for (const edits of [POLICY, FINDING, COMMAND]) await apply(folder, edits)
    await guard('schema')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.each([
    ['Add a policy in five steps', POLICY, 10],
    ['Add a finding', FINDING, 2],
    ['Add a command', COMMAND, 2],
  ] as const)('%s: its files are those of the steps', async (section, edits, most) => {
    const files = Object.keys(edits).sort()
    expect(await filesOf(section)).toEqual(files)
    expect(files.length).toBeLessThanOrEqual(most)
  })

  test('the types hold', async () => {
    expect(await node('node_modules/typescript/bin/tsc', '--noEmit')).toBe('')
  })

  test.each(LISTED)('the tests that list %s hold', async (_what, names, files) => {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', ...configOf(files)]
    const report = await node(...vitest, `--testNamePattern=${names}`, ...files)
    const { success, numPassedTests, testResults } = JSON.parse(report.slice(report.indexOf('{"')))
    const failed = testResults.flatMap((file: { assertionResults: { status: string }[] }) =>
      file.assertionResults.filter(({ status }) => status === 'failed'),
    )
    expect([failed, success, testResults.length]).toEqual([[], true, files.length])
    expect(numPassedTests).toBeGreaterThanOrEqual(files.length)
  })

  test('the Action with every policy on is small enough still', async () => {
    const built = await guard('build', '--environment', 'local-strict', '--without-secrets')
    expect(built).toContain('staged .build/local-strict/tenant')
  })

  test('the command line explains the policy, and knows the command', async () => {
    const event = {
      user: { user_id: 'auth0|ann', created_at: '2026-11-23T11:30:00.000Z' },
      transaction: { protocol: 'oidc-basic-profile' },
    }
    await writeFile(join(folder, 'event.json'), JSON.stringify(event))
    const explained = await guard('explain', 'event.json', '--at', '2026-11-23T12:00:00Z')
    expect(explained).toMatch(
      /young-account +monitor +deny ACCOUNT_TOO_YOUNG \(only logged\) +.*the account was made only just now/,
    )
    expect(await guard('greet')).toBe('hello\n')
  })
})
