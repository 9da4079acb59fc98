import { statusIn } from './status-in.ts'

/** What is gone already has ended, and is null where it is read. */
export async function orGone<Value>(asked: PromiseLike<Value>): Promise<Value | null> {
  try {
    return await asked
  } catch (error) {
    if (statusIn(error) !== 404) throw error
    return null
  }
}
