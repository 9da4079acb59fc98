import type { Held, LoginAnswer, LoginAnswers } from './login-answers.ts'
import type { Draws } from './seeded-draws.ts'

/** People, of whom one signs in at a time; who came today comes again tomorrow, or when everybody did. */
export type Crowd = {
  readonly people: number
  /** A minute begins, at which the policies are asked again. */
  beginMinute(nowMs: number): void
  beginDay(): void
  /** Somebody signs in who has not come today. @returns what the policies answer */
  arrive(): LoginAnswer
  /** Whoever signed in last did not get so far: they have not come today. */
  sendAway(): void
  /** The record of whoever signed in last is kept. */
  keepRecord(): void
  /** Of somebody without a record one is kept, whoever it is. */
  keepAnyRecord(): void
  /** Of how many the record is kept. */
  kept(): number
  /** How many have come today. */
  came(): number
}

export type CrowdOf = {
  readonly people: number
  /** What is stored of everybody at first. */
  readonly begins: Exclude<Held, 'lock'>
  readonly answers: LoginAnswers
  readonly draws: Draws
}

/** People alike: how many of them have come today, and how many have not. */
type Class = { away: number; came: number; answer: LoginAnswer }

/**
 * Constant memory for any number of people. They differ by three things: whether their record is kept,
 * whether their turn has come, and whether they came today; so they are counted in classes, and the
 * policies are asked once a minute for each. Shares lie evenly.
 */
export function createCrowd({ people, begins, answers, draws }: CrowdOf): Crowd {
  const [due, waiting, kept] = [aClass(0), aClass(people), aClass(0)]
  const classes = [due, waiting, kept]
  const home = (): void => classes.forEach(sendHome)
  let turned = 0
  let last = waiting
  const ask = (index: number, held: Held, nowMs: number): LoginAnswer =>
    answers.ask({ share: shareAt(index, people), held }, nowMs)
  /** Of nobody nothing is asked. */
  const askOf = (one: Class, index: number, held: Held, nowMs: number): void => {
    if (sizeOf(one) > 0) one.answer = ask(index, held, nowMs)
  }
  return {
    people,
    beginMinute(nowMs) {
      const now = turnsCome(turned, people, (index) => ask(index, begins, nowMs) === 'writes')
      for (; turned < now; turned += 1) comeOfTurn(waiting, due, people - turned, draws)
      askOf(due, Math.max(0, turned - 1), begins, nowMs)
      askOf(waiting, Math.min(turned, people - 1), begins, nowMs)
      kept.answer = ask(0, 'lock', nowMs)
    },
    beginDay: home,
    arrive() {
      if (due.away + waiting.away + kept.away === 0) home()
      const at = Math.floor(draws.fraction() * (due.away + waiting.away + kept.away))
      if (at < due.away) last = due
      else last = at < due.away + waiting.away ? waiting : kept
      last.away -= 1
      last.came += 1
      return last.answer
    },
    sendAway() {
      last.came -= 1
      last.away += 1
    },
    keepRecord() {
      last.came -= 1
      kept.came += 1
      last = kept
    },
    keepAnyRecord: () => {
      const isDue = draws.fraction() * (sizeOf(due) + sizeOf(waiting)) < sizeOf(due)
      moveOne(isDue ? due : waiting, kept, draws)
    },
    kept: () => sizeOf(kept),
    came: () => classes.reduce((sum, { came }) => sum + came, 0),
  }
}

/** Where somebody stands within the spread, when the shares of all lie evenly. */
export const shareAt = (index: number, people: number): number => (index + 0.5) / people

/**
 * Of people in the order of their shares, how many are written by now: an earlier share is never later.
 * @param before how many were
 */
function turnsCome(before: number, people: number, writes: (index: number) => boolean): number {
  if (before === people || !writes(before)) return before
  let [writing, end] = [before, people]
  while (end - writing > 1) {
    const middle = Math.floor((writing + end) / 2)
    if (writes(middle)) writing = middle
    else end = middle
  }
  return end
}

const aClass = (away: number): Class => ({ away, came: 0, answer: 'passes' })

const sizeOf = ({ away, came }: Class): number => away + came

function sendHome(one: Class): void {
  one.away += one.came
  one.came = 0
}

/** The next one's turn comes, unless their record was kept meanwhile. @param left whose turn has not come */
function comeOfTurn(waiting: Class, due: Class, left: number, draws: Draws): void {
  // Nobody is asked where the answer is known: the draws stay those of people counted one by one.
  if (sizeOf(waiting) === left || draws.fraction() * left < sizeOf(waiting)) {
    moveOne(waiting, due, draws)
  }
}

/** One of them, whether they came today or not. */
function moveOne(from: Class, to: Class, draws: Draws): void {
  const came = draws.fraction() * sizeOf(from) < from.came
  from[came ? 'came' : 'away'] -= 1
  to[came ? 'came' : 'away'] += 1
}
