import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EXIT } from '../../scripts/ground/exit.ts'
import { runCommandLine } from '../../scripts/run-command-line.ts'
import { ROOT } from '../builders/a-checkout.ts'
import { commandsAt, faultCodesOf } from '../builders/an-operator.ts'
import { NOON_MS } from '../builders/noon.ts'
import { TEST_KEYS, TEST_SECRET } from '../builders/test-keys.ts'

const run = commandsAt(ROOT)

test.each<[string, readonly string[], Record<string, string>, readonly string[]]>([
  ['a flag with a value', ['deploy'], { npm_config_environment: 'staging' }, ['option_lost']],
  ['whom it is about', ['members', 'block'], { npm_config_user: 'auth0|1' }, ['option_lost']],
  ['a flag alone', ['plan'], { npm_config_environments: 'true' }, ['option_lost']],
  [
    'two, one of several words',
    ['deploy'],
    { npm_config_allow_delete: 'clients=1', npm_config_marks_to_lose: '1' },
    ['option_lost', 'option_lost'],
  ],
  [
    'an option that the command has not got',
    ['key', '--x'],
    { npm_config_domain: 'x' },
    ['option_invalid'],
  ],
  [
    'one of npx',
    ['key', '--x'],
    { npm_command: 'exec', npm_config_rebind: 'true' },
    ['option_invalid'],
  ],
  ['one of npm itself', ['key', '--x'], { npm_config_json: 'true' }, ['option_invalid']],
])('what npm took for itself ends the command: %s', async (_what, args, variables, codes) => {
  const ended = await run(args, variables)
  expect([ended.exit, faultCodesOf(ended)]).toEqual([EXIT.input, codes])
})

/** What is said of each thing that is not accepted, in the order told. */
const refused = async (...args: readonly string[]): Promise<readonly string[]> => {
  const ran = await run(args)
  expect([ran.exit, [...new Set(faultCodesOf(ran))]]).toEqual([EXIT.input, ['option_invalid']])
  return ran.lines.flatMap((line) => /^option_invalid: (.*)/.exec(line)?.[1] ?? [])
}
const takesNot = (command: string, what: string): string =>
  `\`${command}\` was called with what it does not take: ${what}`

describe('an option is refused before anything is read', () => {
  test.each<[string, readonly string[], string]>([
    [
      'a number that is a word',
      ['deploy', '--marks-to-lose', 'many'],
      '`--marks-to-lose` is not accepted: found `many`, accepted a whole number from 0',
    ],
    [
      'a number below nothing',
      ['rollback', '--marks-to-lose=-1'],
      '`--marks-to-lose` is not accepted: found `-1`, accepted a whole number from 0',
    ],
    ...['clients=x', 'clients', 'clients=1,', 'nothing=1', 'clients=1,clients=2', '=1'].map(
      (found): [string, readonly string[], string] => [
        `a deletion of ${found}`,
        ['deploy', '--allow-delete', found],
        `\`--allow-delete\` is not accepted: found \`${found}\`, accepted \`<type>=<count>\`, several with commas, each type as the plan calls it, such as \`organizations=1\``,
      ],
    ),
    [
      'a moment that is a word',
      ['explain', 'event.json', '--at', 'noon'],
      '`--at` is not accepted: found `noon`, accepted a time such as `2026-11-22T12:00:00Z`',
    ],
    [
      'a name of no choice',
      ['check', '--format', 'constructor'],
      '`--format` is not accepted: found `constructor`, accepted `text`, `json`, `sarif`',
    ],
    [
      'a word of no choice',
      ['completion', 'powershell'],
      '`<shell>` is not accepted: found `powershell`, accepted `bash`, `zsh`, `fish`',
    ],
    [
      'a port beyond the last',
      ['tenant', '--port', '65536'],
      '`--port` is not accepted: found `65536`, accepted a port from `0` to `65535`',
    ],
    [
      'no environment at all',
      ['plan', '--environments', ''],
      '`--environments` is not accepted: found ``, accepted names, separated by commas',
    ],
    ['an option without its value', ['plan', '--out'], takesNot('plan', '`--out` has no value')],
    [
      'an option in the place of a value',
      ['plan', '--out', '--markdown'],
      takesNot('plan', '`--out` has no value, or it has to be written `--out=--markdown`'),
    ],
    [
      'a value where none is taken',
      ['plan', '--markdown=no'],
      takesNot('plan', '`--markdown` takes no value, found `no`'),
    ],
    [
      'an option twice',
      ['deploy', '--domain=a', '--domain=b'],
      takesNot('deploy', '`--domain` stands there twice'),
    ],
    ['a word too many', ['key', 'please'], takesNot('key', '`please` is a word too many')],
    [
      'a misspelt option',
      ['key', '--rebnid'],
      takesNot(
        'key',
        '`--rebnid`, accepted `--rebind`, `--json`, `--project`; did you mean `--rebind`?',
      ),
    ],
    [
      'several environments and one',
      ['verify', '--environments=a,b', '--environment=c'],
      '`--environments` was given together with `environment`, which is about one environment',
    ],
  ])('%s', async (_what, args, message) => {
    expect(await refused(...args)).toEqual([message])
  })

  test('everything at once', async () => {
    const args = ['deploy', '--allow-delete=x', '--marks-to-lose=y', 'plan.json', 'more']
    expect((await refused(...args)).map((message) => message.split(/[:,]/)[0])).toEqual([
      '`deploy` was called with what it does not take',
      '`--allow-delete` is not accepted',
      '`--marks-to-lose` is not accepted',
    ])
  })
})

describe('help names the command as it was called', () => {
  test.each<[string, Record<string, string>, string]>([
    ['a script of npm', { npm_lifecycle_event: 'rollback' }, 'npm run rollback -- [options]'],
    ['npx', { npm_lifecycle_event: 'npx' }, 'npx auth0-org-guard rollback [options]'],
    [
      'another script of npm',
      { npm_lifecycle_event: 'nightly' },
      'npx auth0-org-guard rollback [options]',
    ],
    ['a shell', {}, 'org-guard rollback [options]'],
  ])('by %s', async (_what, variables, usage) => {
    const { exit, lines } = await run(['rollback', '--help'], variables)
    expect([exit, lines[0]]).toEqual([EXIT.ok, `${usage} [<receipt-file>]`])
  })

  test('and what is wrong says where to look in the same way', async () => {
    const { lines } = await run(['key', '--x'], { npm_lifecycle_event: 'key' })
    expect(lines[1]).toBe('  fix: see `npm run key -- --help`')
  })

  test('with every option, what it may be and what it is without', async () => {
    const { lines } = await run(['explain', '--help'])
    expect(
      lines.filter((line) => /--(door|user|at|json)\b/.test(line.split('  ')[1] ?? '')),
    ).toEqual([
      '  --at <…>            the moment of the login, ISO 8601 (default now)',
      '  --user <…>          instead of an event: a user id of the tenant',
      '  --door <…>          where the person comes in: sign-in, silent, refresh, password, device, exchange (default sign-in)',
      '  --json              print the answer as JSON, and nothing else',
    ])
  })

  test('also by the name that the package gives it', () => {
    const script = join(ROOT, 'scripts/org-guard.mjs')
    const help = execFileSync(script, ['key', '--help'], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    })
    expect(help.split('\n')[0]).toBe('org-guard key [options]')
  })
})

describe('with --json, stdout holds one JSON value and nothing else', () => {
  const runJson = async (args: readonly string[], variables: Record<string, string> = {}) => {
    const printed: string[] = []
    const exit = await runCommandLine([...args, '--json'], {
      root: ROOT,
      environmentVariables: variables,
      nowMs: () => NOON_MS,
      print: (text) => printed.push(text),
      progress: () => {},
      untilStopped: async () => {},
    })
    return { exit, value: JSON.parse(printed.join('\n')) }
  }

  test.each<[string, readonly string[], Record<string, string>, number, unknown]>([
    ['an answer', ['key'], { OG_SIGNING_KEY: TEST_SECRET }, EXIT.ok, { signing: TEST_KEYS.id }],
    [
      'a fault',
      ['key'],
      {},
      EXIT.input,
      {
        faults: [{ code: 'secret_missing', message: expect.any(String), fix: expect.any(String) }],
      },
    ],
    [
      'no such command',
      ['kye'],
      {},
      EXIT.input,
      { faults: [expect.objectContaining({ code: 'command_unknown' })] },
    ],
    [
      'several faults',
      ['key', '--x', '--y'],
      {},
      EXIT.input,
      { faults: [expect.anything(), expect.anything()] },
    ],
    [
      'help',
      ['schema', '--help'],
      {},
      EXIT.ok,
      expect.objectContaining({ name: 'schema', words: [] }),
    ],
    [
      'all commands',
      [],
      {},
      EXIT.ok,
      { commands: expect.arrayContaining([expect.objectContaining({ name: 'plan' })]) },
    ],
    [
      'what is stale',
      ['fidelity', '--check'],
      {},
      EXIT.ok,
      { file: 'scripts/local-tenant/FIDELITY.md', isStale: false },
    ],
    [
      'a tenant that runs',
      ['tenant', '--port=0'],
      {},
      EXIT.ok,
      {
        url: expect.stringContaining('https://localhost'),
        variables: expect.objectContaining({
          AUTH0_DOMAIN: expect.any(String),
          NODE_EXTRA_CA_CERTS: expect.any(String),
        }),
      },
    ],
    [
      'what was built',
      ['build'],
      {},
      EXIT.ok,
      expect.objectContaining({
        environment: 'local',
        actions: expect.arrayContaining([
          { name: 'org-guard-post-login', bytes: expect.any(Number), sha256: expect.any(String) },
        ]),
      }),
    ],
    [
      'a completion',
      ['completion', 'fish'],
      {},
      EXIT.ok,
      { shell: 'fish', script: expect.any(Array) },
    ],
  ])('%s', async (_what, args, variables, exit, value) => {
    expect(await runJson(args, variables)).toEqual({ exit, value })
  })

  test('our bug', async () => {
    const broken = { key: () => Promise.reject(new Error('broken')) }
    const printed: string[] = []
    const exit = await runCommandLine(
      ['key', '--json'],
      {
        root: '',
        environmentVariables: {},
        nowMs: () => NOON_MS,
        print: (text) => printed.push(text),
        progress: () => {},
        untilStopped: async () => {},
      },
      broken,
    )
    expect([exit, JSON.parse(printed.join('\n')).bug.slice(0, 2)]).toEqual([
      EXIT.bug,
      ['bug: this is our mistake, not yours', 'Error: broken'],
    ])
  })
})

test('whoever stops reading stops nothing', () => {
  const script = join(ROOT, 'scripts/org-guard.mjs')
  const piped = `"${process.execPath}" "${script}" key | true; echo "\${PIPESTATUS[0]}"`
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', piped], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, OG_SIGNING_KEY: TEST_SECRET },
  })
  expect([stdout, stderr]).toEqual([`${EXIT.ok}\n`, ''])
})
