import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { dotted, parseValue, readJsonFile } from '../ground/parse-json-file.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { EnvironmentFile, IdsFile } from './environment-file.ts'
import { findProject, LAYOUT_FILE } from './find-project.ts'
import { type Layout, layoutOf, pathIn } from './layout.ts'
import { overlay } from './overlay.ts'
import { RulebookFile } from './rulebook-file.ts'

/** Everything people wrote about one environment, validated; names are not yet ids. */
export type Project = {
  /** Absolute path of the team's project; in a clone, of the checkout. */
  readonly root: string
  readonly layout: Layout
  readonly environmentName: string
  readonly environment: EnvironmentFile
  /** The rulebook with the environment's overrides laid over it. */
  readonly rulebook: RulebookFile
  readonly ids: IdsFile
}

export const RULEBOOK_PATH = 'tenant/rulebook.json'
// A new environment has none until `resolve` writes it; every name is then reported.
const NO_IDS: IdsFile = { clients: {}, organizations: {}, connections: {} }
const ENVIRONMENTS = 'tenant/environments'
export const environmentPath = (name: string): string => `${ENVIRONMENTS}/${name}.json`
export const idsPath = (name: string): string => `${ENVIRONMENTS}/${name}.ids.json`

/** What an environment's three files hold, as it is written. */
export type ProjectJson = {
  readonly rulebook: unknown
  readonly environment: unknown
  readonly ids: unknown
}

/** @throws UserFault with every fault of the environment, the rulebook and the ids file */
export async function loadProject(root: string, environmentName: string): Promise<Project> {
  return parseProject(root, environmentName, await readProjectJson(root, environmentName))
}

/** @throws UserFault for a file that is not there, or is not JSON */
export async function readProjectJson(root: string, environmentName: string): Promise<ProjectJson> {
  await assertEnvironmentExists(root, environmentName)
  const idsFile = idsPath(environmentName)
  const layout = layoutOf(root)
  const read = (file: string): Promise<unknown> =>
    readJsonFile(join(root, pathIn(layout, file)), file)
  const [rulebook, environment, ids] = await Promise.all([
    read(RULEBOOK_PATH),
    read(environmentPath(environmentName)),
    existsSync(join(root, pathIn(layout, idsFile))) ? read(idsFile) : NO_IDS,
  ])
  return { rulebook, environment, ids }
}

/** @throws UserFault with every fault of the three */
export function parseProject(
  root: string,
  environmentName: string,
  { rulebook: rulebookJson, environment: environmentJson, ids: idsJson }: ProjectJson,
): Project {
  const environmentFile = environmentPath(environmentName)
  const idsFile = idsPath(environmentName)
  const layout = layoutOf(root)
  const overrides = objectAt(environmentJson, 'overrides')
  const parsed = collectFaults(
    () =>
      parseValue(environmentJson, EnvironmentFile, 'environment_invalid', {
        file: environmentFile,
      }),
    () =>
      parseValue(overlay(rulebookJson, overrides), RulebookFile, 'rulebook_invalid', {
        file: RULEBOOK_PATH,
        locate: (path) =>
          reaches(overrides, path)
            ? { file: environmentFile, path: dotted(['overrides', ...path]) }
            : { file: RULEBOOK_PATH, path: dotted(path) },
      }),
    () => parseValue(idsJson, IdsFile, 'ids_invalid', { file: idsFile }),
  )
  const [environment, rulebook, ids] = parsed
  return { root, layout, environmentName, environment, rulebook, ids }
}

/** What is known of an environment without its rulebook: enough for what must work in the night. */
export type LoadedEnvironment = Pick<Project, 'root' | 'layout' | 'environmentName' | 'environment'>

/** @throws UserFault with every fault of the environment's file; the rulebook may be broken */
export async function loadEnvironment(
  root: string,
  environmentName: string,
): Promise<LoadedEnvironment> {
  await assertEnvironmentExists(root, environmentName)
  const file = environmentPath(environmentName)
  const layout = layoutOf(root)
  const environment = parseValue(
    await readJsonFile(join(root, pathIn(layout, file)), file),
    EnvironmentFile,
    'environment_invalid',
    { file },
  )
  return { root, layout, environmentName, environment }
}

/** Every environment that has a file, sorted. */
export async function listEnvironments(root: string): Promise<readonly string[]> {
  const files = await readdir(join(root, pathIn(layoutOf(root), ENVIRONMENTS))).catch(() => [])
  return files
    .filter((file) => /^[a-z0-9-]+\.json$/.test(file))
    .map((file) => file.slice(0, -5))
    .sort()
}

/** @throws UserFault when there is no file for it */
export async function assertEnvironmentExists(root: string, name: string): Promise<void> {
  const names = await listEnvironments(root)
  if (names.includes(name)) return
  if (findProject(root) === null) throw new UserFault([projectMissing(root)])
  throw new UserFault([
    {
      code: 'environment_unknown',
      message: `environment \`${name}\` has no file in \`${ENVIRONMENTS}\`: accepted ${names.map((known) => `\`${known}\``).join(', ')}`,
      fix: `name one of them, or create \`${environmentPath(name)}\``,
    },
  ])
}

const projectMissing = (root: string): Fault => ({
  code: 'project_missing',
  message: `neither \`${root}\` nor a folder above it holds a project: accepted is one with \`${LAYOUT_FILE}\`, or with \`${RULEBOOK_PATH}\``,
  fix: 'go there, or name it with `--project`',
})

/** Runs every parser and reports the faults of all of them together. */
function collectFaults<A, B, C>(a: () => A, b: () => B, c: () => C): readonly [A, B, C] {
  const faults: UserFault['faults'][number][] = []
  const attempt = <T>(parse: () => T): T | undefined => {
    try {
      return parse()
    } catch (error) {
      if (!(error instanceof UserFault)) throw error
      faults.push(...error.faults)
      return undefined
    }
  }
  const results = [attempt(a), attempt(b), attempt(c)] as const
  if (faults.length > 0) throw new UserFault(faults)
  return results as readonly [A, B, C]
}

const objectAt = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined

/** Whether the overrides themselves say something at this path. */
export function reaches(overrides: unknown, path: readonly PropertyKey[]): boolean {
  let inner = overrides
  for (const key of path) {
    if (Array.isArray(inner)) return true
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return false
    inner = (inner as Record<PropertyKey, unknown>)[key]
  }
  return path.length > 0
}
