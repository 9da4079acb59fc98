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
import { type DiffReport, isProven, type PlacedRow, rowsIn } from './diff-report.ts'
import {
  isShown,
  NEVER_ASKED,
  ROW_HEADING,
  toldCounts,
  toldDeclared,
  toldEvidence,
  toldLeftOut,
  toldRow,
  toldUnshown,
} from './told-row.ts'

/**
 * For a pull-request comment: who gets in that did not before comes first. What does not fit is left out
 * row by row, and counted.
 * @param again how all of it is asked for
 */
export function renderDiffMarkdown(report: DiffReport, again: string): Markdown {
  const room = roomInComment()
  const head = [
    markdown`### What changes from ${report.base} to ${report.head}`,
    markdown`**${prose(toldCounts(report.environments))}.**`,
    isProven(report)
      ? markdown`Proven for what was asked.`
      : markdown`> [!CAUTION]
> **Not proven:** somebody may get in whom no row tells of.`,
  ]
  const evidence = markdown`${prose(toldEvidence(rowsIn(report)))}.`
  for (const part of [...head, evidence]) room.takes(part)
  const unproven = fitting(room, report.environments.flatMap(unprovenOf))
  const notes = fitting(room, [
    ...toldDeclared(report).map((what) => markdown`- ${what}`),
    ...report.notes.map((note) => markdown`- ${note}`),
    ...toldLeftOut(report).map((what) => markdown`- not asked: ${what}`),
    ...NEVER_ASKED.map((what) => markdown`- not asked: ${prose(what)}`),
  ])
  const all = rowsIn(report).filter(isShown).map(rowOf)
  const unshown = toldUnshown(rowsIn(report))
  const rows = all.filter((row) => room.takes(joined(row, markdown` | `)))
  return blocks(
    ...head,
    ...listed(unproven),
    evidence,
    ...(rows.length === 0 ? [] : [table(['environment', 'moment', ...ROW_HEADING], rows)]),
    ...(rows.length === all.length
      ? []
      : [
          markdown`**Cut off:** ${prose(`${all.length - rows.length} rows`)} did not fit into a comment and are not shown here. ${code(again)} has all of them.`,
        ]),
    ...(unshown === null ? [] : [markdown`${prose(unshown)}.`]),
    ...listed(notes),
  )
}

const fitting = (room: CommentRoom, parts: readonly Markdown[]): readonly Markdown[] =>
  parts.filter(room.takes)

const listed = (parts: readonly Markdown[]): readonly Markdown[] =>
  parts.length === 0 ? [] : [joined(parts, markdown`\n`)]

const unprovenOf = ({ environment, unproven }: DiffReport['environments'][number]) =>
  unproven.map((why) => markdown`- ${environment}: ${why}`)

function rowOf({ environment, moment, ...row }: PlacedRow): readonly Markdown[] {
  const { kind, who, where, when, before, after, count, id, acting } = toldRow(row)
  return [
    code(environment),
    prose(moment),
    markdown`**${prose(kind)}**`,
    ...[who, where, when, before, after].map(code),
    prose(count),
    code(id),
    code(acting),
  ]
}
