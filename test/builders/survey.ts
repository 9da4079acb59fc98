import type { Verdict } from '../../policies/policy.ts'

/** The classes of a fact: words that are its values, or words and the value that each stands for. */
type Axis = readonly unknown[] | ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>>
export type Space = Readonly<Record<string, Axis>>
type WordOf<A> = A extends readonly (infer Word)[]
  ? Word
  : A extends ReadonlyMap<infer Word, unknown>
    ? Word
    : keyof A
type FactOf<A> = A extends readonly (infer Fact)[]
  ? Fact
  : A extends ReadonlyMap<unknown, infer Fact>
    ? Fact
    : A[keyof A]
/** A point of a space as an oracle reads it, and as the product does. */
export type WordsIn<S extends Space> = { readonly [Name in keyof S]: WordOf<S[Name]> }
export type FactsIn<S extends Space> = { readonly [Name in keyof S]: FactOf<S[Name]> }
type Read<S extends Space, Case> = (facts: FactsIn<S>, words: WordsIn<S>) => Case

/** Words that are no plain strings, or whose values are worked out: each once for the whole space. */
export const meaning = <const Word, Fact>(
  words: readonly Word[],
  toFact: (word: Word) => Fact,
): ReadonlyMap<Word, Fact> => new Map(words.map((word) => [word, toFact(word)]))

const classesOf = (axis: Axis): readonly (readonly [word: unknown, fact: unknown])[] => {
  if (axis instanceof Map) return [...axis]
  return Array.isArray(axis) ? axis.map((one) => [one, one]) : Object.entries(axis)
}

/** Some of the classes of a fact. */
export const only = <const A extends Axis, const Words extends readonly WordOf<A>[]>(
  axis: A,
  ...words: Words
) =>
  new Map(classesOf(axis).filter(([word]) => words.includes(word as never))) as ReadonlyMap<
    Words[number],
    Words[number] extends keyof A ? A[Words[number]] : FactOf<A>
  >

/** Every way to take one class of each fact. */
export function* everyPoint<const S extends Space, Case>(
  space: S,
  read: Read<S, Case>,
): Generator<Case> {
  const axes = Object.entries(space).map(([name, axis]) => ({ name, classes: classesOf(axis) }))
  const isPlain = axes.every(({ classes }) => classes.every(([word, fact]) => word === fact))
  const places = axes.map(() => 0)
  const at = (side: 0 | 1) =>
    Object.fromEntries(axes.map(({ name, classes }) => [name, classes[0]?.[side]]))
  const [words, facts] = [at(0), at(1)]
  const points = axes.reduce((product, { classes }) => product * classes.length, 1)
  for (let point = 0; point < points; point += 1) {
    const inWords = { ...words }
    yield read((isPlain ? inWords : { ...facts }) as FactsIn<S>, inWords as WordsIn<S>)
    // The next point: as an odometer turns.
    let index = 0
    for (const { name, classes } of axes) {
      const next = ((places[index] ?? 0) + 1) % classes.length
      places[index] = next
      ;[words[name], facts[name]] = classes[next] as readonly [unknown, unknown]
      if (next > 0) break
      index += 1
    }
  }
}

/** What became of a space: how many points it has, every answer there was, the first few wrong ones. */
export type Survey = {
  readonly points: number
  readonly said: string
  readonly failures: readonly string[]
}
const MOST_FAILURES = 5
/** More are no classes any more: a test that has them does not list them. */
const MOST_ANSWERS = 50

/**
 * Asks at every point of the space, or of each of several.
 * @param answer what the product says there
 * @param oracle what it must say, told in words alone
 */
export function survey<const S extends Space>(
  space: S | readonly S[],
  answer: Read<S, string>,
  oracle: (words: WordsIn<S>) => string,
): Survey {
  const said = new Set<string>()
  const failures: string[] = []
  let points = 0
  const judge: Read<S, void> = (facts, words) => {
    points += 1
    const found = answer(facts, words)
    const expected = oracle(words)
    if (said.size < MOST_ANSWERS) said.add(found)
    if (found !== expected && failures.length < MOST_FAILURES) {
      failures.push(`found ${found}, expected ${expected}, at ${show(words)}`)
    }
  }
  const spaces: readonly S[] = Array.isArray(space) ? space : [space]
  for (const one of spaces) for (const _ of everyPoint(one, judge));
  return { points, said: [...said].sort().join(', '), failures }
}

/** A survey without a fault. What was said shows that no answer is out of the space's reach. */
export const agreed = (points: number, ...said: readonly string[]): Survey => ({
  points,
  said: said.join(', '),
  failures: [],
})

/** What is taken from a case: values of less evidence, or how to get to them. */
type Removal<Case> = Partial<Case> | ((one: Case) => Case)
/** Where less evidence admits: which removal, why that is as it is, and for whom it is true. */
export type Risk<Case> = readonly [removal: string, why: string, when?: (one: Case) => boolean]

/**
 * Takes evidence from whoever is refused, which must admit nobody but where a risk says so.
 * @returns how often something was taken, who was admitted for it, and risks that are none
 */
export function admittedForLess<Case>(
  cases: Iterable<Case>,
  isRefused: (one: Case) => boolean,
  removals: Readonly<Record<string, Removal<Case>>>,
  risks: readonly Risk<Case>[] = [],
): { readonly removals: number; readonly admitted: readonly string[]; readonly untrue: unknown } {
  const untrue = new Set(risks)
  const admitted: string[] = []
  const named = Object.entries(removals)
  let count = 0
  for (const one of cases) {
    if (!isRefused(one)) continue
    for (const [name, removal] of named) {
      count += 1
      const less = typeof removal === 'function' ? removal(one) : { ...one, ...removal }
      if (isRefused(less)) continue
      const risk = risks.find(([of, , when]) => of === name && (when?.(one) ?? true))
      if (risk !== undefined) untrue.delete(risk)
      else if (admitted.length < MOST_FAILURES) {
        admitted.push(`found admitted without ${name}, expected refused, at ${show(one)}`)
      }
    }
  }
  return { removals: count, admitted, untrue: [...untrue] }
}

const show = (point: unknown): string =>
  JSON.stringify(point, (_key, value) => (value === Number.NEGATIVE_INFINITY ? '-Infinity' : value))

/** A verdict in a few words: `pass`, `deny NOT_MEMBER`, `deny NOT_MEMBER unconfirmed`. */
export const wordsOf = (verdict: Verdict): string =>
  verdict.kind === 'pass'
    ? 'pass'
    : `${verdict.kind} ${verdict.reason}${verdict.unconfirmed === true ? ' unconfirmed' : ''}`

/** The words beside the first condition that holds; the last word where none does. */
export const firstOf = (...rows: readonly (readonly [holds: boolean, words: string])[]): string =>
  rows.find(([holds]) => holds)?.[1] ?? 'pass'
