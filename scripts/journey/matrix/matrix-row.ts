import type { PolicyId } from '../../../policies/catalogue.ts'
import type { Arrangement } from './arrangement.ts'
import type { MatrixCell } from './matrix-cell.ts'
import type { MatrixDoor } from './matrix-doors.ts'

/** What is wrong, and what each door has to answer. Whether it does, `npm start -- --matrix` says. */
export type MatrixRow = {
  readonly name: MatrixRowName
  /** Whose row this is; null where nothing is wrong. */
  readonly policy: PolicyId | null
  readonly story: string
  /** What goes wrong; nothing where it is wrong from the start. */
  readonly arrangement?: Arrangement
  readonly expected: readonly Expectation[]
}

export type MatrixRowName = PolicyId | 'nothing' | 'blocked elsewhere' | 'moved by permission'

type Expectation = readonly [cell: MatrixCell, doors: readonly MatrixDoor[], why: string]
