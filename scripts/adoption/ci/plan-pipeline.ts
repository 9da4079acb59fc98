import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { git } from '../../ground/git.ts'
import { type Fault, UserFault } from '../../ground/user-fault.ts'
import { demandedSecrets } from '../../project/check-secrets.ts'
import {
  assertEnvironmentExists,
  listEnvironments,
  loadEnvironment,
} from '../../project/load-project.ts'
import { isOnThisMachine, LOCAL_ENVIRONMENT } from '../../project/local-environments.ts'
import { type Addition, readText } from '../addition.ts'
import { keepPins } from './github/keep-pins.ts'
import { GITHUB_FILE, renderGithub } from './github/render-github.ts'
import { GITLAB_FILE, renderGitlab } from './gitlab/render-gitlab.ts'
import type { Pipeline, Target } from './pipeline.ts'

export const CI_SYSTEMS = ['github', 'gitlab'] as const
export type CiSystem = (typeof CI_SYSTEMS)[number]

type Rendered = {
  readonly file: string
  /** @param before what the file holds, which may have been pinned since it was written */
  readonly render: (pipeline: Pipeline, before: string) => string
}
const OF_SYSTEM: Readonly<Record<CiSystem, Rendered>> = {
  github: {
    file: GITHUB_FILE,
    render: (pipeline, before) => keepPins(before, renderGithub(pipeline)),
  },
  gitlab: { file: GITLAB_FILE, render: renderGitlab },
}

/** From the top of the repository. */
export const fileOf = (system: CiSystem): string => OF_SYSTEM[system].file

export type PipelineRequest = {
  readonly root: string
  readonly system: CiSystem
  /** What is deployed; empty for what the file says, or `main`. */
  readonly branch: string
  /** Environments, first to last; absent for what the file says, or the only one. */
  readonly to: readonly string[] | undefined
}

/**
 * What the file of this CI system should hold. Reads, and writes nothing.
 * @throws UserFault for environments whose order nobody said, and for a project that is not at the top of
 * its repository
 */
export async function planPipeline({
  root,
  system,
  branch,
  to,
}: PipelineRequest): Promise<Addition> {
  await assertAtTop(root)
  const { file, render } = OF_SYSTEM[system]
  const before = await readText(root, file)
  const written = readOptions(before ?? '')
  const chosen = { branch: branch || written.branch || 'main', to: to ?? written.to }
  if (!BRANCH.test(chosen.branch)) throw new UserFault([branchOdd(chosen.branch)])
  const names = chosen.to ?? (await onlyOne(root))
  const targets = await Promise.all(names.map((name) => targetOf(root, name)))
  const options = [
    `--branch ${chosen.branch}`,
    ...(chosen.to === undefined ? [] : [`--to ${chosen.to.join(',')}`]),
  ]
  const walks = (await listEnvironments(root)).includes(LOCAL_ENVIRONMENT)
  const writtenBy = ['ci', system, ...options].join(' ')
  return {
    file,
    before,
    after: render({ branch: chosen.branch, targets, walks, writtenBy }, before ?? ''),
  }
}

/** Of a text in YAML, none that could be read as anything else. */
const BRANCH = /^[A-Za-z0-9][\w./-]*$/

/** The file says how it was written, so that whoever writes it again need not remember. */
function readOptions(text: string): Partial<Pick<PipelineRequest, 'branch' | 'to'>> {
  const [, , branch, to] =
    /^ *# Written by: org-guard ci (\w+) --branch (\S+)(?: --to (\S+))?$/m.exec(text) ?? []
  return {
    ...(branch === undefined ? {} : { branch }),
    ...(to === undefined ? {} : { to: to.split(',') }),
  }
}

async function onlyOne(root: string): Promise<readonly string[]> {
  const all = await Promise.all(
    (await listEnvironments(root)).map((name) => loadEnvironment(root, name)),
  )
  const far = all.filter(({ environment }) => !isOnThisMachine(environment.domain))
  const names = far.map(({ environmentName }) => environmentName)
  if (names.length > 1) throw new UserFault([orderUnsaid(names)])
  return names
}

const OF_GUARDS: readonly string[] = ['actions', 'triggers']

async function targetOf(root: string, name: string): Promise<Target> {
  await assertEnvironmentExists(root, name)
  const { environment } = await loadEnvironment(root, name)
  const { domain, canaries } = environment
  return {
    name,
    domain,
    isProtected: environment.protected,
    secrets: demandedSecrets(environment),
    planSecrets: environment.manages.every((type) => OF_GUARDS.includes(type))
      ? []
      : demandedSecrets(environment),
    canaries: [...new Set(canaries.flatMap((one) => [one.identifier, one.password]))],
  }
}

/** CI systems read their files at the top, and `check` names files from there. */
async function assertAtTop(root: string): Promise<void> {
  if (existsSync(join(root, '.git'))) return
  const prefix = (await git(root, ['rev-parse', '--show-prefix']))?.trim() ?? ''
  if (prefix !== '') throw new UserFault([belowTop(prefix)])
}

const orderUnsaid = (names: readonly string[]): Fault => ({
  code: 'order_unsaid',
  message: `nobody said in which order ${names.map((name) => `\`${name}\``).join(', ')} are deployed to`,
  fix: 'name those that the branch deploys to, first to last, such as `--to staging,production`',
})

const branchOdd = (branch: string): Fault => ({
  code: 'option_invalid',
  message: `\`--branch\` is not accepted: found \`${branch}\`, accepted letters, digits, \`.\`, \`_\`, \`/\` and \`-\``,
  fix: 'name the branch that is deployed',
})

const belowTop = (prefix: string): Fault => ({
  code: 'project_below_repository',
  message: `the project is in \`${prefix}\` of its repository: accepted is one at the top, where CI reads its files`,
  fix: 'write the file by hand after what this command writes in a copy of the project',
})
