import { refusalIn } from '../ground/pinned-fetch.ts'
import { UserFault } from '../ground/user-fault.ts'
import { statusIn } from './status-in.ts'
import type { Tools } from './tools.ts'

/** Never the tenant's own words, which may hold an address. */
export function whyItFailed(error: unknown): string {
  const status = statusIn(error)
  if (status !== null) return `the tenant answered ${status}`
  if (error instanceof UserFault) return error.faults[0]?.message ?? ''
  return refusalIn(error)?.message ?? (error instanceof Error ? error.name : 'an unknown failure')
}

const MOST_TRIES = 3
const PAUSE_MS = 500

/**
 * Undoes what a try did, again where the tenant refuses for a moment.
 * @returns why it could not be undone; null where it was
 */
export async function whyItStays(
  { wait }: Pick<Tools, 'wait'>,
  undo: () => Promise<unknown>,
): Promise<string | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      await undo()
      return null
    } catch (error) {
      if (tries === MOST_TRIES) return whyItFailed(error)
      await wait(PAUSE_MS)
    }
  }
}
