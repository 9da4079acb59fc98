import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadProject } from '../../../scripts/project/load-project.ts'
import { runCommandLine } from '../../../scripts/run-command-line.ts'
import { assertChecked } from '../../../scripts/shipping/apply/assert-checked.ts'
import { aRepository } from '../../builders/a-repository.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { REPOSITORIES, type Repository } from '../../builders/team-repositories.ts'

/** Every file, but for what a build left. */
async function filesIn(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(root.length + 1))
    .filter((path) => !path.startsWith('.build/'))
  const texts = await Promise.all(
    paths.sort().map(async (path) => [path, await readFile(join(root, path), 'utf8')]),
  )
  return Object.fromEntries(texts)
}

type Ran = { readonly exit: number; readonly told: string; readonly json: () => unknown }

const runIn =
  (root: string, variables: Readonly<Record<string, string>> = {}) =>
  async (...args: readonly string[]): Promise<Ran> => {
    const printed: string[] = []
    const exit = await runCommandLine(args, {
      root,
      environmentVariables: variables,
      nowMs: () => NOON_MS,
      print: (text) => printed.push(text),
      progress: () => {},
      untilStopped: async () => {},
    })
    const told = printed.join('\n')
    return { exit, told, json: () => JSON.parse(told) }
  }

const codesOf = (ran: Ran): readonly string[] =>
  (ran.json() as { faults: { code: string }[] }).faults.map(({ code }) => code)

const bindingsOf = (text: string | undefined): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(JSON.parse(text ?? '{}') as Record<string, { action_name: string }[]>).map(
      ([trigger, list]) => [trigger, list.map((one) => one.action_name)],
    ),
  )

const ALONE = {
  'credentials-exchange': ['org-guard-credentials-exchange'],
  'password-reset-post-challenge': ['org-guard-password-reset-post-challenge'],
}

/** What the repositories come to: where the guard is put, what watches which tenant, what check then finds. */
const CASES: readonly {
  readonly name: keyof typeof REPOSITORIES
  readonly tenant: string
  readonly bindings: Record<string, string[]>
  readonly environment: { name: string; domain: string; secrets: string[] } | null
  readonly manages: readonly string[]
  readonly errors: readonly string[]
}[] = [
  {
    name: 'several tenants',
    tenant: 'auth0',
    bindings: {
      'post-login': ['ask-terms', 'org-guard-post-login', 'enrich'],
      'pre-user-registration': ['org-guard-pre-user-registration'],
      ...ALONE,
    },
    environment: {
      name: 'staging',
      domain: 'northwind-staging.eu.auth0.com',
      secrets: ['ENRICH_KEY', 'OG_CLIENT_ID', 'OG_CLIENT_SECRET', 'OG_DOMAIN', 'OG_SIGNING_KEY'],
    },
    manages: ['actions', 'clients', 'connections', 'databases', 'organizations', 'triggers'],
    errors: [],
  },
  {
    name: 'no organizations',
    tenant: 'tenant',
    bindings: { 'post-login': ['org-guard-post-login'], ...ALONE },
    environment: { name: 'shop', domain: 'shop.us.auth0.com', secrets: ['OG_SIGNING_KEY'] },
    manages: ['actions', 'clients', 'databases', 'tenant', 'triggers'],
    errors: [],
  },
  {
    name: 'a custom database',
    tenant: '.',
    bindings: { 'post-login': ['org-guard-post-login'], ...ALONE },
    environment: { name: 'test', domain: 'legacy-test.eu.auth0.com', secrets: ['OG_SIGNING_KEY'] },
    manages: ['actions', 'clients', 'databases', 'triggers'],
    errors: [],
  },
  {
    name: 'an old export',
    tenant: 'deploy/auth0',
    bindings: { 'post-login': ['org-guard-post-login', 'set-roles'], ...ALONE },
    environment: null,
    manages: ['actions', 'clients', 'databases', 'triggers'],
    errors: ['rules_ended'],
  },
]

describe.each(CASES)('a repository with $name', (expected) => {
  const files = REPOSITORIES[expected.name]

  test('is shown what would be written, and nothing is, until somebody says yes', async () => {
    const root = await aRepository(files)
    const run = runIn(root)
    const shown = await run('init', '--dry-run')
    const unasked = await run('init')
    expect([shown.exit, unasked.exit]).toEqual([0, 3])
    expect(unasked.told).toBe(`${shown.told}\nnothing was written; \`--yes\` writes it`)
    expect(await filesIn(root)).toEqual(files)
  })

  test('has the guard where `check` wants it, and keeps every file and order of its own', async () => {
    const root = await aRepository(files)
    expect((await runIn(root)('init', '--yes')).exit).toBe(0)
    const now = await filesIn(root)
    const bound = posixJoin(expected.tenant, 'triggers/triggers.json')
    expect(bindingsOf(now[bound])).toEqual(expected.bindings)
    const shared = [bound, '.gitignore', 'package.json']
    for (const [file, text] of Object.entries(files)) {
      if (!shared.includes(file)) expect(now[file]).toBe(text)
    }
    expect(JSON.parse(now['org-guard.json'] ?? '')).toEqual({
      tenant: expected.tenant,
      rules: 'org-guard',
    })
    expect(JSON.parse(now['org-guard/environments/local.json'] ?? '').manages).toEqual(
      expected.manages,
    )
    const { name, ...said } = expected.environment ?? { name: 'none' }
    const environment = JSON.parse(now[`org-guard/environments/${name}.json`] ?? 'null')
    expect(environment).toEqual(
      expected.environment === null
        ? null
        : expect.objectContaining({ ...said, ceiling: 'monitor', protected: true }),
    )
  })

  test('is checked and built, and a second run finds nothing to do', async () => {
    const root = await aRepository(files)
    const run = runIn(root)
    await run('init', '--yes')
    const first = await filesIn(root)
    const again = await run('init', '--yes')
    expect([again.exit, again.told, await filesIn(root)]).toEqual([
      0,
      'nothing to do: the guard is in this repository',
      first,
    ])
    const checked = await run('check', '--environment=local', '--format=json')
    const { findings } = checked.json() as { findings: { severity: string; id: string }[] }
    expect(findings.flatMap(({ severity, id }) => (severity === 'error' ? [id] : []))).toEqual(
      expected.errors,
    )
    expect((await run('build')).exit).toBe(0)
  })

  test('of an environment that nobody asked its tenant for, `check` finds no more than that', async () => {
    const root = await aRepository(files)
    const run = runIn(root)
    await run('init', '--yes')
    if (expected.environment === null) return
    const { name } = expected.environment
    const checked = await run('check', `--environment=${name}`, '--format=json')
    const { findings } = checked.json() as { findings: { id: string; fix: string }[] }
    const named = findings.filter(({ id }) => /unresolved|without_id|build_refused/.test(id))
    const fix = `run \`org-guard resolve --environment ${name}\``
    const mentions = name === 'staging'
    expect(named).toEqual(
      mentions ? [expect.objectContaining({ id: 'environment_unresolved', fix })] : [],
    )
    expect(checked.exit).toBe(0)
  })

  test('is as it was once the guard is taken out', async () => {
    const root = await aRepository(files)
    const run = runIn(root)
    await run('init', '--yes')
    expect((await run('init', '--undo', '--yes')).exit).toBe(0)
    expect(await filesIn(root)).toEqual(files)
    expect((await run('init', '--undo', '--json')).json()).toEqual({ takenOut: [], left: [] })
  })
})

const posixJoin = (folder: string, file: string): string =>
  folder === '.' ? file : `${folder}/${file}`

const SEVERAL = REPOSITORIES['several tenants']

test('what `start` takes, `deploy` into the tenant of this machine takes too, and says what is wrong', async () => {
  const file = 'auth0/database-connections/customers/database.json'
  const weak = (SEVERAL[file] ?? '').replace('"good"', '"none"')
  const root = await aRepository({ ...SEVERAL, [file]: weak })
  await runIn(root)('init', '--yes')
  const deployTo = async (environmentName: string, domain: string) => {
    const printed: string[] = []
    const project = await loadProject(root, 'local')
    await assertChecked(
      { environmentName, environment: { ...project.environment, domain } },
      {
        root,
        environmentVariables: {},
        nowMs: () => NOON_MS,
        print: (text) => printed.push(`${text}`),
        progress: () => {},
        untilStopped: async () => {},
      },
    )
    return printed
  }
  expect(await deployTo('local', 'localhost:4443')).toEqual([
    expect.stringMatching(/^refused in a tenant of Auth0: password_policy_weak: .*`none`/),
  ])
  await expect(deployTo('local', 'northwind.eu.auth0.com')).rejects.toThrow('passwordPolicy')
})

describe('taking the guard out', () => {
  test('refuses by name what was changed since, and touches nothing', async () => {
    const root = await aRepository(SEVERAL)
    const run = runIn(root)
    await run('init', '--yes')
    const edit = async (file: string, from: string, to: string): Promise<void> => {
      const text = await readFile(join(root, file), 'utf8')
      expect(text).toContain(from)
      await writeFile(join(root, file), text.replace(from, to))
    }
    await edit('org-guard/rulebook.json', '"monitor"', '"enforce"')
    await edit(
      'auth0/triggers/triggers.json',
      '"org-guard-post-login", "display',
      '"other", "display',
    )
    const before = await filesIn(root)
    const refused = await run('init', '--undo', '--yes', '--json')
    expect([refused.exit, codesOf(refused)]).toEqual([2, ['addition_changed', 'addition_changed']])
    expect(refused.told).toContain('`org-guard/rulebook.json`')
    expect(refused.told).toContain('`auth0/triggers/triggers.json`')
    expect(await filesIn(root)).toEqual(before)
  })

  test('is shown first, and nothing is touched until somebody says yes', async () => {
    const root = await aRepository(SEVERAL)
    const run = runIn(root)
    await run('init', '--yes')
    const before = await filesIn(root)
    const shown = await run('init', '--undo', '--dry-run')
    const unasked = await run('init', '--undo')
    expect([shown.exit, unasked.exit]).toEqual([0, 3])
    expect(unasked.told).toBe(`${shown.told}\nnothing was taken out; \`--yes\` takes it out`)
    expect(shown.told.split('\n')).toEqual(
      expect.arrayContaining([
        'remove org-guard.json',
        'take lines out of auth0/triggers/triggers.json',
        'remove org-guard/init.json',
      ]),
    )
    expect(await filesIn(root)).toEqual(before)
  })

  test('takes out what was built too, but for what says what was done to a tenant', async () => {
    const root = await aRepository({
      ...SEVERAL,
      '.build/staging/receipts/1.json': '{}',
      '.build/staging/audit.ndjson': '',
      // Of an earlier deploy: a build writes none.
      '.build/local/disarmed/org-guard-post-login.js': '',
      '.build/local/running/tenant.json': '',
    })
    const run = runIn(root)
    await run('init', '--yes')
    expect((await run('build')).exit).toBe(0)
    expect(await readdir(join(root, '.build/local'))).toEqual(['disarmed', 'running', 'tenant'])
    const undone = await run('init', '--undo', '--yes', '--json')
    expect((undone.json() as { left: string[] }).left).toEqual([
      '.build/staging/audit.ndjson',
      '.build/staging/receipts',
    ])
    expect(await readdir(join(root, '.build'))).toEqual(['staging'])
  })

  test('leaves what was written elsewhere in the same file, and what is gone already', async () => {
    const root = await aRepository(SEVERAL)
    const run = runIn(root)
    await run('init', '--yes')
    const manifest = await readFile(join(root, 'package.json'), 'utf8')
    await writeFile(join(root, 'package.json'), `\n${manifest}`)
    await rm(join(root, 'org-guard/rulebook.json'))
    expect((await run('init', '--undo', '--yes')).exit).toBe(0)
    expect(await filesIn(root)).toEqual({
      ...SEVERAL,
      'package.json': `\n${SEVERAL['package.json']}`,
    })
  })

  test('takes out what two runs put in', async () => {
    const root = await aRepository(SEVERAL)
    const run = runIn(root)
    await run('init', '--yes')
    const file = join(root, 'package.json')
    const manifest = await readFile(file, 'utf8')
    await writeFile(file, SEVERAL['package.json'] ?? '')
    expect((await run('init', '--yes', '--config=config/prod.json')).exit).toBe(0)
    expect(await readFile(file, 'utf8')).toBe(manifest)
    expect(await filesIn(root)).toHaveProperty(['org-guard/environments/prod.json'])
    expect((await run('init', '--undo', '--yes')).exit).toBe(0)
    expect(await filesIn(root)).toEqual(SEVERAL)
  })
})

test('the rulebook names what is called the same in every tenant, and nothing else', async () => {
  const root = await aRepository(SEVERAL)
  await runIn(root)('init', '--yes')
  const { policies } = JSON.parse((await filesIn(root))['org-guard/rulebook.json'] ?? '')
  expect([
    policies['org-required'].clients,
    policies['source-domain'].domains,
    policies['signup-gate'].invitations.connections,
    [...new Set(Object.values(policies).map((one) => (one as { mode: string }).mode))].sort(),
  ]).toEqual([
    { Portal: 'monitor' },
    { 'acme-oidc': ['acme.example.com'] },
    { customers: ['acme'] },
    ['monitor', 'off'],
  ])
})

describe('what can be found out is not asked, and the rest is refused by name', () => {
  const unmapped = { ...SEVERAL, 'config/staging.json': '{ "AUTH0_DOMAIN": "s.eu.auth0.com" }\n' }

  test.each<[string, Repository, readonly string[], readonly string[]]>([
    ['keywords without a value', unmapped, [], ['keyword_unvalued', 'keyword_unvalued']],
    [
      'two folders',
      { ...SEVERAL, ...REPOSITORIES['no organizations'] },
      [],
      ['tenant_folder_ambiguous'],
    ],
    ['no folder', { 'src/actions/a.json': '{}' }, [], ['tenant_folder_missing']],
    ['a folder that is none', SEVERAL, ['--tenant=config'], ['tenant_folder_missing']],
    ['a config that is none', SEVERAL, ['--config=package.json'], ['config_missing']],
    [
      'bindings that are not JSON',
      { ...SEVERAL, 'auth0/triggers/triggers.json': '{ "post-login": @@BOUND@@ }' },
      [],
      ['keyword_unvalued'],
    ],
  ])('%s', async (_what, files, args, codes) => {
    const root = await aRepository(files)
    const refused = await runIn(root)('init', '--yes', '--json', ...args)
    expect([refused.exit, codesOf(refused)]).toEqual([2, codes])
    expect(await filesIn(root)).toEqual(files)
  })

  test('a value may come from the shell, as it does for the Deploy CLI', async () => {
    const root = await aRepository(unmapped)
    const variables = { ENV: 'from the shell', CALLBACKS: 'http://localhost/' }
    expect((await runIn(root, variables)('init', '--yes')).exit).toBe(0)
    const { keywords } = JSON.parse(
      (await filesIn(root))['org-guard/environments/local.json'] ?? '',
    )
    expect(keywords).toEqual(variables)
  })

  test('one of two folders is named', async () => {
    const files = { ...SEVERAL, ...REPOSITORIES['no organizations'] }
    const root = await aRepository(files)
    expect((await runIn(root)('init', '--yes', '--tenant=./auth0/')).exit).toBe(0)
    expect(JSON.parse((await filesIn(root))['org-guard.json'] ?? '').tenant).toBe('auth0')
  })
})

test('an empty folder gets the sample, which can be built and taken out', async () => {
  const root = await aRepository({ 'package.json': '{}\n' })
  const run = runIn(root)
  expect((await run('init', '--yes')).exit).toBe(0)
  expect((await run('build')).exit).toBe(0)
  expect((await run('init', '--yes')).told).toBe('nothing to do: the guard is in this repository')
  expect((await run('init', '--undo', '--yes')).exit).toBe(0)
  expect(await filesIn(root)).toEqual({ 'package.json': '{}\n' })
})
