import { isDeepStrictEqual } from 'node:util'
import { guardedTrigger } from '../bundle/bundle-action.ts'
import type { ActionSource } from '../check/action-source.ts'
import { listOf, recordOf, textOf } from '../ground/json-value.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { mapKeywords } from '../project/keywords.ts'
import type { JsonDocument } from '../project/tenant-folder/json-document.ts'
import { parseYaml } from '../project/tenant-folder/yaml-document.ts'
import { type AdoptedTrigger, declareGuard, guardName } from './declare-guard.ts'
import { insertIntoYaml, type YamlInsertion } from './insert-into-yaml.ts'
import { placeGuard } from './place-guard.ts'

/**
 * The team's one file with the guard's Actions declared in it, as far as they are not yet. Their lines stay.
 * @throws UserFault where lines cannot be added to a list, or would change what the file says
 */
export const declareInYaml = (
  file: string,
  text: string,
  triggers: readonly AdoptedTrigger[],
): string =>
  triggers.reduce((written, trigger) => {
    const actions = listOf(recordOf(saidBy(file, written)).actions)
    if (actions.some((one) => recordOf(one).name === guardName(trigger))) return written
    const insertion = { path: ['actions'], index: actions.length, item: declareGuard(trigger) }
    return inserted(file, written, insertion)
  }, text)

/** The same with the guard bound wherever it is not yet. */
export const bindInYaml = (file: string, text: string, actions: readonly ActionSource[]): string =>
  actions
    .filter(({ isGuard }) => isGuard)
    .reduce((written, guard) => {
      const trigger = guardedTrigger(guard.name)
      if (trigger === null) return written
      const list = listOf(recordOf(recordOf(saidBy(file, written)).triggers)[trigger])
      const bound = list.map((one) => textOf(recordOf(one).action_name))
      if (bound.includes(guard.name)) return written
      const { index } = placeGuard(trigger, bound, actions, guard)
      const item = { action_name: guard.name, display_name: guard.name }
      return inserted(file, written, { path: ['triggers', trigger], index, item })
    }, text)

/** Lines are put in by how the file looks; that it then says this and nothing else is for its parser to tell. */
function inserted(file: string, text: string, insertion: YamlInsertion): string {
  const written = insertIntoYaml(text, insertion)
  const wanted = withItem(saidBy(file, text), insertion)
  if (written === null || !isDeepStrictEqual(documentOf(file, written).value, wanted)) {
    throw new UserFault([notByLine(file, insertion)])
  }
  return written
}

/** As it stands in git; keywords that stand bare are text here, and stay what they are. */
const documentOf = (file: string, text: string): JsonDocument =>
  parseYaml(file, mapKeywords(text, {}))

function saidBy(file: string, text: string): unknown {
  const { value, brokenAt } = documentOf(file, text)
  if (brokenAt !== null) throw new UserFault([notYaml(file, brokenAt.line)])
  return value
}

function withItem(value: unknown, { path, index, item }: YamlInsertion): unknown {
  const [key, ...rest] = path
  if (key === undefined) return listOf(value).toSpliced(index, 0, item)
  const record = recordOf(value)
  return { ...record, [key]: withItem(record[key], { path: rest, index, item }) }
}

const notByLine = (file: string, { path, item }: YamlInsertion): Fault => ({
  code: 'yaml_not_by_line',
  message: `nothing can be added to \`${path.join('.')}\` of \`${file}\` line by line: it stands in brackets, or comes from a keyword or an alias`,
  fix: `write that list as a block, one \`-\` for each, or add \`${JSON.stringify(item)}\` to it by hand`,
})

const notYaml = (file: string, line: number): Fault => ({
  code: 'json_invalid',
  message: `\`${file}\` is not YAML as it stands (\`${file}:${line}\`), so that nothing can be added to it`,
  fix: 'mend the syntax; a keyword that is text belongs in quotes',
})
