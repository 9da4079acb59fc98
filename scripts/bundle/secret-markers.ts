import { recordOf } from '../ground/json-value.ts'
import { lineAt } from '../ground/line-at.ts'
import { guardedTrigger } from './bundle-action.ts'

/**
 * A secret that stands where it would be shown, in a form that could be broken open, or among values
 * that are in git. The ids are those of findings and faults alike: nobody can waive them, and the
 * build refuses them too.
 */
export type SecretFault = {
  readonly id: 'secret_misplaced' | 'secret_spliced' | 'keyword_value_marked' | 'keyword_is_secret'
  /** Of the secret, or of the keyword whose value is wrong. */
  readonly name: string
  /** As it stands there. */
  readonly marker: string
  /** Relative to the checkout; empty for the environment's own file. */
  readonly file: string
  /** In the JSON of the file; null where only the line is known. */
  readonly path: readonly (string | number)[] | null
  readonly line: number
}

/** Whoever holds one of them speaks for the guard. */
export const isOfGuard = (name: string): boolean => name.startsWith('OG_')

/** How the name may stand in a file. */
export const markersOf = (name: string): readonly string[] => [`@@${name}@@`, `##${name}##`]

/** Somewhere in the text, nobody knows in which value. */
export const misplaced = (
  file: string,
  text: string,
  name: string,
  marker: string,
): SecretFault => ({
  id: 'secret_misplaced',
  name,
  marker,
  file,
  path: null,
  line: lineAt(text, text.indexOf(marker)),
})

/** A secret of the guard belongs to the guard's own Actions, each under its own name. */
export function mayHold(
  file: string,
  root: unknown,
  path: readonly (string | number)[],
  name: string,
): boolean {
  if (!isOfGuard(name)) return true
  if (!file.startsWith('tenant/actions/')) return false
  const action = recordOf(root)
  const trigger = guardedTrigger(String(action.name))
  const [supported] = Array.isArray(action.supported_triggers) ? action.supported_triggers : []
  const secrets: unknown = action.secrets
  const secret = Array.isArray(secrets) ? recordOf(secrets[Number(path[1])]) : {}
  return trigger !== null && recordOf(supported).id === trigger && secret.name === name
}

export function indexesOf(text: string, part: string): readonly number[] {
  const found: number[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) found.push(at)
  return found
}
