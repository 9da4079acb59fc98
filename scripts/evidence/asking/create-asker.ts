import { Worker } from 'node:worker_threads'
import type { Asked } from '../guard/load-guard.ts'
import type { Change } from '../report/change-kind.ts'
import type { Answered, Order, Report } from './answer-orders.ts'
import type { Share, Subject } from './subject.ts'

/** Puts questions in a thread of its own, which it starts when it is first needed. One order at a time. */
export type Asker = {
  /** @throws Error where the guards cannot be asked, or stand still */
  ask(subject: Subject, share: Share): Promise<Answered>
  /** The questions themselves, of the subject that was asked about last. */
  show(numbers: readonly number[]): Promise<readonly Asked[]>
  /**
   * These questions alone, to the base of the subject and to each of several heads.
   * @returns head by head, what differs for each question; null where nothing does
   */
  askAgain(
    subject: Subject,
    heads: readonly string[],
    asked: readonly Asked[],
  ): Promise<readonly (readonly (Change | null)[])[]>
  end(): Promise<void>
}

/** Without a sign for so long, a guard stands still; Auth0 ends an Action after 20 s. */
const LONGEST_SILENCE_MS = 20_000

/** Built, it is JavaScript, and so is what it starts. */
const PROGRAM = new URL(
  import.meta.url.endsWith('.ts') ? './answer-orders.ts' : './answer-orders.js',
  import.meta.url,
)
const STARTER = new URL('./asking-thread.mjs', import.meta.url)

export function createAsker(longestSilenceMs = LONGEST_SILENCE_MS): Asker {
  let thread: Worker | null = null
  const end = async (): Promise<void> => {
    const ended = thread
    thread = null
    await ended?.terminate()
  }
  const carryOut = async (order: Order): Promise<Report> => {
    thread ??= new Worker(STARTER, { env: {}, workerData: { program: String(PROGRAM) } })
    try {
      return await reportOf(thread, order, longestSilenceMs)
    } catch (error) {
      await end()
      throw error
    }
  }
  return {
    end,
    async ask(subject, share) {
      const report = await carryOut({ kind: 'ask', subject, share })
      if (report.kind !== 'answered') throw new Error(whyNot(report))
      return report.answered
    },
    async show(numbers) {
      const report = await carryOut({ kind: 'show', numbers })
      if (report.kind !== 'shown') throw new Error(whyNot(report))
      return report.asked
    },
    async askAgain(subject, heads, asked) {
      const report = await carryOut({ kind: 'askAgain', subject, heads, asked })
      if (report.kind !== 'askedAgain') throw new Error(whyNot(report))
      return report.changes
    },
  }
}

const whyNot = (report: Report): string =>
  report.kind === 'failed' ? report.why : 'it answers something else'

/** Everything but signs of life. @throws Error where these stay away, or the thread ends */
function reportOf(thread: Worker, order: Order, longestSilenceMs: number): Promise<Report> {
  return new Promise((resolve, reject) => {
    const stop = (settle: () => void): void => {
      clearTimeout(timer)
      thread.off('message', hear).off('error', fail).off('exit', leave)
      settle()
    }
    const stands = (): void =>
      stop(() => reject(new Error(`it gave no answer for ${longestSilenceMs / 1000} s`)))
    const fail = (error: Error): void => stop(() => reject(error))
    const leave = (): void => stop(() => reject(new Error('it ended its thread')))
    const hear = (report: Report): void => {
      if (report.kind === 'live') timer.refresh()
      else stop(() => resolve(report))
    }
    const timer = setTimeout(stands, longestSilenceMs)
    thread.on('message', hear).on('error', fail).on('exit', leave)
    thread.postMessage(order)
  })
}
