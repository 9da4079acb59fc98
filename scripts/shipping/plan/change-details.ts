import type { FieldChange } from '../../gateway/field-change.ts'
import type { Json } from '../../ground/json-value.ts'
import type { Change, CodeChange } from './plan.ts'

const MOST_CHARACTERS = 72
/** How much of what two long values share is shown before they part. */
const SHARED_CHARACTERS = 20

/**
 * What happens to one object, as one line: our own words, and between them what comes from git or from
 * the tenant, kept apart so that no name can pass for a word of ours.
 */
export type Detail = readonly (string | Foreign)[]
export type Foreign =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'json'; readonly text: string }

/** What happens to one object, one line each, without its notes. */
export function detailsOf(change: Change): readonly Detail[] {
  switch (change.kind) {
    case 'delete':
      return [['deleted']]
    case 'bind':
      return [
        ['runs ', ...inOrder(change.after)],
        ['ran ', ...inOrder(change.before)],
      ]
    case 'create':
      return [...codeDetails(change), ['with ', ...listed(topFields(change.fields), ', ')]]
    case 'update':
      return [...codeDetails(change), ...change.fields.map(fieldDetail)]
    default:
      return change satisfies never
  }
}

const name = (text: string): Foreign => ({ kind: 'name', text })

const listed = (names: readonly string[], between: string): Detail =>
  names.flatMap((text, index) => (index === 0 ? [name(text)] : [between, name(text)]))

const inOrder = (names: readonly string[]): Detail =>
  names.length === 0 ? ['nothing'] : listed(names, ', then ')

function codeDetails({ code }: { readonly code?: CodeChange | undefined }): readonly Detail[] {
  if (code === undefined) return []
  if (code.before === null) return [[`code ${code.after.slice(0, 12)}`]]
  const hidden = code.diff === '' ? ' (not shown line by line)' : ''
  return [[`code ${code.before.slice(0, 12)} -> ${code.after.slice(0, 12)}${hidden}`]]
}

/** Of something new every field is: their names say enough, and `--json` has the rest. */
const topFields = (fields: readonly FieldChange[]): readonly string[] => [
  ...new Set(fields.map(({ path }) => path.split(/[.[]/)[0] ?? path)),
]

function fieldDetail({ path, kind, before, after, means }: FieldChange): Detail {
  const texts = [before, after].filter((value) => value !== undefined).map(toText)
  const values = excerpts(texts).flatMap(
    (text, index): Detail => [index === 0 ? ': ' : ' -> ', { kind: 'json', text }],
  )
  return [
    name(path),
    ...(values.length === 0 ? [` ${kind}`] : values),
    ...(means === undefined ? [] : [` (${means})`]),
  ]
}

const toText = (value: Json): string => JSON.stringify(value)

/** Long values are cut, but never before the place where they part. */
function excerpts(texts: readonly string[]): readonly string[] {
  const [first = '', second] = texts
  const parting =
    second === undefined ? 0 : [...first].findIndex((sign, at) => sign !== [...second][at])
  const from = Math.max(0, parting - SHARED_CHARACTERS)
  return texts.map((text) => excerpt([...text], from))
}

function excerpt(signs: readonly string[], from: number): string {
  if (signs.length <= MOST_CHARACTERS) return signs.join('')
  const rest = signs.slice(from)
  const end = rest.length <= MOST_CHARACTERS ? rest : [...rest.slice(0, MOST_CHARACTERS - 1), '…']
  return [...(from === 0 ? [] : ['…']), ...end].join('')
}
