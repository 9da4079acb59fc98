import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseYaml } from '../../scripts/project/tenant-folder/yaml-document.ts'
import { aCiRepository, type CiRepository, thief } from '../builders/a-ci-repository.ts'
import { aCodeHost, type CodeHost } from '../builders/a-code-host.ts'
import {
  type Host,
  type JobRun,
  type Outcome,
  runWorkflow,
  type Workflow,
} from '../builders/run-workflow.ts'

/** Every script of the workflow runs as it stands, in a copy of a team's repository, at a tenant of this machine. */
describe('the workflow of `ci github`', () => {
  let team: CiRepository
  let host: Host
  let code: CodeHost
  let base = ''

  beforeAll(async () => {
    team = await aCiRepository('github')
    code = await aCodeHost(team.folder)
    base = await team.commit('begin')
    host = hostOf()
  })
  afterAll(() => team.stop())

  const hostOf = (): Host => ({
    repository: team.root,
    sha: base,
    folder: team.folder,
    github: { repository: 'example/identity', token: 'token-of-the-job' },
    secrets: team.secrets,
    machine: {
      PATH: `${code.path}:${process.env.PATH}`,
      HOME: team.folder,
      CI: 'true',
      OG_CERTIFICATE: team.certificateFile,
      GITHUB_REPOSITORY: 'example/identity',
      GITHUB_SERVER_URL: 'https://code.example.com',
      GITHUB_RUN_ID: '5',
      GITHUB_REF: 'refs/pull/7/merge',
    },
  })

  const workflow = () => readFile(join(team.root, '.github/workflows/org-guard.yml'), 'utf8')
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
  const outcomes = (runs: ReadonlyMap<string, JobRun>) =>
    Object.fromEntries([...runs].map(([name, { result }]) => [name, result]))
  const scriptsIn = async (): Promise<ReadonlySet<string>> => {
    const { jobs } = parseYaml('workflow.yml', await workflow()).value as Workflow
    return new Set(Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = [] }) => run)))
  }
  const scriptsOf = (...all: readonly ReadonlyMap<string, JobRun>[]): ReadonlySet<string> =>
    new Set(all.flatMap((runs) => [...runs.values()].flatMap(({ ran }) => ran)))

  test('runs as written, from a pull request to the night after it is merged', async () => {
    await team.edit('org-guard/environments/staging.json', (staging) => ({
      ...staging,
      ceiling: 'capture',
    }))
    await writeFile(join(team.root, 'engine/run.mjs'), thief(team.folder))
    const change = await team.commit('reach further, and steal what there is')

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
          `### Plan for \`staging\` at \`${team.tenant.domain}\``,
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
    const kept = await readdir(join(team.folder, 'artifacts/org-guard-staging/receipts'))
    expect(kept.filter((name) => name.endsWith('.json'))).toHaveLength(1)

    const nights: ReadonlyMap<string, JobRun>[] = []
    const seen: unknown[] = []
    for (const bindings of [null, [], null, BOUND]) {
      if (bindings !== null) await team.bind(bindings)
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
    expect(existsSync(join(team.folder, 'stolen'))).toBe(false)
  })
})

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
