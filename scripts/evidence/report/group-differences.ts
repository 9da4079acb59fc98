import type { Difference } from '../asking/compare-guards.ts'
import type { Where } from '../space/crossing.ts'
import { CHANGE_KINDS, type Change } from './change-kind.ts'

/** What was asked about. */
export type Extent = {
  readonly wheres: readonly Where[]
  /** In time order, now first. */
  readonly momentsMs: readonly number[]
  /** Indexes of places where whoever is unusual in two things was asked about at later moments too. */
  readonly followed: readonly number[]
  /** When they were, in time order, now first. */
  readonly followedMs: readonly number[]
}

/** Questions that changed alike, in the same stretch of time. */
export type ChangeClass = Change & {
  /** In what the person is not as usual; none: whoever is in order. */
  readonly who: readonly string[]
  /** By column, the labels; null: all that there are. */
  readonly where: readonly Readonly<Record<string, readonly string[] | null>>[]
  /** Epoch ms; null: already now. */
  readonly sinceMs: number | null
  /** Epoch ms, the first moment at which it is no more; null: none that was asked about. */
  readonly untilMs: number | null
  /** Indexes of the places. */
  readonly places: readonly number[]
  /** How many questions. */
  readonly count: number
  /** Number of the first of them. */
  readonly witness: number
}

type Group = { readonly words: readonly string[]; readonly members: Difference[] }

/**
 * Equal changes as classes. Whoever is unusual in two things, and changes as whoever has but one of them
 * does, there and then, is of that class: the other thing has nothing to do with it.
 */
export function groupDifferences(
  differences: readonly Difference[],
  extent: Extent,
): readonly ChangeClass[] {
  const groups = new Map<string, Group>()
  /** Group, place and moment of whoever is there. */
  const homes = new Set<string>()
  for (const difference of inOrder(differences)) {
    const { words, place, atMs, change } = difference
    const home = lessThan(words)
      .map((less) => keyOf(change, less))
      .find((key) => homes.has(`${place} ${atMs} ${key}`))
    const key = home ?? keyOf(change, words)
    const group = groups.get(key) ?? { words, members: [] }
    group.members.push(difference)
    groups.set(key, group)
    if (home === undefined) homes.add(`${place} ${atMs} ${key}`)
  }
  return [...groups.values()]
    .flatMap((group) => classesOf(group, extent))
    .sort((one, other) => gravityOf(one) - gravityOf(other) || other.count - one.count)
}

/** Whoever is the least unusual first. */
const inOrder = (differences: readonly Difference[]): readonly Difference[] =>
  [...differences].sort(
    (one, other) => one.words.length - other.words.length || one.number - other.number,
  )

const gravityOf = ({ kind }: Change): number => CHANGE_KINDS.indexOf(kind)

/** Every choice of fewer words, the least first. */
const lessThan = (words: readonly string[]): readonly (readonly string[])[] =>
  words.length === 0 ? [] : [[], ...(words.length > 1 ? words.map((word) => [word]) : [])]

const keyOf = (change: Change, words: readonly string[]): string => JSON.stringify([change, words])

type Stretch = { readonly sinceMs: number | null; readonly untilMs: number | null }

/** One for each stretch of time: places that change together are told together. */
function classesOf({ words, members }: Group, extent: Extent): readonly ChangeClass[] {
  const byPlace = groupedBy(members, ({ place }) => place)
  const pieces = [...byPlace.values()].flatMap((own) => stretchesOf(own, words, extent))
  const byStretch = groupedBy(pieces, ({ sinceMs, untilMs }) => `${sinceMs} ${untilMs}`)
  return [...byStretch.values()].flatMap((together) => {
    const own = together.flatMap((piece) => piece.own)
    const [first] = inOrder(own)
    const [piece] = together
    if (first === undefined || piece === undefined) return []
    const { sinceMs, untilMs } = piece
    const places = [...new Set(own.map(({ place }) => place))]
    return [
      {
        ...first.change,
        who: words,
        where: placesIn(places, extent.wheres),
        places: [...places].sort((one, other) => one - other),
        sinceMs,
        untilMs,
        count: own.length,
        witness: first.number,
      },
    ]
  })
}

/** Of one place. Nothing is said of the time where only this moment was asked about. */
function stretchesOf(
  members: readonly Difference[],
  words: readonly string[],
  { momentsMs, followed, followedMs }: Extent,
): readonly (Stretch & { readonly own: readonly Difference[] })[] {
  const byMoment = groupedBy(members, ({ atMs }) => atMs)
  const isTimed = words.length < 2 || members.every(({ place }) => followed.includes(place))
  const asked = words.length < 2 ? momentsMs : followedMs
  const [nowMs] = asked
  if (!isTimed) return [{ sinceMs: null, untilMs: null, own: members }]
  const runs: { readonly sinceMs: number; untilMs: number | null; own: Difference[] }[] = []
  for (const [index, ms] of asked.entries()) {
    const own = byMoment.get(ms)
    if (own === undefined) continue
    const untilMs = asked[index + 1] ?? null
    const run = runs.at(-1)
    if (run === undefined || run.untilMs !== ms) runs.push({ sinceMs: ms, untilMs, own: [...own] })
    else {
      run.own.push(...own)
      run.untilMs = untilMs
    }
  }
  return runs.map((run) => ({ ...run, sinceMs: run.sinceMs === nowMs ? null : run.sinceMs }))
}

function groupedBy<Value, Key>(
  values: readonly Value[],
  keyOfValue: (value: Value) => Key,
): ReadonlyMap<Key, readonly Value[]> {
  const groups = new Map<Key, Value[]>()
  for (const value of values) {
    const key = keyOfValue(value)
    const own = groups.get(key)
    if (own === undefined) groups.set(key, [value])
    else own.push(value)
  }
  return groups
}

type Box = Readonly<Record<string, readonly string[]>>

/** In boxes, each all choices of one label from each of its columns, that hold these places and no other. */
function placesIn(indexes: readonly number[], all: readonly Where[]): ChangeClass['where'] {
  const singly = indexes.flatMap((index) => boxOf(all[index]))
  const columns = Object.keys(all[0]?.labels ?? {})
  const boxes = columns.reduce<readonly Box[]>(
    (found, column) => [...groupedBy(found, restOf(column)).values()].map(mergedIn(column)),
    singly,
  )
  const labelsOf = (column: string): number => new Set(all.map(({ labels }) => labels[column])).size
  return boxes.map((box) =>
    Object.fromEntries(
      columns.map((column) => {
        const labels = box[column] ?? []
        return [column, labels.length === labelsOf(column) ? null : labels]
      }),
    ),
  )
}

const boxOf = (where: Where | undefined): readonly Box[] =>
  where === undefined
    ? []
    : [Object.fromEntries(Object.entries(where.labels).map(([key, label]) => [key, [label]]))]

const restOf =
  (column: string) =>
  (box: Box): string =>
    JSON.stringify({ ...box, [column]: [] })

const mergedIn =
  (column: string) =>
  (boxes: readonly Box[]): Box => ({
    ...boxes[0],
    [column]: [...new Set(boxes.flatMap((box) => box[column] ?? []))].sort(),
  })
