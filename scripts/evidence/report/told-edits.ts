import { CHANGE_KINDS, type ChangeKind } from './change-kind.ts'
import { type DiffReport, rowsIn, type ToldEdit } from './diff-report.ts'
import { numberOf } from './told-row.ts'

export const EDIT_HEADING = ['edit', 'place', 'member', 'before', 'after', 'what it does'] as const

type Counts = Readonly<Record<ChangeKind, number>>

/** Every edit for a person, in the order of the heading: those that let somebody in first, then those that shut out. */
export function toldEdits(report: Pick<DiffReport, 'environments' | 'edits'>) {
  const counted = countedEdits(report)
  return [...counted.entries()]
    .sort(([, one], [, other]) => gravityOf(one.counts) - gravityOf(other.counts))
    .map(([index, { edit, counts }]) => ({
      number: numberOf(index),
      place: `${edit.file}:${edit.line}`,
      member: edit.member,
      before: edit.before ?? NOTHING,
      after: edit.after ?? NOTHING,
      does: toldCounts(edit, counts),
      /** It was tried, and brings no row. */
      isIdle: edit.isTried && gravityOf(counts) === NONE,
    }))
}

const NOTHING = '(nothing)'

/** How many edits let somebody in, for a person. */
export function toldEditCounts(
  report: Pick<DiffReport, 'environments' | 'edits' | 'declared'>,
): string {
  const counted = countedEdits(report)
  const having = (kind: ChangeKind): number =>
    counted.filter(({ counts }) => counts[kind] > 0).length
  const untried = counted.filter(({ edit, counts }) => !edit.isTried && gravityOf(counts) === NONE)
  const undeclared = report.declared.undeclared.length
  return [
    `of ${told(counted.length, 'edit', 'edits')}, ${told(having('admitted'), 'lets', 'let')} somebody in who was not let in before`,
    `${told(having('refused'), 'shuts', 'shut')} somebody out`,
    `${told(untried.length, 'was', 'were')} not tried alone`,
    ...(undeclared === 0
      ? []
      : [`${told(undeclared, 'class', 'classes')} of whoever is let in not declared`]),
  ].join(', ')
}

const told = (count: number, one: string, other: string): string =>
  `${count} ${count === 1 ? one : other}`

function countedEdits({
  environments,
  edits,
}: Pick<DiffReport, 'environments' | 'edits'>): readonly {
  readonly edit: ToldEdit
  readonly counts: Counts
}[] {
  const rows = rowsIn({ environments })
  return edits.map((edit, index) => {
    const own = rows.filter((row) => row.edits?.includes(index) === true)
    const count = (kind: ChangeKind): number => own.filter((row) => row.kind === kind).length
    const counts = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, count(kind)])) as Counts
    return { edit, counts }
  })
}

const NONE = CHANGE_KINDS.length

/** The place of the gravest of what it brings. */
function gravityOf(counts: Counts): number {
  const at = CHANGE_KINDS.findIndex((kind) => counts[kind] > 0)
  return at < 0 ? NONE : at
}

const BRINGS: Readonly<Record<ChangeKind, string>> = {
  admitted: 'lets in',
  refused: 'shuts out',
  reason: 'another reason for',
  effect: 'another effect for',
  message: 'another message for',
}

function toldCounts({ isTried }: ToldEdit, counts: Counts): string {
  const told = CHANGE_KINDS.flatMap((kind) =>
    counts[kind] === 0 ? [] : [`${BRINGS[kind]} ${counts[kind]}`],
  )
  if (told.length > 0) return told.join(', ')
  return isTried ? 'changes no answer that was asked for' : 'not tried alone'
}
