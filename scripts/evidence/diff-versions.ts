import { join } from 'node:path'
import { inOwnFolder } from '../ground/in-own-folder.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { listEnvironments } from '../project/load-project.ts'
import { type Asker, createAsker } from './asking/create-asker.ts'
import { diffEnvironment } from './diff-environment.ts'
import type { DiffReport, EnvironmentDiff } from './report/diff-report.ts'
import { buildVersion } from './versions/build-version.ts'
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
    const { names, notes } = await sharedEnvironments(base, head, asked.environment)
    const askers = Array.from({ length: threads }, () => createAsker())
    try {
      const environments: EnvironmentDiff[] = []
      for (const environment of names) {
        progress(`asking both versions about ${environment}`)
        environments.push(await diffOne(environment, [base, head], askers, tools))
      }
      return { base: base.label, head: head.label, environments, notes }
    } finally {
      await Promise.all(askers.map((asker) => asker.end()))
    }
  })

type Built = VersionGuards | { readonly unbuilt: readonly string[] }

async function diffOne(
  environment: string,
  versions: readonly [base: Version, head: Version],
  askers: readonly Asker[],
  { nowMs, variables }: Tools,
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
  return 'unbuilt' in base || 'unbuilt' in head
    ? { environment, moments: [], unproven }
    : diffEnvironment(environment, [base, head], nowMs, askers)
}

async function sharedEnvironments(
  base: Version,
  head: Version,
  named: string,
): Promise<{ readonly names: readonly string[]; readonly notes: readonly string[] }> {
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
    notes: [
      ...gone.map(
        (name) => `environment ${name} is in ${base.label} alone: nothing was asked about it`,
      ),
      ...added.map(
        (name) => `environment ${name} is in ${head.label} alone: nothing was asked about it`,
      ),
    ],
  }
}

const nothingShared = (named: string, known: readonly string[]): Fault => ({
  code: 'environment_unknown',
  message: `neither version has the environment \`${named}\`: accepted ${known.map((name) => `\`${name}\``).join(', ')}`,
  fix: 'name one of them, or none for all that both versions have',
})
