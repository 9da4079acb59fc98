import type { MatrixCell } from './matrix-cell.ts'
import { MATRIX_DOOR_NAMES, type MatrixDoor } from './matrix-doors.ts'
import type { MatrixRow } from './matrix-row.ts'

export type ExpectedCell = { readonly cell: MatrixCell; readonly why: string }

/**
 * What every door has to answer.
 * @throws Error when a door is missing, or has two answers: a table with holes proves nothing
 */
export function expectedCells({
  name,
  expected,
}: MatrixRow): Readonly<Record<MatrixDoor, ExpectedCell>> {
  const cells = MATRIX_DOOR_NAMES.map((door) => {
    const found = expected.filter(([, doors]) => doors.includes(door))
    const [first] = found
    if (first === undefined || found.length > 1) {
      throw new Error(`row \`${name}\` has ${found.length} answers for \`${door}\``)
    }
    const [cell, , why] = first
    return [door, { cell, why }] as const
  })
  return Object.fromEntries(cells) as Record<MatrixDoor, ExpectedCell>
}
