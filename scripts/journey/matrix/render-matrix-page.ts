import {
  blocks,
  code,
  type Markdown,
  markdown,
  prose,
  table,
} from '../../ground/printing/markdown.ts'
import { expectedCells } from './expected-cells.ts'
import { isRefusedBy, type MatrixCell } from './matrix-cell.ts'
import { MATRIX_DOOR_NAMES, MATRIX_DOORS } from './matrix-doors.ts'
import type { MatrixRow } from './matrix-row.ts'
import { MATRIX_ROWS } from './matrix-rows.ts'

export const MATRIX_PAGE = 'docs/matrix.md'

const HEAD = markdown`# Every policy at every door

<!-- Written by \`npm run schema\` from scripts/journey/matrix: change it there, not here. -->

\`npm start -- --matrix\` deploys the environment \`local-strict\`, which enforces every policy, into a
tenant on this machine, and walks each cell of this table: somebody is let in, one thing goes wrong,
and they come again. It ends with exit code 3 when a door answers anything else. What is only known
of the tenant on this machine, and not of Auth0, is in its
[fidelity table](../scripts/local-tenant/FIDELITY.md).

*refused*: by the policy of the row. *other*: by another policy of ours, which reads the same record.
*native*: by Auth0 itself, before any Action ran. A dash: the question makes no sense there.`

/** What every door has to answer to everything that can be wrong, for readers. */
export const renderMatrixPage = (): string =>
  `${blocks(HEAD, renderGrid(), markdown`## Doors`, renderDoors(), ...MATRIX_ROWS.flatMap(renderRow))}\n`

function renderGrid(): Markdown {
  const rows = MATRIX_ROWS.map((row) => {
    const cells = expectedCells(row)
    return [prose(row.name), ...MATRIX_DOOR_NAMES.map((door) => wordOf(row, cells[door].cell))]
  })
  return table(['', ...MATRIX_DOOR_NAMES], rows)
}

function wordOf({ policy }: MatrixRow, cell: MatrixCell): Markdown {
  if (cell === 'admitted' || cell === '-') return prose(cell)
  if (cell.startsWith('native: ')) return markdown`native`
  return policy !== null && isRefusedBy(cell, policy) ? markdown`**refused**` : markdown`other`
}

const renderDoors = (): Markdown =>
  table(
    ['Door', 'How it is entered'],
    MATRIX_DOOR_NAMES.map((door) => [code(door), prose(MATRIX_DOORS[door])]),
  )

const renderRow = ({ name, policy, story, expected }: MatrixRow): readonly Markdown[] => [
  markdown`## ${prose(name)}`,
  policy === null || policy === name
    ? markdown`${prose(story)}.`
    : markdown`${policy}: ${prose(story)}.`,
  table(
    ['Answer', 'At', 'Why'],
    expected.map(([cell, doors, why]) => [
      cell === '-' ? prose(cell) : code(cell),
      prose(doors.join(', ')),
      prose(why),
    ]),
  ),
]
