import type { MessagePort } from 'node:worker_threads'
import type { KeyIds } from '../../../actions/rulebook/baked-rulebook.ts'
import type { Asked } from '../guard/load-guard.ts'
import type { Change } from '../report/change-kind.ts'
import type { Where } from '../space/crossing.ts'
import { answersTo, type Compared, compareGuards } from './compare-guards.ts'
import { type Questionnaire, questionnaireOf } from './questionnaire.ts'
import type { Share, Subject } from './subject.ts'

/** What a thread is told to do. */
export type Order =
  | { readonly kind: 'ask'; readonly subject: Subject; readonly share: Share }
  /** The questions of these numbers, of the subject that was asked about last. */
  | { readonly kind: 'show'; readonly numbers: readonly number[] }
  /** The base of the subject beside each of several heads, asked these questions alone. */
  | {
      readonly kind: 'askAgain'
      readonly subject: Subject
      readonly heads: readonly string[]
      readonly asked: readonly Asked[]
    }

/** What one thread found, and what was asked by all of them. */
export type Answered = Compared & {
  readonly wheres: readonly Where[]
  readonly momentsMs: readonly number[]
  /** Of `wheres`, those where two unusual things were asked about at later moments too, and when. */
  readonly followed: readonly number[]
  readonly followedMs: readonly number[]
  readonly leftOut: readonly string[]
  readonly unknownPolicies: readonly string[]
  /** Ids of the keys in each rulebook. */
  readonly keyIds: readonly [base: KeyIds, head: KeyIds]
}

export type Report =
  | { readonly kind: 'live' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'answered'; readonly answered: Answered }
  | { readonly kind: 'shown'; readonly asked: readonly Asked[] }
  /** Head by head, question by question. */
  | { readonly kind: 'askedAgain'; readonly changes: readonly (readonly (Change | null)[])[] }

/** Carries out what comes through the port, one order after the other. */
export function answerOrders(port: MessagePort): void {
  let latest: Questionnaire | null = null
  const tell = (report: Report): void => port.postMessage(report)
  port.on('message', async (order: Order) => {
    try {
      if (order.kind === 'ask') {
        latest = questionnaireOf(order.subject)
        const answered = await answer(latest, order.share, () => tell({ kind: 'live' }))
        tell({ kind: 'answered', answered })
      } else if (order.kind === 'show') {
        tell({ kind: 'shown', asked: shown(latest, order.numbers) })
      } else {
        const changes = await changesUnder(order, () => tell({ kind: 'live' }))
        tell({ kind: 'askedAgain', changes })
      }
    } catch (error) {
      tell({ kind: 'failed', why: error instanceof Error ? error.message : String(error) })
    }
  })
}

async function answer(
  { pair, keyIds, questions, unknownPolicies }: Questionnaire,
  share: Share,
  live: () => void,
): Promise<Answered> {
  const compared = await compareGuards(pair, questions, share, live)
  const { wheres, momentsMs, followed, followedMs, leftOut } = questions
  return {
    ...compared,
    wheres,
    momentsMs,
    followed: followed.map((where) => wheres.indexOf(where)),
    followedMs,
    leftOut,
    unknownPolicies,
    keyIds,
  }
}

async function changesUnder(
  { subject, heads, asked }: Extract<Order, { readonly kind: 'askAgain' }>,
  live: () => void,
): Promise<readonly (readonly (Change | null)[])[]> {
  const all: (Change | null)[][] = []
  for (const head of heads) {
    live()
    const { pair } = questionnaireOf({ ...subject, codes: [subject.codes[0], head] })
    const changes: (Change | null)[] = []
    for (const one of asked) changes.push((await answersTo(one, pair)).change)
    all.push(changes)
  }
  return all
}

/** In the order of the numbers. */
function shown(questionnaire: Questionnaire | null, numbers: readonly number[]): readonly Asked[] {
  const found = new Map<number, Asked>()
  const wanted = new Set(numbers)
  let number = -1
  for (const { toAsked } of questionnaire?.questions.all ?? []) {
    number += 1
    if (wanted.has(number)) found.set(number, toAsked())
  }
  return numbers.flatMap((one) => found.get(one) ?? [])
}
