import { type Lines, lines } from '../../ground/printing/lines.ts'
import { renderTable } from '../../ground/printing/render-table.ts'
import { isRefusedBy } from './matrix-cell.ts'
import { MATRIX_DOOR_NAMES, MATRIX_DOORS } from './matrix-doors.ts'
import type { MatrixRow } from './matrix-row.ts'
import { MATRIX_ROWS } from './matrix-rows.ts'
import { isCellAsExpected, type WalkedCell } from './walk-matrix.ts'

const LEGEND = [
  'R refused by the policy   o refused by another of ours   N refused by Auth0 itself',
  'A admitted                . makes no sense there         ! not what was expected',
]

/** What was seen, small enough for a terminal; the words behind each letter are in docs/matrix.md. */
export function renderMatrix(cells: readonly WalkedCell[]): Lines {
  const numbers = MATRIX_DOOR_NAMES.map((_, index) => String(index + 1))
  const rows = MATRIX_ROWS.map((row) => [
    row.name,
    ...MATRIX_DOOR_NAMES.map((door) =>
      letterOf(
        row,
        cells.find((cell) => cell.row === row.name && cell.door === door),
      ),
    ),
  ])
  const doors = MATRIX_DOOR_NAMES.map((door, index) => [
    String(index + 1),
    door,
    MATRIX_DOORS[door].replaceAll('`', ''),
  ])
  return lines(
    renderTable([['', ...numbers], ...rows]),
    '',
    ...LEGEND,
    '',
    renderTable([['', 'door', ''], ...doors]),
    ...cells
      .filter((cell) => !isCellAsExpected(cell))
      .flatMap((cell) => ['', renderSurprise(cell)]),
  )
}

function letterOf({ policy }: MatrixRow, cell: WalkedCell | undefined): string {
  if (cell === undefined) return '.'
  if (!isCellAsExpected(cell)) return '!'
  if (cell.seen === 'admitted') return 'A'
  if (cell.seen.startsWith('native: ')) return 'N'
  return policy !== null && isRefusedBy(cell.seen, policy) ? 'R' : 'o'
}

const renderSurprise = ({ row, door, expected, seen }: WalkedCell): string =>
  `${row}, ${door}: expected ${expected}, seen ${seen}`
