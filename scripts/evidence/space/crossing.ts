/** Where a question is asked: ids, and how people know them. */
export type Where = {
  readonly client: string
  /** Null: none. */
  readonly organization: string | null
  readonly connection: string
  /** By column: client, organization, connection. */
  readonly labels: Readonly<Record<string, string>>
}

/** One way in which somebody is not as usual. */
export type Word<Draft> = {
  readonly says: string
  /** Null: not possible there. */
  readonly change: (draft: Draft) => Draft | null
}

/** Ways of which a person can have one at a time; the usual one is not among them. */
export type Axis<Draft> = readonly Word<Draft>[]

export type Space<Draft> = {
  readonly wheres: readonly Where[]
  readonly momentsMs: readonly number[]
  readonly axes: readonly Axis<Draft>[]
  /** Somebody in order, whom both guards should let in. */
  readonly usual: (where: Where, atMs: number) => Draft
}

export type Point<Draft> = {
  readonly where: Where
  readonly atMs: number
  /** In what the person is not as usual: at most two. */
  readonly words: readonly string[]
  readonly draft: Draft
}

/**
 * Everybody who is as usual but in one thing, everywhere and at every moment; and whoever is not in two,
 * everywhere where that is few places, else in enough places that each client, organization and
 * connection is among them, and in the first at every moment but those just before another one: there
 * it is as at the moment before.
 */
export function crossing<Draft>(space: Space<Draft>): {
  readonly points: Iterable<Point<Draft>>
  /** Where two unusual things were asked about at later moments too. */
  readonly followed: readonly Where[]
  /** When they were. */
  readonly followedMs: readonly number[]
  /** What was not asked, for a person; null where nothing was left out but three things at once. */
  readonly leftOut: string | null
} {
  const { wheres, momentsMs } = space
  const [nowMs = 0] = momentsMs
  const fewer = wheres.length <= MOST_PAIRED ? wheres : covering(wheres)
  const followed = firstOfEach(wheres)
  const followedMs = momentsMs.filter((ms, at) => at === 0 || momentsMs[at + 1] !== ms + 1)
  const places = [
    ...fewer.map((where) => ({ where, atMs: nowMs })),
    ...followed.flatMap((where) => followedMs.slice(1).map((atMs) => ({ where, atMs }))),
  ]
  return {
    // Anew each time that somebody goes through them.
    points: { [Symbol.iterator]: () => everyPoint(space, places) },
    followed,
    followedMs,
    leftOut: leftOutOf(space, fewer.length, followed.length),
  }
}

function leftOutOf<Draft>(
  { wheres, momentsMs }: Space<Draft>,
  paired: number,
  followed: number,
): string | null {
  const isEverywhere = paired === wheres.length
  const isAlways = momentsMs.length < 2 || followed === wheres.length
  if (isEverywhere && isAlways) return null
  const places = `in ${paired} of ${wheres.length} places`
  return `two unusual things at once were asked ${places}${isAlways ? '' : `, of later moments in ${followed}`}`
}

const MOST_PAIRED = 4

type Place = { readonly where: Where; readonly atMs: number }

function* everyPoint<Draft>(
  space: Space<Draft>,
  places: readonly Place[],
): Generator<Point<Draft>> {
  const { wheres, momentsMs, axes, usual } = space
  for (const atMs of momentsMs) {
    for (const where of wheres) {
      const draft = usual(where, atMs)
      yield { where, atMs, words: [], draft }
      for (const word of axes.flat()) yield* changed({ where, atMs, words: [], draft }, word)
    }
  }
  for (const { where, atMs } of places) {
    const start = { where, atMs, words: [], draft: usual(where, atMs) }
    for (const [index, axis] of axes.entries()) {
      const others = axes.slice(index + 1).flat()
      for (const one of axis.flatMap((word) => [...changed(start, word)])) {
        for (const other of others) yield* changed(one, other)
      }
    }
  }
}

function* changed<Draft>(
  { draft, words, ...place }: Point<Draft>,
  { says, change }: Word<Draft>,
): Generator<Point<Draft>> {
  const next = change(draft)
  if (next !== null) yield { ...place, words: [...words, says], draft: next }
}

/** Few places of which each label is in one at least: again and again the one with most that are new. */
function covering(wheres: readonly Where[]): readonly Where[] {
  const labelsOf = ({ labels }: Where): readonly string[] =>
    Object.entries(labels).map(([column, label]) => `${column} ${label}`)
  const missing = new Set(wheres.flatMap(labelsOf))
  const chosen: Where[] = []
  while (missing.size > 0) {
    const newIn = (where: Where): number =>
      labelsOf(where).filter((label) => missing.has(label)).length
    const best = wheres.reduce((one, other) => (newIn(other) > newIn(one) ? other : one))
    for (const label of labelsOf(best)) missing.delete(label)
    chosen.push(best)
  }
  return chosen
}

/** The first place in an organization, and the first without one. */
const firstOfEach = (wheres: readonly Where[]): readonly Where[] =>
  [
    wheres.find(({ organization }) => organization !== null),
    wheres.find(({ organization }) => organization === null),
  ].filter((where) => where !== undefined)
