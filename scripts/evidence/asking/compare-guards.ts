import { type GuardOutcome, UNGUARDED } from '../guard/guard-outcome.ts'
import type { Asked, Guard } from '../guard/load-guard.ts'
import { type Change, changeBetween } from '../report/change-kind.ts'
import type { Questions } from '../space/questions.ts'
import type { Share } from './subject.ts'

/** A guard and the secrets that its deploy would set. */
export type Armed = { readonly guard: Guard; readonly secrets: Readonly<Record<string, string>> }

/** Null: there is no guard, and everybody is let in. */
export type Pair = readonly [base: Armed | null, head: Armed | null]

/** One question that the two versions answer differently. */
export type Difference = {
  /** Which question it is, counted from 0. */
  readonly number: number
  /** Which of the places. */
  readonly place: number
  readonly atMs: number
  /** In what the person is not as usual. */
  readonly words: readonly string[]
  readonly change: Change
}

export type Compared = {
  readonly differences: readonly Difference[]
  readonly asked: number
  /** What guards did that is not compared: then nothing is proven. */
  readonly beyond: readonly string[]
}

const ASKED_BETWEEN_SIGNS = 256
const MOST_TOLD = 5

/**
 * Puts a share of the questions to both.
 * @param live called now and then: whoever waits can tell a long work from one that stands
 */
export async function compareGuards(
  [base, head]: Pair,
  { all, wheres }: Pick<Questions, 'all' | 'wheres'>,
  { from, of }: Share,
  live: () => void,
): Promise<Compared> {
  const places = new Map(wheres.map((where, index) => [where, index]))
  const differences: Difference[] = []
  const beyond = new Set<string>()
  let number = -1
  let count = 0
  for (const { where, atMs, words, toAsked } of all) {
    number += 1
    if (number % of !== from) continue
    if (count % ASKED_BETWEEN_SIGNS === 0) live()
    count += 1
    const { before, after, change } = await answersTo(toAsked(), [base, head])
    for (const what of [...before.beyond, ...after.beyond]) beyond.add(what)
    if (change !== null) {
      differences.push({ number, place: places.get(where) ?? -1, atMs, words, change })
    }
  }
  return { differences, asked: count, beyond: [...beyond].slice(0, MOST_TOLD) }
}

/** One question, to both. */
export async function answersTo(asked: Asked, [base, head]: Pair): Promise<Answers> {
  const before = await answerOf(base, asked)
  const after = await answerOf(head, asked)
  return { before, after, change: changeBetween(before, after) }
}

export type Answers = {
  readonly before: GuardOutcome
  readonly after: GuardOutcome
  /** Null: both are the same. */
  readonly change: Change | null
}

const answerOf = async (armed: Armed | null, asked: Asked): Promise<GuardOutcome> =>
  armed === null ? UNGUARDED : armed.guard.ask(asked, armed.secrets)
