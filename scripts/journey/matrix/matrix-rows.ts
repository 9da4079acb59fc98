import type { MatrixRow } from './matrix-row.ts'
import { GATE_ROWS, LATER_ROWS } from './rows/gate-rows.ts'
import { ORGANIZATION_ROWS } from './rows/organization-rows.ts'
import { PERSON_ROWS } from './rows/person-rows.ts'

/** In the order in which policies take precedence; the clock is moved in the last ones. */
export const MATRIX_ROWS: readonly MatrixRow[] = [
  ...ORGANIZATION_ROWS,
  ...PERSON_ROWS,
  ...GATE_ROWS,
  ...LATER_ROWS,
]
