import type { PolicyId } from '../../../policies/catalogue.ts'
import type { Reason } from '../../../policies/reasons.ts'

/**
 * What a door answers: let in, refused by a policy of ours, refused by Auth0 itself before any Action
 * ran, or nothing, because the question makes no sense there.
 */
export type MatrixCell = 'admitted' | `${Reason} by ${PolicyId}` | `native: ${string}` | '-'

export const isRefusedBy = (cell: string, policy: PolicyId): boolean =>
  cell.endsWith(` by ${policy}`)
