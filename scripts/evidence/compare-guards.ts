import { type Change, changeBetween } from './change-kind.ts'
import { type GuardOutcome, UNGUARDED } from './guard/guard-outcome.ts'
import type { Asked, Guard } from './guard/load-guard.ts'
import type { Question, Questions } from './space/questions.ts'

/** A guard and the secrets that its deploy would set. */
export type Armed = { readonly guard: Guard; readonly secrets: Readonly<Record<string, string>> }

/** One question that the two versions answer differently. */
export type Difference = Question & { readonly change: Change }

export type Compared = {
  readonly differences: readonly Difference[]
  readonly asked: number
  /** What guards did that is not compared: then nothing is proven. */
  readonly beyond: readonly string[]
}

/** Null: there is no guard, and everybody is let in. */
export type Pair = readonly [base: Armed | null, head: Armed | null]

/** Puts every question to both. */
export async function compareGuards([base, head]: Pair, { all }: Questions): Promise<Compared> {
  const differences: Difference[] = []
  const beyond = new Set<string>()
  let count = 0
  for (const question of all) {
    const asked = question.toAsked()
    const before = await answerOf(base, asked)
    const after = await answerOf(head, asked)
    count += 1
    for (const what of [...before.beyond, ...after.beyond]) beyond.add(what)
    const change = changeBetween(before, after)
    if (change !== null) differences.push({ ...question, change })
  }
  return { differences, asked: count, beyond: [...beyond] }
}

const answerOf = async (armed: Armed | null, asked: Asked): Promise<GuardOutcome> =>
  armed === null ? UNGUARDED : armed.guard.ask(asked, armed.secrets)
