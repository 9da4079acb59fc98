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
 * For a pull-request comment: who gets in that did not before comes first, of all environments, then who gets
 * in no more; whoever gets in neither more nor less is folded away. What does not fit is left out
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
  const unshown = toldUnshown(rowsIn(report))
  return blocks(
    ...head,
    ...listed(unproven),
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
  const fittingOf = (...kinds: readonly ChangeKind[]): readonly (readonly Markdown[])[] =>
    kinds
      .flatMap((kind) => rows.filter((row) => row.kind === kind).map(rowOf))
      .filter((row) => room.takes(joined(row, markdown` | `)))
  const deciding = fittingOf('admitted', 'refused')
  const folded = fittingOf('reason', 'effect', 'message')
  const cutOff = rows.length - deciding.length - folded.length
  return [
    ...(deciding.length === 0 ? [] : [table(HEADING, deciding)]),
    ...(folded.length === 0
      ? []
      : [
          markdown`<details><summary>${prose(`${folded.length} rows of people who get in neither more nor less`)}</summary>`,
          table(HEADING, folded),
          markdown`</details>`,
        ]),
    ...(cutOff === 0
      ? []
      : [
          markdown`**Cut off:** ${prose(`${cutOff} rows`)} did not fit into a comment and are not shown here. ${code(again)} has all of them.`,
        ]),
  ]
}

const HEADING = ['environment', 'moment', ...ROW_HEADING]

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
