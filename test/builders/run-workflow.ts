import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { parseYaml } from '../../scripts/project/tenant-folder/yaml-document.ts'

type Texts = Readonly<Record<string, string>>
type Step = {
  readonly name?: string
  readonly id?: string
  readonly if?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly run?: string
  readonly env?: Texts
  readonly 'working-directory'?: string
  readonly 'continue-on-error'?: boolean
}
export type Job = {
  readonly if?: string
  readonly needs?: readonly string[]
  readonly environment?: string
  readonly outputs?: Texts
  readonly steps: readonly Step[]
}
export type Workflow = { readonly jobs: Readonly<Record<string, Job>> }

/** What happened, and where. */
export type Host = {
  /** A repository that is cloned for each job. */
  readonly repository: string
  /** Of the push, or what a pull request would be once it is merged. */
  readonly sha: string
  /** The contexts `github` and what of it. */
  readonly github: Readonly<Record<string, unknown>>
  /** By the name of the GitHub environment. */
  readonly secrets: Readonly<Record<string, Texts>>
  /** What the machine has set. */
  readonly machine: Texts
  /** A folder for all that the run leaves: workspaces, artifacts. */
  readonly folder: string
}

export type Outcome = 'success' | 'failure' | 'skipped'
export type JobRun = {
  readonly result: Outcome
  readonly outputs: Texts
  /** What its steps wrote to the terminal, one after the other. */
  readonly log: string
  /** Each script that ran, as it stands in the file. */
  readonly ran: readonly string[]
  readonly summary: string
}

/** Runs the jobs of a workflow for GitHub as written, in the order of the file: scripts by bash, the four actions by what they do. */
export async function runWorkflow(text: string, host: Host): Promise<ReadonlyMap<string, JobRun>> {
  const { jobs } = parseYaml('workflow.yml', text).value as Workflow
  const runs = new Map<string, JobRun>()
  for (const [name, job] of Object.entries(jobs)) {
    const needs = Object.fromEntries((job.needs ?? []).map((need) => [need, runs.get(need)]))
    const haveRun = Object.values(needs).every((need) => need?.result === 'success')
    const isRun = isTrue(job.if, { github: host.github, needs }, haveRun)
    runs.set(name, isRun ? await runJob(job, needs, host) : SKIPPED)
  }
  return runs
}

const SKIPPED: JobRun = { result: 'skipped', outputs: {}, log: '', ran: [], summary: '' }

async function runJob(
  job: Job,
  needs: Readonly<Record<string, JobRun | undefined>>,
  host: Host,
): Promise<JobRun> {
  const workspace = await mkdtemp(join(host.folder, 'job-'))
  const told = { summary: join(host.folder, 'summary.md'), output: join(host.folder, 'output.txt') }
  await Promise.all(Object.values(told).map((file) => writeFile(file, '')))
  const outputs: Record<string, Texts> = {}
  const ran: string[] = []
  let [log, isFine] = ['', true]
  for (const step of job.steps) {
    const contexts = {
      github: host.github,
      needs,
      secrets: host.secrets[job.environment ?? ''] ?? {},
      steps: Object.fromEntries(Object.entries(outputs).map(([id, all]) => [id, { outputs: all }])),
    }
    if (!isTrue(step.if, contexts, isFine, workspace)) continue
    if (step.uses !== undefined) await act(step, contexts, workspace, host)
    if (step.run === undefined) continue
    ran.push(step.run)
    const cwd = join(workspace, step['working-directory'] ?? '.')
    const env = { ...host.machine, ...filled(step.env ?? {}, contexts) }
    const done = await bash(step.run, cwd, {
      ...env,
      GITHUB_OUTPUT: told.output,
      GITHUB_STEP_SUMMARY: told.summary,
      GITHUB_SHA: host.sha,
    })
    log += done.log
    if (step.id !== undefined) outputs[step.id] = outputsIn(await readFile(told.output, 'utf8'))
    if (done.exit !== 0 && step['continue-on-error'] !== true) isFine = false
  }
  const contexts = {
    steps: Object.fromEntries(Object.entries(outputs).map(([id, all]) => [id, { outputs: all }])),
  }
  return {
    result: isFine ? 'success' : 'failure',
    outputs: filled(job.outputs ?? {}, contexts),
    log,
    ran,
    summary: await readFile(told.summary, 'utf8'),
  }
}

/** As the runner calls it where `shell: bash` is said. */
const bash = (script: string, cwd: string, env: Texts): Promise<{ exit: number; log: string }> =>
  new Promise((resolve) => {
    const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script]
    execFile('bash', args, { cwd, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const exit = error === null ? 0 : Number(error.code)
      resolve({ exit, log: `$ ${script}\n${stdout}${stderr}(exit ${exit})\n` })
    })
  })

/** What the actions of GitHub do that the workflow names. */
async function act(
  step: Step,
  contexts: object,
  workspace: string,
  { repository, sha, folder }: Host,
): Promise<void> {
  const given = filled((step.with ?? {}) as Texts, contexts)
  const [action = ''] = (step.uses ?? '').split('@')
  const artifact = join(folder, 'artifacts', given.name ?? '')
  const path = join(workspace, given.path ?? '.')
  if (action === 'actions/checkout') {
    const at = given.ref ?? sha
    await git(workspace, 'clone', '--quiet', '--no-checkout', repository, path)
    await git(path, 'checkout', '--quiet', '--detach', at)
  }
  if (action === 'actions/upload-artifact' && existsSync(path)) {
    const isFile = (await stat(path)).isFile()
    await cp(path, isFile ? join(artifact, basename(path)) : artifact, { recursive: true })
  }
  if (action === 'actions/download-artifact') await cp(artifact, path, { recursive: true })
}

const git = (cwd: string, ...args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    execFile('git', args, { cwd }, (error) => (error === null ? resolve() : reject(error)))
  })

const EXPRESSION = /\$\{\{ (.*?) \}\}/g

const filled = (texts: Readonly<Record<string, unknown>>, contexts: object): Texts =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      `${text}`.replace(
        EXPRESSION,
        (_, inner: string) => `${evaluate(inner, contexts, true) ?? ''}`,
      ),
    ]),
  )

/** Without a function that asks how it stands, a condition counts where all went well. */
function isTrue(
  condition: string | undefined,
  contexts: object,
  isFine: boolean,
  workspace = '',
): boolean {
  const inner = (condition ?? 'success()').replace(EXPRESSION, '$1')
  const asksItself = /\b(always|cancelled|failure|success)\(\)/.test(inner)
  return (asksItself || isFine) && Boolean(evaluate(inner, contexts, isFine, workspace))
}

/** Of GitHub's expressions, those that read as JavaScript does, once names are put into brackets. */
function evaluate(expression: string, contexts: object, isFine: boolean, workspace = ''): unknown {
  const asJavaScript = expression
    .split(/('[^']*')/)
    .map((part, at) => (at % 2 === 0 ? part.replace(/\.([\w-]+)/g, "?.['$1']") : part))
    .join('')
  return runInContext(
    asJavaScript,
    createContext({
      github: {},
      needs: {},
      steps: {},
      secrets: {},
      ...contexts,
      always: () => true,
      cancelled: () => false,
      failure: () => !isFine,
      success: () => isFine,
      hashFiles: (file: string) => (existsSync(join(workspace, file)) ? 'hash' : ''),
    }),
  )
}

/** `name=value`, and `name<<end` with the lines until that end. */
function outputsIn(text: string): Texts {
  const found = text.matchAll(/^(\w+)(?:=(.*)|<<(\S+)\n([\s\S]*?)\n\3)$/gm)
  return Object.fromEntries([...found].map(([, name, one, , many]) => [name, one ?? many ?? '']))
}
