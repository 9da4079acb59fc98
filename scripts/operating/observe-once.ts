import type { Observed } from '../administration/observation.ts'
import type { Tools } from '../administration/tools.ts'

/** Somebody who cannot serve for one person of a list may for the next. */
const MOST_TRIES = 3

/**
 * Tools for a list of people: what was seen at one place stands in the receipts of all who are shut out of
 * it, with its own moment, because a login for each of them would be tried on the same test person.
 */
export function observeOnce(tools: Tools): {
  readonly tools: Tools
  readonly observed: () => readonly Observed[]
} {
  const { observe } = tools
  const seen = new Map<string, Observed>()
  const tries = new Map<string, number>()
  if (observe === undefined) return { tools, observed: () => [] }
  return {
    tools: {
      ...tools,
      observe: async (given, shutOut) => {
        const { where } = shutOut
        const before = seen.get(where)
        if (before !== undefined) return before
        const tried = (tries.get(where) ?? 0) + 1
        tries.set(where, tried)
        if (tried > MOST_TRIES) return { unobserved: 'it could not be, with people before' }
        const observation = await observe(given, shutOut)
        // What was left over is told once, in the receipt of whom it was tried for.
        const { left: _left, ...kept } = observation
        if (!('unobserved' in kept)) seen.set(where, kept)
        return observation
      },
    },
    observed: () => [...seen.values()],
  }
}
