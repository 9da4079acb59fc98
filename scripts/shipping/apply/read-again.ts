import type { Call } from '../../gateway/call.ts'
import { readingText, type TenantSnapshot } from '../../gateway/tenant-snapshot.ts'

export type EarlierReading = { readonly call: Call; readonly text: string }

/** Few enough for the limits of a small plan, many enough to be quick. */
const AT_ONCE = 6

/**
 * Reads anew all that was read before.
 * @param textOf of a reading, where the earlier ones are kept as hashes
 * @returns the paths at which the tenant answers otherwise by now
 */
export async function readAgain(
  earlier: readonly EarlierReading[],
  snapshot: TenantSnapshot,
  textOf: typeof readingText = readingText,
): Promise<readonly string[]> {
  const moved: string[] = []
  for (let start = 0; start < earlier.length; start += AT_ONCE) {
    await Promise.all(
      earlier.slice(start, start + AT_ONCE).map(async ({ call, text }) => {
        if (textOf(await snapshot.read(call)) !== text) moved.push(call.path)
      }),
    )
  }
  return moved
}
