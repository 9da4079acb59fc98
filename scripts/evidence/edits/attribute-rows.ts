import type { Asker } from '../asking/create-asker.ts'
import type { Subject } from '../asking/subject.ts'
import type { Change } from '../report/change-kind.ts'
import type { ChangeRow } from '../report/diff-report.ts'
import type { Rebuilds, Rebuilt } from './rebuilds.ts'

export type Attributed = {
  readonly rows: readonly ChangeRow[]
  /** Edits that no guard was built without, because what is left of the rulebook does not build. */
  readonly untried: readonly number[]
}

/**
 * Says of each row of one moment which edits bring it. The witness is asked again of the head without one edit,
 * edit by edit: the row is brought by each without which it is another one, or none. Where that is so of none,
 * since each of two brings it, it is asked of the base with one edit alone.
 */
export async function attributeRows(
  rows: readonly ChangeRow[],
  subject: Subject,
  { without, alone }: Rebuilds,
  asker: Asker,
): Promise<Attributed> {
  if (rows.length === 0) return { rows, untried: [] }
  const rebuilt = await without(subject.trigger)
  const missed = await editsWhere(
    rows,
    subject,
    rebuilt,
    asker,
    (row, change) => !isSame(row, change),
  )
  const left = [...rows.keys()].filter((at) => missed[at]?.length === 0)
  const leftRows = left.flatMap((at) => rows[at] ?? [])
  const brought =
    left.length === 0
      ? []
      : await editsWhere(leftRows, subject, await alone(subject.trigger), asker, isSame)
  return {
    rows: rows.map((row, at) => {
      const edits = missed[at] ?? []
      return { ...row, edits: edits.length > 0 ? edits : (brought[left.indexOf(at)] ?? []) }
    }),
    untried: rebuilt.flatMap(({ edit, code }) => (code === null ? [edit] : [])),
  }
}

const isSame = ({ kind, before, after }: Change, other: Change | null): boolean =>
  other?.kind === kind && other.before === before && other.after === after

/** Of each row, the edits whose guard answers its witness so that `holds`. */
async function editsWhere(
  rows: readonly ChangeRow[],
  subject: Subject,
  rebuilt: readonly Rebuilt[],
  asker: Asker,
  holds: (row: ChangeRow, change: Change | null) => boolean,
): Promise<readonly (readonly number[])[]> {
  const built = rebuilt.flatMap(({ edit, code }) => (code === null ? [] : [{ edit, code }]))
  const heard = await asker.askAgain(
    subject,
    built.map(({ code }) => code),
    rows.map(({ witness }) => witness),
  )
  return rows.map((row, at) =>
    built.flatMap(({ edit }, index) => (holds(row, heard[index]?.[at] ?? null) ? [edit] : [])),
  )
}
