import { CHANGE_KINDS, type Change } from './change-kind.ts'
import type { Difference } from './compare-guards.ts'
import type { Where } from './space/crossing.ts'
import type { Questions } from './space/questions.ts'

/** Questions that changed alike. */
export type ChangeRow = Change & {
  /** In what the person is not as usual; none: whoever is in order. */
  readonly who: readonly string[]
  /** By column, the labels; null: all that there are. */
  readonly where: readonly Readonly<Record<string, readonly string[] | null>>[]
  /** Epoch ms; null: already now. */
  readonly sinceMs: number | null
  /** Epoch ms, the first moment at which it is no more; null: without end. */
  readonly untilMs: number | null
  /** How many questions. */
  readonly count: number
  readonly witness: Difference
}

type Group = { readonly words: readonly string[]; readonly members: Difference[] }

/**
 * Equal changes as rows. Whoever is unusual in two things, and changes as whoever has but one of them does
 * in the same place, is of that row: the other thing has nothing to do with it.
 */
export function groupDifferences(
  differences: readonly Difference[],
  questions: Questions,
): readonly ChangeRow[] {
  const groups = new Map<string, Group>()
  const byWords = [...differences].sort((one, other) => one.words.length - other.words.length)
  for (const difference of byWords) {
    const { words } = difference
    const home = lessThan(words)
      .map((less) => groups.get(keyOf(difference, less)))
      .find((group) => group?.members.some((one) => one.where === difference.where) === true)
    const key = keyOf(difference, words)
    const group = home ?? groups.get(key) ?? { words, members: [] }
    group.members.push(difference)
    if (home === undefined) groups.set(key, group)
  }
  return [...groups.values()]
    .flatMap((group) => rowsOf(group, questions))
    .sort((one, other) => gravityOf(one) - gravityOf(other) || other.count - one.count)
}

const gravityOf = ({ kind }: Change): number => CHANGE_KINDS.indexOf(kind)

/** Every choice of fewer words, the least first. */
const lessThan = (words: readonly string[]): readonly (readonly string[])[] =>
  words.length === 0 ? [] : [[], ...(words.length > 1 ? words.map((word) => [word]) : [])]

const keyOf = ({ change }: Difference, words: readonly string[]): string =>
  JSON.stringify([change, words])

/** One for each stretch of time; nothing is said of the time where only one moment was asked about. */
function rowsOf({ words, members }: Group, questions: Questions): readonly ChangeRow[] {
  const { wheres, momentsMs, isFollowed } = questions
  const isTimed = members.some(({ where }) => isFollowed(where, words))
  const present = new Set(members.map(({ atMs }) => atMs))
  const stretches = isTimed ? stretchesOf(momentsMs, present) : [[...present]]
  return stretches.flatMap((stretch) => {
    const own = members.filter(({ atMs }) => stretch.includes(atMs))
    const [witness] = own
    if (witness === undefined) return []
    const [first = 0, last = 0] = [stretch[0], stretch.at(-1)]
    return [
      {
        ...witness.change,
        who: words,
        where: placesIn([...new Set(own.map(({ where }) => where))], wheres),
        sinceMs: first === momentsMs[0] ? null : first,
        untilMs: isTimed ? (momentsMs.find((ms) => ms > last) ?? null) : null,
        count: own.length,
        witness,
      },
    ]
  })
}

/** Runs of moments that follow each other. */
function stretchesOf(all: readonly number[], present: ReadonlySet<number>): number[][] {
  const runs: number[][] = []
  let run: number[] = []
  for (const ms of all) {
    if (!present.has(ms)) run = []
    else if (run.push(ms) === 1) runs.push(run)
  }
  return runs
}

/** As one set of labels for each column, where every choice of these is there; else place by place. */
function placesIn(own: readonly Where[], all: readonly Where[]): ChangeRow['where'] {
  const labelsIn = (wheres: readonly Where[], column: string): readonly string[] => [
    ...new Set(wheres.map(({ labels }) => labels[column] ?? '')),
  ]
  const columns = Object.keys(own[0]?.labels ?? {})
  const sets = columns.map((column) => labelsIn(own, column))
  const isProduct = sets.reduce((product, set) => product * set.length, 1) === own.length
  const groups = isProduct ? [own] : own.map((where) => [where])
  return groups.map((group) =>
    Object.fromEntries(
      columns.map((column) => {
        const labels = labelsIn(group, column)
        return [column, labels.length === labelsIn(all, column).length ? null : labels]
      }),
    ),
  )
}
