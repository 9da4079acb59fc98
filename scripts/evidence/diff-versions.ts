import { join } from 'node:path'
import { inOwnFolder } from '../ground/in-own-folder.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { loadAcceptedChanges } from '../project/accepted-change-file.ts'
import { listEnvironments } from '../project/load-project.ts'
import { type Asker, createAsker } from './asking/create-asker.ts'
import { diffEnvironment } from './diff-environment.ts'
import { type Edit, listEdits } from './edits/list-edits.ts'
import { partIn, rebuildsOf } from './edits/rebuilds.ts'
import { toldEdit } from './edits/told-edit.ts'
import type { DiffReport, EnvironmentDiff, ToldEdit } from './report/diff-report.ts'
import { judgeDeclarations } from './report/judge-declarations.ts'
import { buildVersion, hasOtherEngine } from './versions/build-version.ts'
import { checkOutVersion, type Version } from './versions/check-out-version.ts'
import type { VersionGuards } from './versions/version-guards.ts'

export type DiffAsked = {
  /** Commits, branches or tags; an empty head is the working tree, with whatever is not committed. */
  readonly base: string
  readonly head: string
  /** Empty: every environment that both versions have. */
  readonly environment: string
}

type Tools = {
  readonly root: string
  readonly nowMs: number
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly progress: (line: string) => void
  /** How many threads ask. */
  readonly threads: number
  /** Whether witnesses are acted out at local tenants. */
  readonly actsOut: boolean
}

/**
 * Builds two versions and asks both the same questions. Nothing of the repository changes.
 * @throws UserFault for a version that git does not know, and an environment that neither has
 */
export const diffVersions = (asked: DiffAsked, tools: Tools): Promise<DiffReport> =>
  inOwnFolder('diff', async (folder) => {
    const { root, nowMs, variables, progress, threads } = tools
    const checkOut = (revision: string, name: string): Promise<Version> =>
      checkOutVersion(root, revision, join(folder, name), variables)
    const [base, head] = await Promise.all([
      checkOut(asked.base, 'base'),
      asked.head === ''
        ? { label: 'the working tree', root, atMs: nowMs }
        : checkOut(asked.head, 'head'),
    ])
    const { names, added, notes } = await sharedEnvironments(base, head, asked.environment)
    const found = await listEdits(base.root, head.root)
    const ask = async (environment: string, askers: readonly Asker[]): Promise<EnvironmentDiff> => {
      progress(`asking both versions about ${environment}`)
      return diffOne(environment, [base, head], askers, { ...tools, edits: found })
    }
    const environments = [
      ...(await askedAtOnce(names, threads, ask)),
      ...added.map((environment) => newEnvironment(environment, head)),
    ]
    const accepted = await Promise.all([base, head].map((one) => loadAcceptedChanges(one.root)))
    const declared = judgeDeclarations(
      { environments },
      accepted[0] ?? [],
      accepted[1] ?? [],
      nowMs,
    )
    const edits = await toldEdits(found, head, environments)
    return { base: base.label, head: head.label, environments, declared, edits, notes }
  })

/**
 * Environments side by side, each with threads of its own: a thread is slow until it has asked for a while,
 * so that few that ask much are faster than many that ask little.
 */
async function askedAtOnce(
  names: readonly string[],
  threads: number,
  ask: (name: string, askers: readonly Asker[]) => Promise<EnvironmentDiff>,
): Promise<readonly EnvironmentDiff[]> {
  const waiting = [...names.entries()]
  const found: EnvironmentDiff[] = []
  const lines = Math.min(threads, names.length)
  const work = async (): Promise<void> => {
    const askers = Array.from({ length: Math.floor(threads / lines) }, () => createAsker())
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        found[next[0]] = await ask(next[1], askers)
      }
    } finally {
      await Promise.all(askers.map((asker) => asker.end()))
    }
  }
  await Promise.all(Array.from({ length: lines }, work))
  return found
}

type Built = VersionGuards | { readonly unbuilt: readonly string[] }

async function diffOne(
  environment: string,
  versions: readonly [base: Version, head: Version],
  askers: readonly Asker[],
  { nowMs, variables, actsOut, edits }: Tools & { readonly edits: readonly Edit[] },
): Promise<EnvironmentDiff> {
  const build = async (version: Version): Promise<Built> => {
    try {
      return await buildVersion(version, environment, variables)
    } catch (error) {
      if (!(error instanceof UserFault)) throw error
      return {
        unbuilt: error.faults.map(({ message }) => `${version.label} does not build: ${message}`),
      }
    }
  }
  const [base, head] = await Promise.all([build(versions[0]), build(versions[1])])
  const unproven = [base, head].flatMap((one) => ('unbuilt' in one ? one.unbuilt : []))
  if ('unbuilt' in base || 'unbuilt' in head) {
    return { environment, moments: [], unproven, untried: [...edits.keys()] }
  }
  const mayRebuild = edits.length > 0 && !(await hasOtherEngine(versions[1].root))
  const rebuilds = mayRebuild ? rebuildsOf(versions, environment, edits) : undefined
  return diffEnvironment(environment, [base, head], nowMs, askers, {
    actsOut,
    ...(rebuilds === undefined ? {} : { rebuilds }),
  })
}

/** What each edit is, and whether any guard was asked without it. */
async function toldEdits(
  edits: readonly Edit[],
  head: Version,
  environments: readonly EnvironmentDiff[],
): Promise<readonly ToldEdit[]> {
  const isOther = await hasOtherEngine(head.root)
  return edits.map((edit, index) => {
    const isAsked = environments.some(
      ({ environment, untried }) =>
        partIn(edit.file, environment) !== null && !untried.includes(index),
    )
    return {
      ...toldEdit(edit),
      isTried: (!isOther && isAsked) || decidesNothing(edit, index, environments),
    }
  })
}

/** Of the tenant folder, and in no environment what decides beside the guards: a description, or what none manages. */
const decidesNothing = (
  { file, isOfRules }: Edit,
  index: number,
  environments: readonly EnvironmentDiff[],
): boolean =>
  !isOfRules &&
  environments.every(
    ({ unproven, untried }) =>
      !untried.includes(index) && !unproven.some((why) => why.includes(file)),
  )

/** A renamed one would else pass every gate. */
const newEnvironment = (environment: string, head: Version): EnvironmentDiff => ({
  environment,
  moments: [],
  untried: [],
  unproven: [`it is in ${head.label} alone: there is nothing to compare it with`],
})

type Shared = {
  readonly names: readonly string[]
  /** In the head alone. */
  readonly added: readonly string[]
  readonly notes: readonly string[]
}

async function sharedEnvironments(base: Version, head: Version, named: string): Promise<Shared> {
  const [before, after] = await Promise.all([
    listEnvironments(base.root),
    listEnvironments(head.root),
  ])
  const isMeant = (name: string): boolean => named === '' || name === named
  const names = before.filter((name) => after.includes(name) && isMeant(name))
  const [gone, added] = [
    before.filter((name) => !after.includes(name) && isMeant(name)),
    after.filter((name) => !before.includes(name) && isMeant(name)),
  ]
  if (names.length + gone.length + added.length === 0)
    throw new UserFault([nothingShared(named, after)])
  return {
    names,
    added,
    notes: gone.map(
      (name) => `environment ${name} is in ${base.label} alone: nothing was asked about it`,
    ),
  }
}

const nothingShared = (named: string, known: readonly string[]): Fault => ({
  code: 'environment_unknown',
  message: `neither version has the environment \`${named}\`: accepted ${known.map((name) => `\`${name}\``).join(', ')}`,
  fix: 'name one of them, or none for all that both versions have',
})
