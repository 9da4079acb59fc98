import { asFarAs } from '../../gateway/not-compared.ts'
import { type Lines, lines } from '../../ground/printing/lines.ts'
import { renderTable } from '../../ground/printing/render-table.ts'
import { type Detail, detailsOf, type Foreign } from './change-details.ts'
import type { Change, Plan } from './plan.ts'

const MOST_DIFF_LINES = 80

/** The plan for a terminal: one line per change and field, then the code. */
export function renderPlan(plan: Plan): Lines {
  const { environment, domain, changes, refusals, notes } = plan
  if (changes.length === 0 && refusals.length === 0) {
    return lines(
      `nothing to do: ${domain} is as git says${asFarAs(notes)} (${environment})`,
      ...renderNotes(notes),
    )
  }
  const rows = changes.flatMap(rowsOf)
  return lines(
    ...refusals.flatMap(({ code, message, fix }) => [
      `a deploy would refuse: ${code}: ${message}`,
      `  fix: ${fix}`,
      '',
    ]),
    `plan for ${environment} at ${domain}`,
    '',
    renderTable([['', 'type', 'name', 'what'], ...rows]),
    ...changes.flatMap(codeOf),
    ...renderNotes(notes),
    '',
    summary(changes),
  )
}

export const renderNotes = (notes: readonly string[]): readonly string[] =>
  notes.length === 0 ? [] : ['', ...notes.map((note) => `note: ${note}`)]

/** `1 to create, 2 to update, 1 to bind, 0 to delete`. */
export function summary(changes: readonly Change[]): string {
  const count = (kind: Change['kind']): number =>
    changes.filter((change) => change.kind === kind).length
  return (['create', 'update', 'bind', 'delete'] as const)
    .map((kind) => `${count(kind)} to ${kind}`)
    .join(', ')
}

const SIGNS = { create: '+', update: '~', delete: '-', bind: '>' } as const

function rowsOf(change: Change): readonly (readonly string[])[] {
  const details = [...detailsOf(change).map(inText), ...change.notes.map((note) => `(${note})`)]
  const [first = '', ...others] = details
  return [
    [SIGNS[change.kind], change.type, change.name, first],
    ...others.map((detail) => ['', '', '', detail]),
  ]
}

const inText = (detail: Detail): string =>
  detail.map((part) => (typeof part === 'string' ? part : toldApart(part))).join('')

/** A name that holds what we set between names is quoted. */
const toldApart = ({ kind, text }: Foreign): string =>
  kind === 'name' && /, |: |->|[("]/.test(text) ? JSON.stringify(text) : text

/** The code diff, cut off where it stops being readable; every line of it has a sign in front. */
function codeOf(change: Change): readonly string[] {
  const { shown, rest } = diffOf(change, MOST_DIFF_LINES)
  return [
    ...(shown.length === 0 ? [] : ['', ...shown]),
    ...(rest > 0 ? [`… ${rest} more lines, all of them in \`--json\``] : []),
  ]
}

/** The first lines of the code diff, and how many there are beside them. */
export function diffOf(
  change: Change,
  most: number,
): { readonly shown: readonly string[]; readonly rest: number } {
  const diff = 'code' in change ? (change.code?.diff ?? '') : ''
  const all = diff === '' ? [] : diff.replace(/\n$/, '').split('\n')
  return { shown: all.slice(0, most), rest: Math.max(0, all.length - most) }
}
