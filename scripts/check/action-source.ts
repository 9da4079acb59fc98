import { posix } from 'node:path'
import { bundleAction, isOurTrigger, type Trigger } from '../bundle/bundle-action.ts'
import { judgeBundle } from '../bundle/bundle-laws.ts'
import { type Fault, UserFault } from '../failures.ts'
import { bakeRulebook } from '../project/bake-rulebook.ts'
import type { Project } from '../project/load-project.ts'
import { listOf, recordOf, textOf, textsOf } from './json-value.ts'
import { mapKeywords } from './keywords.ts'
import { type ReadableCode, readCode } from './readable-code.ts'
import type { Resource, TenantFolder } from './tenant-folder.ts'
import type { TenantTexts } from './tenant-texts.ts'

/** An Action of the tenant folder with the code that would be uploaded. */
export type ActionSource = {
  readonly resource: Resource
  readonly name: string
  readonly triggers: readonly string[]
  /** The guard for one of our triggers: bundled, where others bring their code. */
  readonly isGuard: boolean
  /** The code file, or the Action's JSON file where the code is bundled. */
  readonly codeFile: string
  /** Null when there is none: a missing file, or a rulebook that cannot be baked yet. */
  readonly code: ReadableCode | null
  /** Laws that a bundle of ours breaks. */
  readonly brokenLaws: readonly Fault[]
}

export async function readActions(
  project: Project,
  texts: TenantTexts,
  { resources }: TenantFolder,
  nowMs: number,
): Promise<readonly ActionSource[]> {
  const bundle = bundler(project, nowMs)
  const actions = resources.filter(({ type }) => type === 'actions')
  return Promise.all(
    actions.map(async (resource): Promise<ActionSource> => {
      const { name, value, file } = resource
      const triggers = listOf(value.supported_triggers).map((item) => textOf(recordOf(item).id))
      const trigger = triggers[0] ?? ''
      const base = { resource, name, triggers }
      if (name === `org-guard-${trigger}` && isOurTrigger(trigger)) {
        return { ...base, isGuard: true, codeFile: file, ...(await bundle(trigger)) }
      }
      const codeFile = posix.join('tenant', textOf(value.code))
      const text = texts.files.get(codeFile)
      const code =
        text === undefined ? null : await readCode(mapKeywords(text, project.environment.keywords))
      return { ...base, isGuard: false, codeFile, code, brokenLaws: [] }
    }),
  )
}

/** Names of the secrets an Action declares. */
export const declaredSecrets = ({ resource }: ActionSource): readonly string[] =>
  textsOf(listOf(resource.value.secrets).map((secret) => recordOf(secret).name))

function bundler(
  project: Project,
  nowMs: number,
): (trigger: Trigger) => Promise<Pick<ActionSource, 'code' | 'brokenLaws'>> {
  const rulebook = bakeOrNull(project, nowMs)
  return async (trigger) => {
    if (rulebook === null) return { code: null, brokenLaws: [] }
    const bundle = await bundleAction(project.root, trigger, rulebook)
    return { code: await readCode(bundle.code), brokenLaws: judgeBundle(bundle) }
  }
}

// What keeps it from being baked is found, with its line, by the families about names and exemptions.
function bakeOrNull(project: Project, nowMs: number) {
  try {
    return bakeRulebook(project, nowMs).rulebook
  } catch (error) {
    if (error instanceof UserFault) return null
    throw error
  }
}
