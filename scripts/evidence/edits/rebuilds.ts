import { actionRulebook } from '../../bundle/action-rulebook.ts'
import { bundleAction, type Trigger } from '../../bundle/bundle-action.ts'
import { SOURCES } from '../../ground/engine.ts'
import { UserFault } from '../../ground/user-fault.ts'
import { bakeRulebook } from '../../project/bake-rulebook.ts'
import {
  environmentPath,
  idsPath,
  type ProjectJson,
  parseProject,
  RULEBOOK_PATH,
  readProjectJson,
} from '../../project/load-project.ts'
import type { Version } from '../versions/check-out-version.ts'
import { inverseOf, type JsonEdit, withEdit } from './json-edit.ts'
import type { Edit } from './list-edits.ts'

/** The text of a guard that is as if one edit were, or were not. */
export type Rebuilt = {
  /** Its place in the list of edits. */
  readonly edit: number
  /** Null: what is left does not build. */
  readonly code: string | null
}

/** Guards of one environment that differ in one edit; an edit that makes no other guard is left out. */
export type Rebuilds = {
  /** Places of those that guards are built without, in the list of edits. */
  readonly edits: readonly number[]
  /** The head's, with one edit taken back. */
  readonly without: (trigger: Trigger) => Promise<readonly Rebuilt[]>
  /** The base's, with one edit made. */
  readonly alone: (trigger: Trigger) => Promise<readonly Rebuilt[]>
}

/** By this engine. Both throw UserFault for a rulebook that it cannot read. */
export function rebuildsOf(
  [base, head]: readonly [base: Version, head: Version],
  environment: string,
  edits: readonly Edit[],
): Rebuilds {
  const of =
    ({ root, atMs }: Version, turned: (edit: JsonEdit) => JsonEdit) =>
    async (trigger: Trigger): Promise<readonly Rebuilt[]> => {
      const bake = (own: ProjectJson) =>
        bakeRulebook(parseProject(root, environment, own), atMs).rulebook
      const json = await readProjectJson(root, environment)
      const own = JSON.stringify(actionRulebook(trigger, bake(json)))
      const rebuilt: Rebuilt[] = []
      for (const [index, edit] of edits.entries()) {
        const part = partIn(edit.file, environment)
        if (part === null) continue
        const other = { ...json, [part]: withEdit(json[part], turned(edit)) }
        const code = await orNull(async () => {
          const rulebook = bake(other)
          const isOther = JSON.stringify(actionRulebook(trigger, rulebook)) !== own
          return isOther ? (await bundleAction(SOURCES, trigger, rulebook)).code : ''
        })
        if (code !== '') rebuilt.push({ edit: index, code })
      }
      return rebuilt
    }
  const tried = edits.flatMap(({ file }, index) =>
    partIn(file, environment) === null ? [] : [index],
  )
  return { edits: tried, without: of(head, inverseOf), alone: of(base, (edit) => edit) }
}

/** Which of an environment's files it is; null: none that its guards are built from. */
export function partIn(file: string, environment: string): keyof ProjectJson | null {
  if (file === RULEBOOK_PATH) return 'rulebook'
  if (file === environmentPath(environment)) return 'environment'
  return file === idsPath(environment) ? 'ids' : null
}

async function orNull<Result>(work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UserFault) return null
    throw error
  }
}
