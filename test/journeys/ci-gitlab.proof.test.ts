import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aCiRepository, type CiRepository, thief } from '../builders/a-ci-repository.ts'
import {
  type GitlabEvent,
  type GitlabJobRun,
  runGitlab,
  scriptsOf,
} from '../builders/run-gitlab.ts'

/** Every script of the file runs as it stands, in a copy of a team's repository, at a tenant of this machine. */
describe('the jobs of `ci gitlab`', () => {
  let team: CiRepository
  beforeAll(async () => {
    team = await aCiRepository('gitlab')
    await writeFile(join(team.root, '.gitlab-ci.yml'), INCLUDING)
  })
  afterAll(() => team.stop())

  const eventOf = (variables: Record<string, string>): GitlabEvent => ({
    root: team.root,
    folder: team.folder,
    variables,
    scoped: team.secrets,
    machine: {
      PATH: process.env.PATH ?? '',
      HOME: team.folder,
      CI: 'true',
      OG_CERTIFICATE: team.certificateFile,
    },
  })
  const happen = (variables: Record<string, string>) => runGitlab(eventOf(variables))
  const exits = (runs: ReadonlyMap<string, GitlabJobRun>) =>
    Object.fromEntries([...runs].map(([name, { exit }]) => [name, exit]))
  const logOfFailed = (runs: ReadonlyMap<string, GitlabJobRun>): string =>
    [...runs.values()].map(({ exit, log }) => (exit === 0 ? '' : log)).join('')
  const kept = (job: string, path: string) => join(team.folder, 'artifacts', job, path)

  test('run as written, from the branch to the night after, and from a merge request', async () => {
    const base = await team.commit('begin')
    const pushed = await happen({ CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main' })
    expect([exits(pushed), logOfFailed(pushed)]).toEqual([
      { 'org-guard-propose-staging': 0, 'org-guard-deploy-staging': 0 },
      '',
    ])
    const receipts = await readdir(kept('org-guard-deploy-staging', '.build/staging/receipts'))
    expect(receipts.filter((name) => name.endsWith('.json'))).toHaveLength(1)
    const elsewhere = await happen({ CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'other' })
    expect(exits(elsewhere)).toEqual({})

    const quiet = await happen({ CI_PIPELINE_SOURCE: 'schedule' })
    await team.bind([])
    const loud = await happen({ CI_PIPELINE_SOURCE: 'schedule' })
    expect([exits(quiet), exits(loud)]).toEqual([
      { 'org-guard-verify-staging': 0 },
      { 'org-guard-verify-staging': 3 },
    ])

    await team.edit('org-guard/environments/staging.json', (staging) => ({
      ...staging,
      ceiling: 'capture',
    }))
    await writeFile(join(team.root, 'engine/run.mjs'), thief(team.folder))
    await team.commit('reach further, and steal what there is')
    const request = {
      CI_PIPELINE_SOURCE: 'merge_request_event',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_MERGE_REQUEST_PROJECT_ID: '1',
    }
    const open = { 'org-guard-check': 0, 'org-guard-walk': 0, 'org-guard-diff': 0 }
    const own = await happen({ ...request, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '1' })
    expect([exits(own), logOfFailed(own)]).toEqual([{ ...open, 'org-guard-plan-staging': 0 }, ''])
    const reports = [
      kept('org-guard-diff', 'org-guard-diff.md'),
      kept('org-guard-plan-staging', 'org-guard-plan.md'),
    ]
    const texts = await Promise.all(reports.map((file) => readFile(file, 'utf8')))
    expect(texts.map((text) => text.split('\n')[0])).toEqual([
      expect.stringMatching(/^### What changes from /),
      expect.stringMatching(/^### Plan for `staging` at /),
    ])

    const ran = [pushed, quiet, own].flatMap((runs) =>
      [...runs].map(([name, { script }]) => [name, script]),
    )
    expect(new Map(ran as [string, string][])).toEqual(await scriptsOf(eventOf({})))
    expect(existsSync(join(team.folder, 'stolen'))).toBe(false)
  })

  test('give a fork no plan', async () => {
    const jobs = await runGitlab({
      ...eventOf({
        CI_PIPELINE_SOURCE: 'merge_request_event',
        CI_MERGE_REQUEST_PROJECT_ID: '1',
        CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '2',
      }),
      machine: { PATH: '/nowhere' },
    })
    expect([...jobs.keys()]).toEqual(['org-guard-check', 'org-guard-walk', 'org-guard-diff'])
  })

  test('stand in a file that GitLab’s schema is asked about', async () => {
    const file = join(team.root, '.gitlab-ci.org-guard.yml')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('resource_group:', 'resource_groop:'))
    await expect(scriptsOf(eventOf({}))).rejects.toThrow('Invalid .gitlab-ci.yml configuration')
    await writeFile(file, text)
  })
})

const INCLUDING = 'include:\n  - local: .gitlab-ci.org-guard.yml\n'
