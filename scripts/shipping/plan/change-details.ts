import type { FieldChange } from '../../gateway/field-change.ts'
import type { Json } from '../../ground/json-value.ts'
import type { Change, CodeChange } from './plan.ts'

const MOST_CHARACTERS = 72
/** Of a list, on each side. */
const MOST_MEMBERS = 20
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
  const values = membersDetail(before, after) ?? valuesDetail(before, after)
  return [
    name(path),
    ...(values.length === 0 ? [` ${kind}`] : [': ', ...values]),
    ...(means === undefined ? [] : [` (${means})`]),
  ]
}

function valuesDetail(before: Json | undefined, after: Json | undefined): Detail {
  const texts = [before, after].filter((value) => value !== undefined).map(toText)
  return excerpts(texts).flatMap((one, index): Detail => (index === 0 ? [one] : [' -> ', one]))
}

/** Of long lists, what one has and the other lacks; null where that says nothing. */
function membersDetail(before: Json | undefined, after: Json | undefined): Detail | null {
  if (![before, after].some(Array.isArray)) return null
  if ([before, after].every((value) => toText(value ?? null).length <= MOST_CHARACTERS)) return null
  if (![before, after].every((value) => value === undefined || Array.isArray(value))) return null
  const [old, wanted] = [textsOf(before), textsOf(after)]
  const [isOld, isWanted] = [new Set(old), new Set(wanted)]
  const gone = old.filter((text) => !isWanted.has(text))
  const come = wanted.filter((text) => !isOld.has(text))
  const most = Math.min(MOST_MEMBERS, Math.max(gone.length, come.length))
  const pairs = Array.from({ length: most }, (_, at) =>
    excerpts([gone[at], come[at]].filter((text) => text !== undefined)),
  )
  const shown = [
    ...memberList('without ', pairs.slice(0, gone.length), 0, gone.length),
    ...(gone.length > 0 && come.length > 0 ? [', '] : []),
    ...memberList('with ', pairs.slice(0, come.length), -1, come.length),
  ]
  return shown.length === 0 ? null : shown
}

const textsOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.map(toText) : []

/** @param at which one of each pair, counted as `at` of arrays does */
function memberList(
  word: string,
  pairs: readonly (readonly Foreign[])[],
  at: number,
  count: number,
): Detail {
  if (count === 0) return []
  return [
    word,
    ...pairs.flatMap((pair, index) => [
      ...(index === 0 ? [] : [', ']),
      ...[pair.at(at)].filter((one) => one !== undefined),
    ]),
    ...(count > MOST_MEMBERS ? [`, and ${count - MOST_MEMBERS} more`] : []),
  ]
}

const toText = (value: Json): string => JSON.stringify(value)

/**
 * Long values are cut, but never before the place where they part; how much of what differs comes after the
 * cut is said.
 */
function excerpts(texts: readonly string[]): readonly Foreign[] {
  const [first = [], second] = texts.map((text) => [...text])
  if (second === undefined) return texts.map(() => excerpt(first, 0, first.length))
  const parting = Math.max(
    0,
    first.findIndex((sign, at) => sign !== second[at]),
  )
  const shared = sharedEnd(first, second, parting)
  const from = Math.max(0, parting - SHARED_CHARACTERS)
  return [first, second].map((signs) => excerpt(signs, from, signs.length - shared))
}

/** How many signs are the same at the end, and before neither parts. */
function sharedEnd(first: readonly string[], second: readonly string[], parting: number): number {
  const most = Math.min(first.length, second.length) - parting
  for (let count = 0; count < most; count += 1) {
    if (first.at(-1 - count) !== second.at(-1 - count)) return count
  }
  return Math.max(0, most)
}

/** @param end behind the last sign that differs */
function excerpt(signs: readonly string[], from: number, end: number): Foreign {
  const rest = signs.slice(from)
  const isWhole = signs.length <= MOST_CHARACTERS
  if (isWhole) return { kind: 'json', text: signs.join('') }
  const start = from === 0 ? '' : '…'
  if (rest.length <= MOST_CHARACTERS) return { kind: 'json', text: `${start}${rest.join('')}` }
  const shown = rest.slice(0, MOST_CHARACTERS - 1)
  const hidden = end - from - shown.length
  const cut = hidden > 0 ? `… (${hidden} more characters)` : '…'
  return { kind: 'json', text: `${start}${shown.join('')}${cut}` }
}
