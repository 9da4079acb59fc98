import type { AcceptedChange } from '../../project/accepted-change-file.ts'
import { type Declared, type DiffReport, rowsIn } from './diff-report.ts'

/**
 * Compares what a change lets in with what it declares. A declaration counts in the change that brings it,
 * until the day on which it expires: what the base has already was said of an earlier one.
 */
export function judgeDeclarations(
  report: Pick<DiffReport, 'environments'>,
  base: readonly AcceptedChange[],
  head: readonly AcceptedChange[],
  nowMs: number,
): Declared {
  const hasEnded = ({ expires }: AcceptedChange): boolean => Date.parse(expires) <= nowMs
  const before = new Set(base.flatMap(({ classes }) => classes))
  const admitted = new Set(
    rowsIn(report).flatMap((row) => (row.kind === 'admitted' ? [row.class] : [])),
  )
  const counting = head.filter((one) => !hasEnded(one))
  const named = new Set(
    counting.flatMap(({ classes }) => classes.filter((one) => !before.has(one))),
  )
  return {
    undeclared: [...admitted].filter((one) => !named.has(one)),
    stale: head.flatMap((accepted) => {
      const { file, classes } = accepted
      const gone = hasEnded(accepted) ? classes : classes.filter((one) => !admitted.has(one))
      return gone.length === 0 ? [] : [{ file, classes: gone }]
    }),
  }
}
