import type { Asked } from '../guard/load-guard.ts'
import type { ChangeClass } from './group-differences.ts'

/** What a change lets in, and what it does not, environment by environment. */
export type DiffReport = {
  /** How each version is called. */
  readonly base: string
  readonly head: string
  readonly environments: readonly EnvironmentDiff[]
  readonly declared: Declared
  /** What the change writes otherwise; rows name those that bring them by their place in this list. */
  readonly edits: readonly ToldEdit[]
  /** Of the change as a whole, for a person. */
  readonly notes: readonly string[]
}

export type EnvironmentDiff = {
  readonly environment: string
  readonly moments: readonly MomentDiff[]
  /** Why nothing is proven, as sentences; none: everything that is compared was compared. */
  readonly unproven: readonly string[]
  /** Places in the report's list of edits: what is left of the rulebook without one of these does not build. */
  readonly untried: readonly number[]
}

/** An edit as a report has it. */
export type ToldEdit = {
  /** From the top of a clone. */
  readonly file: string
  /** In the head; in the base for what is gone. */
  readonly line: number
  /** Where in the file, dotted. */
  readonly member: string
  /** As JSON, cut where it is long; null: it is not there. */
  readonly before: string | null
  readonly after: string | null
  /**
   * Whether guards were built without it, or with it alone, and asked what the rows ask. Not where it is no part of rulebook or
   * environment, unless it decides nothing there, where the head has an engine of its own, and where what is left does not build.
   */
  readonly isTried: boolean
}

/** A class of changes with one of its questions. */
export type ChangeRow = Omit<ChangeClass, 'places' | 'witness'> & {
  /** What a declaration names it by. */
  readonly class: string
  readonly witness: Asked
  /** Null: nobody acted it out. */
  readonly acting: Acting | null
  /**
   * Places in the report's list of edits: without one of these the row is another or none; or, where that is so of none, each
   * of these alone brings it. None: only several together do, or what is no edit of a rulebook. Null: nobody tried.
   */
  readonly edits: readonly number[] | null
}

/** What became of a witness at the doors of two local tenants. */
export type Acting =
  | { readonly kind: 'seen' }
  /** With what kept it from being acted out. */
  | { readonly kind: 'computed'; readonly why: string }
  /** Somebody was answered otherwise than the guards answered when they were asked. */
  | { readonly kind: 'contradicted'; readonly before: string; readonly after: string }

export type MomentDiff = {
  /** As people call it. */
  readonly moment: string
  /** How many questions were put to both; none where both guards are the same text. */
  readonly asked: number
  readonly rows: readonly ChangeRow[]
  /** What was not asked, for a person. */
  readonly leftOut: readonly string[]
}

/** How what the change declares in `accepted-changes` fits what it lets in. */
export type Declared = {
  /** Classes of logins that become possible, and that no declaration names. */
  readonly undeclared: readonly string[]
  /** Files of the change, with those of their classes that are in no row. */
  readonly stale: readonly { readonly file: string; readonly classes: readonly string[] }[]
}

/** A row where it stands. */
export type PlacedRow = ChangeRow & { readonly environment: string; readonly moment: string }

export const rowsIn = ({ environments }: Pick<DiffReport, 'environments'>): readonly PlacedRow[] =>
  environments.flatMap(({ environment, moments }) =>
    moments.flatMap(({ moment, rows }) => rows.map((row) => ({ ...row, environment, moment }))),
  )

export const isProven = ({ environments }: DiffReport): boolean =>
  environments.every(({ unproven }) => unproven.length === 0)
