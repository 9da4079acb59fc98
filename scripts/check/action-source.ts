import { type Bundle, isOurTrigger } from '../bundle/bundle-action.ts'
import { judgeBundle } from '../bundle/bundle-laws.ts'
import { listOf, recordOf, textOf, textsIn } from '../ground/json-value.ts'
import type { Fault } from '../ground/user-fault.ts'
import { mapKeywords } from '../project/keywords.ts'
import type { Project } from '../project/load-project.ts'
import { codeFileOf } from '../project/tenant-folder/code-files.ts'
import type { Resource, TenantFolder } from '../project/tenant-folder/tenant-folder.ts'
import type { TenantTexts } from '../project/tenant-folder/tenant-texts.ts'
import { type ReadableCode, readCode } from './readable-code.ts'

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

/** @param bundles what a build would upload for the guards */
export async function readActions(
  project: { readonly environment: Pick<Project['environment'], 'keywords'> },
  texts: TenantTexts,
  { resources }: TenantFolder,
  bundles: readonly Bundle[],
): Promise<readonly ActionSource[]> {
  const actions = resources.filter(({ type }) => type === 'actions')
  return Promise.all(
    actions.map(async (resource): Promise<ActionSource> => {
      const { name, value, file } = resource
      const triggers = listOf(value.supported_triggers).map((item) => textOf(recordOf(item).id))
      const trigger = triggers[0] ?? ''
      const base = { resource, name, triggers }
      if (name === `org-guard-${trigger}` && isOurTrigger(trigger)) {
        const bundle = bundles.find((one) => one.trigger === trigger)
        // What keeps it from being bundled is found, with its line, by other families.
        const code = bundle === undefined ? null : await readCode(bundle.code)
        const brokenLaws = bundle === undefined ? [] : judgeBundle(bundle)
        return { ...base, isGuard: true, codeFile: file, code, brokenLaws }
      }
      const codeFile = codeFileOf(resource)
      const text = texts.files.get(codeFile)
      const code =
        text === undefined ? null : await readCode(mapKeywords(text, project.environment.keywords))
      return { ...base, isGuard: false, codeFile, code, brokenLaws: [] }
    }),
  )
}

/** Names of the secrets an Action declares. */
export const declaredSecrets = ({ resource }: ActionSource): readonly string[] =>
  textsIn(listOf(resource.value.secrets).map((secret) => recordOf(secret).name))
