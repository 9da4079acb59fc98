import { statusIn } from './status-in.ts'

/** What is gone already has ended. */
export async function orGone(ending: PromiseLike<unknown>): Promise<void> {
  try {
    await ending
  } catch (error) {
    if (statusIn(error) !== 404) throw error
  }
}
