import { SOURCES } from '../ground/engine.ts'
import { everyTextIn } from '../ground/json-value.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { type BakeResult, bakeRulebook } from '../project/bake-rulebook.ts'
import type { Project } from '../project/load-project.ts'
import { typeOfResourceFile } from '../project/resource-folders.ts'
import { fileNamed } from '../project/tenant-folder/code-files.ts'
import { parseTenantFolder, type TenantFolder } from '../project/tenant-folder/tenant-folder.ts'
import { isYaml, type TenantTexts } from '../project/tenant-folder/tenant-texts.ts'
import { type Bundle, bundleAction, isUsed } from './bundle-action.ts'
import { judgeBundle } from './bundle-laws.ts'
import {
  type ActionSource,
  findActions,
  type LeftOut,
  leftOut,
  missingActions,
  NOTHING_LEFT_OUT,
  sharedCode,
} from './find-actions.ts'
import { judgeSecretPlaces, secretFault } from './judge-secret-places.ts'
import { bundleDisarmed, type DisarmedAction } from './stage-disarmed.ts'
import { type UnknownKeyword, unknownKeywords } from './unknown-keywords.ts'

export type StagedAction = Bundle & Pick<ActionSource, 'name' | 'declaration' | 'file'>

/** What runs in the tenant, and every reason not to build it. */
export type PreparedGuards = {
  /** None: it may be written. */
  readonly faults: readonly Fault[]
  readonly folder: TenantFolder
  /** Null when the rulebook cannot be baked, and then nothing is bundled. */
  readonly baked: BakeResult | null
  readonly actions: readonly StagedAction[]
  readonly leftOut: LeftOut
}

/** All that a build would write, and every reason not to. */
export type PreparedStage = PreparedGuards & {
  readonly disarmed: readonly DisarmedAction[]
}

/**
 * Looks at everything that a build refuses, and bundles what can be bundled; writes nothing. `check`
 * asks the same, so that neither is content with what the other refuses.
 */
export async function prepareStage(
  project: Project,
  texts: TenantTexts,
  nowMs: number,
): Promise<PreparedStage> {
  const guards = await prepareGuards(project, texts, nowMs)
  const { actions, baked } = guards
  if (baked === null) return { ...guards, disarmed: [] }
  const faults: Fault[] = []
  const disarmed = await collecting(faults)(() => bundleDisarmed(actions, baked.rulebook))
  return {
    ...guards,
    faults: withoutTwins([...guards.faults, ...faults]),
    disarmed: disarmed ?? [],
  }
}

/** Without the disarmed twins, for whoever asks what a tenant would answer: nobody is answered by these. */
export async function prepareGuards(
  project: Project,
  texts: TenantTexts,
  nowMs: number,
): Promise<PreparedGuards> {
  const { environment } = project
  const folder = parseTenantFolder(texts, environment.keywords)
  const faults: Fault[] = []
  const attempt = collecting(faults)
  const baked = await attempt(() => bakeRulebook(project, nowMs))
  faults.push(
    ...texts.links.map(symbolicLink),
    ...declaredTwice(texts, folder),
    ...judgeSecretPlaces(texts.files, environment).map(secretFault),
    ...unknownFaults(unknownKeywords(environment, texts, folder)),
  )
  const found = await attempt(() => findActions(texts, folder))
  const sources = found ?? []
  faults.push(
    ...sources.flatMap(({ fault }) => (fault === null ? [] : [fault])),
    ...sharedCode(sources),
  )
  if (baked === null) return { faults, folder, baked, actions: [], leftOut: NOTHING_LEFT_OUT }
  const { rulebook } = baked
  if (found !== null) faults.push(...missingActions(project, rulebook, sources))
  const actions: StagedAction[] = []
  for (const { name, declaration, file, trigger } of sources) {
    if (trigger === null || !isUsed(trigger, rulebook)) continue
    actions.push({ ...(await bundleAction(SOURCES, trigger, rulebook)), name, declaration, file })
  }
  faults.push(...actions.flatMap(judgeBundle))
  return {
    faults: withoutTwins(faults),
    folder,
    baked,
    actions,
    leftOut: leftOut(sources, folder, rulebook),
  }
}

/** Runs a step, and puts what it refuses among the faults; null then. */
const collecting =
  (faults: Fault[]) =>
  async <T>(step: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await step()
    } catch (error) {
      if (!(error instanceof UserFault)) throw error
      faults.push(...error.faults)
      return null
    }
  }

/** What an armed bundle breaks, its disarmed twin breaks too. */
const withoutTwins = (faults: readonly Fault[]): readonly Fault[] =>
  faults.filter(
    ({ code, message }, index) =>
      faults.findIndex((other) => other.code === code && other.message === message) === index,
  )

/** A link would carry any file of this machine into a plan, and from there into the tenant. */
const symbolicLink = (file: string): Fault => ({
  code: 'symbolic_link',
  message: `\`${file}\` is a symbolic link, and the tenant folder holds its files itself`,
  fix: `put the file itself at \`${file}\``,
})

/**
 * The Deploy CLI would read the one, and whoever edits the other would wonder. Files that the one names,
 * such as the body of a form, are read.
 */
const declaredTwice = ({ files }: TenantTexts, { yaml }: TenantFolder): readonly Fault[] => {
  const named = new Set([...everyTextIn(yaml?.value)].map(({ text }) => fileNamed('tenant', text)))
  return [...files.keys()]
    .filter((file) => yaml !== null && file !== yaml.file && !named.has(file))
    .filter((file) => isYaml(file) || typeOfResourceFile(file) !== null)
    .map((file) => ({
      code: 'tenant_declared_twice',
      message: `\`${file}\` is not read, because \`${yaml?.file}\` declares the tenant`,
      fix: 'move what it says into the one file, or declare everything in folders',
    }))
}

/** One for each name in each file. */
const unknownFaults = (found: readonly UnknownKeyword[]): readonly Fault[] =>
  withoutTwins(found.map(({ name, file }) => unknown(name, file)))

const unknown = (name: string, file: string): Fault => ({
  code: 'keyword_unknown',
  message: `keyword \`${name}\` in \`${file}\` has no value: accepted are the names under \`keywords\` and \`secrets\` of the environment`,
  fix: `name it in the environment file, or take it out of \`${file}\``,
})
