import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { parseYaml } from '../../scripts/project/tenant-folder/yaml-document.ts'

type Texts = Readonly<Record<string, string>>

export type GitlabEvent = {
  /** A checkout with the file that includes ours, at the commit that the event is about. */
  readonly root: string
  /** Beside it: for workspaces and artifacts. */
  readonly folder: string
  /** Predefined ones, such as `CI_PIPELINE_SOURCE`. */
  readonly variables: Texts
  /** Of the project, by the name of the environment that they are for. */
  readonly scoped: Readonly<Record<string, Texts>>
  /** What the machine has set. */
  readonly machine: Texts
}

type Job = {
  readonly when: 'on_success' | 'manual' | 'never'
  readonly needs: readonly string[]
  readonly script: string
  readonly variables: Texts
  readonly environment: string
  readonly paths: readonly string[]
}

export type GitlabJobRun = { readonly exit: number; readonly log: string; readonly script: string }

/**
 * Runs the jobs of one pipeline as written, in the order of the file, and starts each manual one. Which
 * they are is said by gitlab-ci-local, which holds the file against GitLab's own schema first.
 */
export async function runGitlab(event: GitlabEvent): Promise<ReadonlyMap<string, GitlabJobRun>> {
  const runs = new Map<string, GitlabJobRun>()
  for (const [name, job] of await jobsOf(event)) {
    const isNeeded = job.needs.every((need) => runs.get(need)?.exit === 0)
    if (job.when !== 'never' && isNeeded) runs.set(name, await runJob(name, job, event))
  }
  return runs
}

/** Every script that the file has, by job. */
export const scriptsOf = async (event: GitlabEvent): Promise<ReadonlyMap<string, string>> =>
  new Map([...(await jobsOf(event))].map(([name, { script }]) => [name, script]))

async function runJob(name: string, job: Job, event: GitlabEvent): Promise<GitlabJobRun> {
  const { root, folder, variables, scoped, machine } = event
  const workspace = await mkdtemp(join(folder, 'job-'))
  await promisify(execFile)('git', ['clone', '--quiet', root, workspace])
  const kept = (of: string) => join(folder, 'artifacts', of)
  for (const need of job.needs) await cp(kept(need), workspace, { recursive: true })
  const env = {
    ...machine,
    ...job.variables,
    ...scoped[job.environment],
    ...variables,
    CI_PROJECT_DIR: workspace,
  }
  const run = await bash(job.script, workspace, env)
  for (const path of job.paths.filter((one) => existsSync(join(workspace, one))))
    await cp(join(workspace, path), join(kept(name), path), { recursive: true })
  return { ...run, script: job.script }
}

/** As the runner does with the lines of a job: one shell, which ends at the first that fails. */
const bash = (script: string, cwd: string, env: Texts): Promise<{ exit: number; log: string }> =>
  new Promise((resolve) => {
    const options = { cwd, env, maxBuffer: 2 ** 26 }
    execFile('bash', ['-eo', 'pipefail', '-c', script], options, (error, stdout, stderr) => {
      const exit = error === null ? 0 : Number(error.code)
      resolve({ exit, log: `$ ${script}\n${stdout}${stderr}(exit ${exit})\n` })
    })
  })

type Listed = {
  readonly name: string
  readonly when: Job['when']
  readonly needs?: readonly { readonly job: string }[]
}
type Written = {
  readonly before_script?: readonly string[]
  readonly script: readonly string[]
  readonly variables?: Texts
  readonly environment?: { readonly name: string }
  readonly artifacts?: { readonly paths: readonly string[] }
}

async function jobsOf({ root, folder, variables }: GitlabEvent): Promise<ReadonlyMap<string, Job>> {
  const given = Object.entries(variables).flatMap(([name, value]) => [
    '--variable',
    `${name}=${value}`,
  ])
  const ask = (what: string) => askGitlab(root, folder, [what, ...given])
  const listed: readonly Listed[] = JSON.parse(
    /^\[$[\s\S]*/m.exec(await ask('--list-json'))?.[0] ?? '',
  )
  const preview = /^---$[\s\S]*/m.exec(await ask('--preview'))?.[0] ?? ''
  const written = parseYaml('preview.yml', preview).value as Readonly<Record<string, Written>>
  return new Map(
    listed.map(({ name, when, needs = [] }) => {
      const { before_script: before = [], script, ...rest } = written[name] as Written
      return [
        name,
        {
          when,
          needs: needs.map(({ job }) => job),
          script: [...before, ...script].join('\n'),
          variables: rest.variables ?? {},
          environment: rest.environment?.name ?? '',
          paths: rest.artifacts?.paths ?? [],
        },
      ]
    }),
  )
}

/** Its package is for Node 22, but for one method. */
const NEWER = 'Set.prototype.union ??= function (other) { return new Set([...this, ...other]) }\n'

/** @throws where the file is none that GitLab's schema allows */
async function askGitlab(root: string, folder: string, args: readonly string[]): Promise<string> {
  const newer = join(folder, 'newer.mjs')
  await writeFile(newer, NEWER)
  const program = createRequire(import.meta.url).resolve('gitlab-ci-local/dist/index.js')
  const options = { cwd: root, env: { PATH: process.env.PATH, HOME: folder } }
  const all = ['--import', `${pathToFileURL(newer)}`, program, ...args]
  return (await promisify(execFile)(process.execPath, all, options)).stdout
}
