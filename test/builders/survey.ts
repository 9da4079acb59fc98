import type { Verdict } from '../../policies/policy.ts'

type Space = Readonly<Record<string, readonly unknown[]>>
export type PointOf<S extends Space> = { readonly [Axis in keyof S]: S[Axis][number] }

/** What became of a whole space: how many points it has, and the first few at which something is wrong. */
export type Survey = { readonly points: number; readonly failures: readonly string[] }

const MOST_FAILURES = 5

/**
 * Goes through every way to take one value of each axis.
 * @param judge says what is wrong at a point; `undefined` when nothing is
 */
export function survey<const S extends Space>(
  space: S,
  judge: (point: PointOf<S>) => unknown,
): Survey {
  const axes = Object.keys(space)
  const places = axes.map(() => 0)
  const point = Object.fromEntries(axes.map((axis) => [axis, space[axis]?.[0]]))
  const failures: string[] = []
  let points = 0
  for (let axis = 0; axis < axes.length; ) {
    points += 1
    const wrong = judge({ ...point } as PointOf<S>)
    if (wrong !== undefined && failures.length < MOST_FAILURES) failures.push(show(wrong, point))
    // The next point: as an odometer turns.
    for (axis = 0; axis < axes.length; axis += 1) {
      const name = axes[axis] ?? ''
      const values = space[name] ?? []
      const next = ((places[axis] ?? 0) + 1) % values.length
      places[axis] = next
      point[name] = values[next]
      if (next > 0) {
        axis = 0
        break
      }
    }
  }
  return { points, failures }
}

const show = (wrong: unknown, point: unknown): string =>
  JSON.stringify([wrong, point], (_key, value) =>
    value === Number.NEGATIVE_INFINITY ? '-Infinity' : value,
  )

/** A verdict in a few words: `pass`, `deny NOT_MEMBER`, `deny NOT_MEMBER unconfirmed`. */
export const wordsOf = (verdict: Verdict): string =>
  verdict.kind === 'pass'
    ? 'pass'
    : `${verdict.kind} ${verdict.reason}${verdict.unconfirmed === true ? ' unconfirmed' : ''}`

/** The words beside the first condition that holds; the last word where none does. */
export const firstOf = (...rows: readonly (readonly [holds: boolean, words: string])[]): string =>
  rows.find(([holds]) => holds)?.[1] ?? 'pass'
