import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { prepareStage } from '../bundle/prepare-stage.ts'
import { collect } from '../ground/collect.ts'
import type { Fault } from '../ground/user-fault.ts'
import type { SecretSource } from '../project/check-secrets.ts'
import { layoutOf, pathIn } from '../project/layout.ts'
import {
  environmentPath,
  idsPath,
  loadProject,
  type Project,
  RULEBOOK_PATH,
} from '../project/load-project.ts'
import { LONGEST_ALLOWANCE_DAYS } from '../project/rulebook-file.ts'
import {
  type JsonDocument,
  parseDocument,
  splitDotted,
} from '../project/tenant-folder/json-document.ts'
import { readTenantTexts, type TenantTexts } from '../project/tenant-folder/tenant-texts.ts'
import { readActions } from './action-source.ts'
import { FILE_RULES } from './all-rules.ts'
import { applyWaivers, judgeWaivers, NO_WAIVERS, type Waived } from './apply-waivers.ts'
import type { AskDeployCli } from './ask-deploy-cli.ts'
import { unsaidByDeployCli, unsaidRefusals } from './families/build.ts'
import { judgeDocument } from './families/syntax.ts'
import { FAMILIES } from './families.ts'
import { type Finding, finding, SEVERITIES } from './finding.ts'
import { readScripts } from './script-source.ts'
import { loadWaivers, WAIVERS_PATH } from './waivers-file.ts'

export type CheckRequest = {
  /** Absolute path of the checkout. */
  readonly root: string
  readonly environmentNames: readonly string[]
  /** Whether these are all environments there are. */
  readonly areAllEnvironments: boolean
  readonly nowMs: number
  readonly secrets: SecretSource
  /** Whether every secret must have a value, as it must for a deploy. */
  readonly demandSecrets: boolean
  /** Null where it is asked by other means anyway. */
  readonly askDeployCli: AskDeployCli | null
  /** As if the environments let policies reach this far; as they say themselves where it is left out. */
  readonly ceiling?: Project['environment']['ceiling']
}

export type CheckedFinding = Waived<Finding & { readonly environments: readonly string[] }>

export type CheckReport = {
  readonly environments: readonly string[]
  /** Gravest first, then by file, line and id. */
  readonly findings: readonly CheckedFinding[]
}

/**
 * Everything that can be known about the project without a network, for every environment asked for.
 * Reads files, and runs no code of the tenant folder.
 */
export async function checkProject(request: CheckRequest): Promise<CheckReport> {
  const { root, environmentNames, nowMs, areAllEnvironments } = request
  const texts = await readTenantTexts(root)
  const ours = await readOurFiles(root, environmentNames)
  const waivers = await collect(() => loadWaivers(root))
  const projects = await Promise.all(
    environmentNames.map((name) => collect(() => loadUnder(request.ceiling, root, name))),
  )
  const keyIdsOfRun = projects.flatMap(({ value }) => keyIds(value))
  const looked = await Promise.all(
    projects.map(async ({ value, faults }, index) => ({
      environment: environmentNames[index] ?? '',
      findings:
        value === null
          ? [
              ...[...ours.values()].flatMap((one) => judgeDocument(one)),
              ...fileFindings(faults, ours),
            ]
          : await lookAt(value, { ...request, texts, ours, keyIdsOfRun }),
    })),
  )
  const shared = fileFindings(waivers.faults, ours).map((found) => ({
    ...found,
    environments: environmentNames,
  }))
  const list = waivers.value ?? []
  const terms = { nowMs, longestDays: longestDaysOf(projects.map(({ value }) => value)) }
  const waived = applyWaivers([...merge(looked), ...shared], list, terms)
  const document = ours.get(WAIVERS_PATH) ?? NO_WAIVERS
  const ofWaivers = judgeWaivers(list, waived, document, {
    ...terms,
    judgeUnused: areAllEnvironments,
  })
  const all = [
    ...waived,
    ...ofWaivers.map((found) => ({ ...found, environments: environmentNames, waiver: null })),
  ]
  return { environments: environmentNames, findings: all.sort(byGravityThenPlace) }
}

async function loadUnder(
  ceiling: CheckRequest['ceiling'],
  root: string,
  name: string,
): Promise<Project> {
  const project = await loadProject(root, name)
  return ceiling === undefined
    ? project
    : { ...project, environment: { ...project.environment, ceiling } }
}

type Reading = Pick<CheckRequest, 'nowMs' | 'secrets' | 'demandSecrets' | 'askDeployCli'> & {
  readonly texts: TenantTexts
  readonly ours: ReadonlyMap<string, JsonDocument>
  readonly keyIdsOfRun: readonly string[]
}

async function lookAt(project: Project, reading: Reading): Promise<readonly Finding[]> {
  const { texts, nowMs, askDeployCli } = reading
  const stage = await prepareStage(project, texts, nowMs)
  const { folder } = stage
  const [actions, scripts] = await Promise.all([
    readActions(project, texts, folder, stage.actions),
    readScripts(folder, texts),
  ])
  const subject = { ...reading, project, folder, actions, scripts, refusals: stage.faults }
  const found = FAMILIES.flatMap((family) => family.look(subject))
  const known = [...found, ...unsaidRefusals(subject, found)]
  if (askDeployCli === null) return known
  return [...known, ...unsaidByDeployCli(subject, await askDeployCli(project, stage), known)]
}

async function readOurFiles(
  root: string,
  environmentNames: readonly string[],
): Promise<ReadonlyMap<string, JsonDocument>> {
  const layout = layoutOf(root)
  const files = [
    RULEBOOK_PATH,
    WAIVERS_PATH,
    ...environmentNames.flatMap((name) => [environmentPath(name), idsPath(name)]),
  ]
  const documents = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(root, pathIn(layout, file)), 'utf8').catch(() => null)
      return text === null ? null : parseDocument(file, text)
    }),
  )
  return new Map(documents.flatMap((one) => (one === null ? [] : [[one.file, one] as const])))
}

/** Broken syntax is left out: it is found with its line, and without the text around it. */
const fileFindings = (
  faults: readonly Fault[],
  ours: ReadonlyMap<string, JsonDocument>,
): readonly Finding[] =>
  faults.flatMap(({ code, message, fix, place }) => {
    const rule = FILE_RULES.find(({ id }) => id === code)
    if (rule === undefined) return []
    const file = place?.file ?? /`([^`]+)`/.exec(message)?.[1] ?? ''
    const document = ours.get(file)
    const path = splitDotted(document?.value, place?.path ?? '')
    return [finding(rule, document?.place(path) ?? { file, line: 1 }, message, fix)]
  })

/** Waivers hold for all environments: the shortest of their maxima, and the usual one where none can be read. */
const longestDaysOf = (projects: readonly (Project | null)[]): number =>
  Math.min(
    ...projects.map((project) => project?.rulebook.longestAllowanceDays ?? LONGEST_ALLOWANCE_DAYS),
  )

const keyIds = (project: Project | null): readonly string[] => {
  const { signing, alsoVerifying } = project?.environment.keys ?? {}
  return [signing, alsoVerifying].filter((id) => typeof id === 'string')
}

/** The same finding of several environments is one, which names them. */
function merge(
  looked: readonly { readonly environment: string; readonly findings: readonly Finding[] }[],
): readonly (Finding & { readonly environments: readonly string[] })[] {
  const merged = new Map<string, Finding & { readonly environments: readonly string[] }>()
  for (const { environment, findings } of looked) {
    for (const found of findings) {
      const { id, file, line, message } = found
      const key = JSON.stringify([id, file, line, message])
      const known = merged.get(key)?.environments ?? []
      merged.set(key, { ...found, environments: [...new Set([...known, environment])] })
    }
  }
  return [...merged.values()]
}

const byGravityThenPlace = (left: Finding, right: Finding): number =>
  SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) ||
  compare(left.file, right.file) ||
  left.line - right.line ||
  compare(left.id, right.id) ||
  compare(left.message, right.message)

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
