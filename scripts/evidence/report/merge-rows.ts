import { canonicalJson } from '../../ground/json-value.ts'
import type { PlacedRow } from './diff-report.ts'

/** Rows of several environments that differ in nothing but the environment, and so in their class. */
export type MergedRow = Omit<PlacedRow, 'environment' | 'class' | 'witness'> & {
  readonly environments: readonly string[]
  /** In the order of the environments. */
  readonly classes: readonly string[]
}

/** In the order in which the first of each stands. */
export function mergeRows(rows: readonly PlacedRow[]): readonly MergedRow[] {
  const merged = new Map<string, MergedRow>()
  for (const { environment, class: id, witness: _witness, count, ...row } of rows) {
    const key = canonicalJson(row)
    const known = merged.get(key)
    merged.set(key, {
      ...row,
      count: (known?.count ?? 0) + count,
      environments: [...(known?.environments ?? []), environment],
      classes: [...(known?.classes ?? []), id],
    })
  }
  return [...merged.values()]
}
