import { renderTable } from '../../journey/render-table.ts'
import type { Json } from '../json-value.ts'
import type { Change, CodeChange, FieldChange, Plan } from './plan.ts'

const MOST_DIFF_LINES = 80
const MOST_CHARACTERS = 72

/** The plan for a terminal: one line per change and field, then the code. */
export function renderPlan(plan: Plan): string {
  const { environment, domain, changes, refusals, notes } = plan
  if (changes.length === 0 && refusals.length === 0) {
    return [`nothing to do: ${domain} is as git says (${environment})`, ...rendered(notes)].join(
      '\n',
    )
  }
  const rows = changes.flatMap(rowsOf)
  return [
    ...refusals.flatMap(({ code, message, fix }) => [
      `a deploy would refuse: ${code}: ${message}`,
      `  fix: ${fix}`,
      '',
    ]),
    `plan for ${environment} at ${domain}`,
    '',
    renderTable([['', 'type', 'name', 'what'], ...rows]),
    ...changes.flatMap((change) => diffOf(change, MOST_DIFF_LINES)),
    ...rendered(notes),
    '',
    summary(changes),
  ].join('\n')
}

const rendered = (notes: readonly string[]): readonly string[] =>
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
  const details = [...detailsOf(change), ...change.notes.map((note) => `(${note})`)]
  const [first = '', ...others] = details
  return [
    [SIGNS[change.kind], change.type, change.name, first],
    ...others.map((detail) => ['', '', '', detail]),
  ]
}

/** What happens to one object, one line each. */
export function detailsOf(change: Change): readonly string[] {
  switch (change.kind) {
    case 'delete':
      return ['deleted']
    case 'bind':
      return [
        `runs ${change.after.join(', then ') || 'nothing'}`,
        `ran ${change.before.join(', then ') || 'nothing'}`,
      ]
    case 'create':
      return [...codeLines(change), `with ${topFields(change.fields).join(', ')}`]
    case 'update':
      return [...codeLines(change), ...change.fields.map(fieldLine)]
    default:
      return change satisfies never
  }
}

function codeLines({ code }: { readonly code?: CodeChange | undefined }): readonly string[] {
  if (code === undefined) return []
  const before = code.before === null ? '' : `${code.before.slice(0, 12)} -> `
  return [`code ${before}${code.after.slice(0, 12)}`]
}

/** Of something new every field is: their names say enough, and `--json` has the rest. */
const topFields = (fields: readonly FieldChange[]): readonly string[] => [
  ...new Set(fields.map(({ path }) => path.split(/[.[]/)[0] ?? path)),
]

function fieldLine({ path, kind, before, after, means }: FieldChange): string {
  const values = [before, after].filter((value) => value !== undefined).map(short)
  const text = values.length === 0 ? `${path} ${kind}` : `${path}: ${values.join(' -> ')}`
  return means === undefined ? text : `${text} (${means})`
}

function short(value: Json): string {
  const text = JSON.stringify(value)
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`
}

/** The code diff, cut off where it stops being readable; `--json` has all of it. */
export function diffOf(change: Change, most: number): readonly string[] {
  const diff = 'code' in change ? (change.code?.diff ?? '') : ''
  if (diff === '') return []
  const lines = diff.trimEnd().split('\n')
  const rest = lines.length - most
  return [
    '',
    ...lines.slice(0, most),
    ...(rest > 0 ? [`… ${rest} more lines, all of them in \`--json\``] : []),
  ]
}
