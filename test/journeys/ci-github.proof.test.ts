import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { parseYaml } from '../../scripts/project/tenant-folder/yaml-document.ts'
import { ROOT } from '../builders/a-checkout.ts'
import { aCodeHost, type CodeHost } from '../builders/a-code-host.ts'
import { anOddFolder } from '../builders/an-odd-folder.ts'
import { commandsAt } from '../builders/an-operator.ts'
import { manageTenant } from '../builders/manage-tenant.ts'
import {
  type Host,
  type JobRun,
  type Outcome,
  runWorkflow,
  type Workflow,
} from '../builders/run-workflow.ts'
import { REPOSITORIES } from '../builders/team-repositories.ts'
import { TEST_KEYS, TEST_SECRET } from '../builders/test-keys.ts'

/** Every script of the workflow runs as it stands, in a copy of a team's repository, at a tenant of this machine. */
describe('the workflow of `ci github`', () => {
  let [folder, repository] = ['', '']
  let tenant: RunningTenant
  let host: Host
  let code: CodeHost
  let base = ''

  beforeAll(async () => {
    folder = anOddFolder()
    repository = join(folder, 'identity')
    tenant = await startTenant({ actionBuildMs: 1, holdsActionTimers: true })
    code = await aCodeHost(folder)
    await writeRepository()
    base = await commit('begin')
    host = await hostOf()
  })
  afterAll(async () => {
    await tenant.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const git = async (...args: readonly string[]): Promise<string> => {
    const as = ['-c', 'user.name=test', '-c', 'user.email=test@example.com']
    return (await promisify(execFile)('git', ['-C', repository, ...as, ...args])).stdout.trim()
  }
  const commit = async (message: string): Promise<string> => {
    await git('add', '--all')
    await git('commit', '--quiet', '--message', message)
    return git('rev-parse', 'HEAD')
  }
  const edit = async (file: string, change: (value: Record<string, unknown>) => object) => {
    const path = join(repository, file)
    await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')))))
  }

  async function writeRepository(): Promise<void> {
    for (const [file, text] of Object.entries(REPOSITORIES['several tenants'])) {
      await mkdir(join(repository, file, '..'), { recursive: true })
      await writeFile(join(repository, file), text)
    }
    await promisify(execFile)('git', ['-C', repository, 'init', '--quiet', '-b', 'main'])
    const run = commandsAt(repository)
    await run(['init', '--yes'])
    await edit('org-guard/environments/staging.json', (environment) => ({
      ...environment,
      domain: tenant.domain,
      keys: { signing: TEST_KEYS.id, alsoVerifying: null },
    }))
    const ids = await readFile(join(repository, 'org-guard/environments/local.ids.json'))
    await writeFile(join(repository, 'org-guard/environments/staging.ids.json'), ids)
    await run(['ci', 'github', '--to', 'staging', '--yes'])
    await installEngine()
  }

  /** What a team installs: here a package that is nothing but the command line of this checkout. */
  async function installEngine(): Promise<void> {
    const engine = join(repository, 'engine')
    await mkdir(engine)
    const bin = { 'auth0-org-guard': 'run.mjs' }
    const named = { name: 'auth0-org-guard', version: '0.1.0', bin }
    await writeFile(join(engine, 'package.json'), JSON.stringify(named))
    await writeFile(join(engine, 'run.mjs'), OURS)
    await edit('package.json', (team) => ({
      ...team,
      devDependencies: { 'auth0-org-guard': 'file:engine' },
    }))
    const lock = ['install', '--package-lock-only', '--offline', '--no-audit']
    await promisify(execFile)('npm', lock, { cwd: repository })
  }

  async function hostOf(): Promise<Host> {
    const certificate = join(folder, 'certificate.pem')
    await writeFile(certificate, tenant.certificate)
    const { deploy, guard } = tenant.machineClients
    const reader = await aReader()
    return {
      repository,
      sha: base,
      folder,
      github: {
        repository: 'example/identity',
        token: 'token-of-the-job',
      },
      secrets: {
        'staging-read': { AUTH0_CLIENT_ID: reader.id, AUTH0_CLIENT_SECRET: reader.secret },
        staging: {
          AUTH0_CLIENT_ID: deploy.clientId,
          AUTH0_CLIENT_SECRET: deploy.clientSecret,
          OG_SIGNING_KEY: TEST_SECRET,
          OG_CLIENT_ID: guard.clientId,
          OG_CLIENT_SECRET: guard.clientSecret,
          OG_DOMAIN: tenant.domain,
          ENRICH_KEY: 'of-enrich',
        },
      },
      machine: {
        PATH: `${code.path}:${process.env.PATH}`,
        HOME: folder,
        CI: 'true',
        OG_CERTIFICATE: certificate,
        GITHUB_REPOSITORY: 'example/identity',
        GITHUB_SERVER_URL: 'https://code.example.com',
        GITHUB_RUN_ID: '5',
        GITHUB_REF: 'refs/pull/7/merge',
      },
    }
  }

  /** The machine client of `staging-read`: it may read what is planned, and write nothing. */
  async function aReader(): Promise<{ id: string; secret: string }> {
    const management = manageTenant(tenant)
    const made = await management.clients.create({
      name: 'org-guard-read',
      app_type: 'non_interactive',
    })
    const [id, secret] = [made.client_id ?? '', made.client_secret ?? '']
    await management.clientGrants.create({
      client_id: id,
      audience: `https://${tenant.domain}/api/v2/`,
      scope: ['read:actions'],
    })
    return { id, secret }
  }

  const workflow = () => readFile(join(repository, '.github/workflows/org-guard.yml'), 'utf8')
  const happen = async (event: object, sha: string) =>
    runWorkflow(await workflow(), {
      ...host,
      sha,
      github: { ...host.github, ...event },
    })
  const pullRequest = (from: string) => ({
    event_name: 'pull_request',
    event: {
      pull_request: { number: 7, base: { sha: base }, head: { repo: { full_name: from } } },
    },
  })
  const bind = (names: readonly string[]) =>
    manageTenant(tenant).actions.triggers.bindings.updateMany('post-login', {
      bindings: names.map((name) => ({
        ref: { type: 'action_name', value: name },
        display_name: name,
      })),
    })
  const outcomes = (runs: ReadonlyMap<string, JobRun>) =>
    Object.fromEntries([...runs].map(([name, { result }]) => [name, result]))
  const scriptsIn = async (): Promise<ReadonlySet<string>> => {
    const { jobs } = parseYaml('workflow.yml', await workflow()).value as Workflow
    return new Set(Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = [] }) => run)))
  }
  const scriptsOf = (...all: readonly ReadonlyMap<string, JobRun>[]): ReadonlySet<string> =>
    new Set(all.flatMap((runs) => [...runs.values()].flatMap(({ ran }) => ran)))

  test('runs as written, from a pull request to the night after it is merged', async () => {
    await edit('org-guard/environments/staging.json', (staging) => ({
      ...staging,
      ceiling: 'capture',
    }))
    await writeFile(join(repository, 'engine/run.mjs'), thief(folder))
    const change = await commit('reach further, and steal what there is')

    const own = await happen(pullRequest('example/identity'), change)
    expect([outcomes(own), logOfFailed(own)]).toEqual([
      {
        ...NOTHING,
        check: 'success',
        walk: 'success',
        diff: 'success',
        'plan-staging': 'success',
        comment: 'success',
      },
      '',
    ])
    const again = await happen(pullRequest('example/identity'), change)
    const { comments, findings } = await code.kept()
    expect(comments.map(({ id, body }) => [id, body.match(/^#+ .*/gm)])).toEqual([
      [
        1,
        [
          `### What changes from \`${base} (${base.slice(0, 10)})\` to \`the working tree\``,
          `### Plan for \`staging\` at \`${tenant.domain}\``,
        ],
      ],
    ])
    expect(comments[0]?.body).toContain('| create | `actions/org-guard-post-login` | code ')
    expect(findings.map((text) => JSON.parse(text).runs.length)).toEqual([1, 1])
    const foreign = await happen(pullRequest('mallory/identity'), change)
    expect(outcomes(foreign)).toEqual({
      ...NOTHING,
      check: 'success',
      walk: 'success',
      diff: 'success',
    })
    expect((await code.kept()).findings).toHaveLength(2)

    const pushed = await happen({ event_name: 'push' }, base)
    expect([outcomes(pushed), logOfFailed(pushed)]).toEqual([
      { ...NOTHING, 'propose-staging': 'success', 'deploy-staging': 'success' },
      '',
    ])
    expect(pushed.get('propose-staging')?.summary).toContain('### Plan for `staging`')
    const kept = await readdir(join(folder, 'artifacts/org-guard-staging/receipts'))
    expect(kept.filter((name) => name.endsWith('.json'))).toHaveLength(1)

    const nights: ReadonlyMap<string, JobRun>[] = []
    const seen: unknown[] = []
    for (const bindings of [null, [], null, BOUND]) {
      if (bindings !== null) await bind(bindings)
      const night = await happen({ event_name: 'schedule' }, base)
      nights.push(night)
      const { issues } = await code.kept()
      seen.push([
        night.get('verify-staging')?.result,
        ...issues.map(({ number, state }) => `${number} ${state}`),
      ])
    }
    expect(seen).toEqual([
      ['success'],
      ['failure', '1 open'],
      ['failure', '1 open'],
      ['success', '1 closed'],
    ])

    expect(scriptsOf(own, again, foreign, pushed, ...nights)).toEqual(await scriptsIn())
    expect(existsSync(join(folder, 'stolen'))).toBe(false)
  })
})

/** A command line that is this checkout's. */
const OURS = `#!/usr/bin/env node
await import('${pathToFileURL(join(ROOT, 'scripts/org-guard.mjs')).href}')
`
/** One that looks for credentials first: a pull request may bring any. */
const thief = (folder: string): string =>
  OURS.replace(
    '\n',
    `
import { appendFileSync } from 'node:fs'
const found = Object.keys(process.env).filter((name) => /^(AUTH0_|OG_S|GH_)/.test(name))
if (found.length > 0) appendFileSync(${JSON.stringify(join(folder, 'stolen'))}, found.join())
`,
  )

/** As git has it. */
const BOUND = ['ask-terms', 'org-guard-post-login', 'enrich']

const NOTHING: Readonly<Record<string, Outcome>> = {
  check: 'skipped',
  walk: 'skipped',
  diff: 'skipped',
  'plan-staging': 'skipped',
  comment: 'skipped',
  'propose-staging': 'skipped',
  'deploy-staging': 'skipped',
  'verify-staging': 'skipped',
  tell: 'skipped',
}

const logOfFailed = (runs: ReadonlyMap<string, JobRun>): string =>
  [...runs.values()].map(({ result, log }) => (result === 'failure' ? log : '')).join('')
