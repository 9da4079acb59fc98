import { type CommentRoom, roomInComment } from '../../ground/printing/comment-room.ts'
import {
  blocks,
  code,
  joined,
  type Markdown,
  markdown,
  prose,
  table,
} from '../../ground/printing/markdown.ts'
import type { ChangeKind } from './change-kind.ts'
import { type DiffReport, isProven, type PlacedRow, rowsIn } from './diff-report.ts'
import { type MergedRow, mergeRows } from './merge-rows.ts'
import { EDIT_HEADING, toldEditCounts, toldEdits } from './told-edits.ts'
import {
  isShown,
  LEGEND,
  NEVER_ASKED,
  toldCounts,
  toldDeclared,
  toldEvidence,
  toldLeftOut,
  toldRow,
  toldUnshown,
} from './told-row.ts'

/**
 * For a pull-request comment: who gets in that did not before comes first, of all environments, then who gets
 * in no more; whoever gets in neither more nor less is folded away. What does not fit is left out
 * row by row, and counted.
 * @param again how all of it is asked for
 */
export function renderDiffMarkdown(report: DiffReport, again: string): Markdown {
  const room = roomInComment()
  const head = [
    markdown`### What changes from ${report.base} to ${report.head}`,
    ...(report.edits.length === 0 ? [] : [markdown`**${prose(toldEditCounts(report))}.**`]),
    markdown`${prose(`rows: ${toldCounts(report.environments)}`)}.`,
    isProven(report)
      ? markdown`Proven for what was asked.`
      : markdown`> [!CAUTION]
> **Not proven:** somebody may get in whom no row tells of.`,
  ]
  const evidence = markdown`${prose(toldEvidence(rowsIn(report)))}. ${prose(LEGEND)}`
  for (const part of [...head, evidence]) room.takes(part)
  const unproven = fitting(room, report.environments.flatMap(unprovenOf))
  const notes = fitting(room, [
    ...toldDeclared(report).map((what) => markdown`- ${what}`),
    ...report.notes.map((note) => markdown`- ${note}`),
    ...toldLeftOut(report).map((what) => markdown`- not asked: ${what}`),
    ...NEVER_ASKED.map((what) => markdown`- not asked: ${prose(what)}`),
  ])
  const unshown = toldUnshown(rowsIn(report))
  return blocks(
    ...head,
    ...listed(unproven),
    ...editTables(report, room),
    evidence,
    ...tablesOf(rowsIn(report).filter(isShown), room, again),
    ...(unshown === null ? [] : [markdown`${prose(unshown)}.`]),
    ...listed(notes),
  )
}

/** Who gets in, then who gets in no more; below them, folded, whoever gets in neither more nor less. */
function tablesOf(
  rows: readonly PlacedRow[],
  room: CommentRoom,
  again: string,
): readonly Markdown[] {
  const merged = [...mergeRows(rows)].sort(byEdit)
  const fittingOf = (...kinds: readonly ChangeKind[]): readonly (readonly Markdown[])[] =>
    kinds
      .flatMap((kind) => merged.filter((row) => row.kind === kind).map(rowOf))
      .filter((row) => room.takes(joined(row, markdown` | `)))
  const deciding = fittingOf('admitted', 'refused')
  const folded = fittingOf('reason', 'effect', 'message')
  const cutOff = merged.length - deciding.length - folded.length
  return [
    ...(deciding.length === 0 ? [] : [table(HEADING, deciding)]),
    ...(folded.length === 0
      ? []
      : foldedTable(
          `${folded.length} rows of people who get in neither more nor less`,
          HEADING,
          folded,
        )),
    ...(cutOff === 0
      ? []
      : [
          markdown`**Cut off:** ${prose(`${cutOff} rows`)} did not fit into a comment and are not shown here. ${code(again)} has all of them.`,
        ]),
  ]
}

/** What one edit brings stands together, and what nobody tried comes first. */
const byEdit = (one: MergedRow, other: MergedRow): number =>
  (one.edits?.[0] ?? -1) - (other.edits?.[0] ?? -1)

const HEADING = [
  'edits',
  'what',
  'moment',
  'who',
  'where',
  'when',
  'before',
  'after',
  'environments',
  'class',
  'evidence',
]

/** Every edit of the change; folded, those that were tried and bring nothing. */
function editTables(report: DiffReport, room: CommentRoom): readonly Markdown[] {
  const edits = toldEdits(report).map((edit) => ({
    isIdle: edit.isIdle,
    row: editRow(edit),
  }))
  const fit = edits.filter(({ row }) => room.takes(joined(row, markdown` | `)))
  const rowsWhere = (isIdle: boolean): readonly (readonly Markdown[])[] =>
    fit.filter((one) => one.isIdle === isIdle).map(({ row }) => row)
  const [open, idle] = [rowsWhere(false), rowsWhere(true)]
  const cutOff = edits.length - fit.length
  return [
    ...(open.length === 0 ? [] : [table(EDIT_HEADING, open)]),
    ...(idle.length === 0
      ? []
      : foldedTable(`${idle.length} edits that bring none of the rows`, EDIT_HEADING, idle)),
    ...(cutOff === 0 ? [] : [markdown`**Cut off:** ${prose(`${cutOff} edits`)} did not fit.`]),
  ]
}

const editRow = ({
  number,
  place,
  member,
  before,
  after,
  does,
}: ReturnType<typeof toldEdits>[number]): readonly Markdown[] => [
  prose(number),
  ...[place, member, before, after].map(code),
  markdown`**${prose(does)}**`,
]

const foldedTable = (
  summary: string,
  heading: readonly string[],
  rows: readonly (readonly Markdown[])[],
): readonly Markdown[] => [
  markdown`<details><summary>${prose(summary)}</summary>`,
  table(heading, rows),
  markdown`</details>`,
]

const fitting = (room: CommentRoom, parts: readonly Markdown[]): readonly Markdown[] =>
  parts.filter(room.takes)

const listed = (parts: readonly Markdown[]): readonly Markdown[] =>
  parts.length === 0 ? [] : [joined(parts, markdown`\n`)]

const unprovenOf = ({ environment, unproven }: DiffReport['environments'][number]) =>
  unproven.map((why) => markdown`- ${environment}: ${why}`)

function rowOf({ environments, classes, ...row }: MergedRow): readonly Markdown[] {
  const { kind, who, where, when, before, after, edits, acting } = toldRow({ ...row, class: '' })
  return [
    prose(edits),
    markdown`**${prose(kind)}**`,
    prose(row.moment),
    ...[who, where, when, before, after].map(code),
    ...[environments, classes].map((names) => joined(names.map(code), markdown`, `)),
    code(acting),
  ]
}
