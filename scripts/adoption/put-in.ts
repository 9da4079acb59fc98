import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff'
import { jsonOf } from '../ground/json-value.ts'
import { sha256 } from '../ground/sha256.ts'
import { AddedFile, type Addition, readText, writeText } from './addition.ts'

/**
 * Writes what was planned, and remembers it.
 * @param record where, from the top of the project
 */
export async function putIn(
  root: string,
  record: string,
  additions: readonly Addition[],
): Promise<void> {
  const known = AddedFile.safeParse(jsonOf((await readText(root, record)) ?? ''))
  const { created, edited } = known.data ?? { created: {}, edited: {} }
  for (const { file, before, after } of additions) {
    // Whoever finds it as it was written finds nothing in it but ours.
    const isOurs = before === null || created[file] === sha256(before)
    if (isOurs || created[file] === sha256(after)) created[file] = sha256(after)
    else edited[file] = [...(edited[file] ?? []), ...patchesOf(file, before, after)]
  }
  // Remembered first: whatever ends the writing, what was written can be taken out again.
  await writeText(root, record, `${JSON.stringify({ created, edited }, null, 2)}\n`)
  for (const { file, after } of additions) await writeText(root, file, after)
}

/** One for each place, so that one of them can be gone already. */
function patchesOf(file: string, before: string, after: string): readonly string[] {
  const patch = structuredPatch(file, file, before, after, undefined, undefined, { context: 2 })
  return patch.hunks.map((hunk) => formatPatch({ ...patch, hunks: [hunk] }, FILE_HEADERS_ONLY))
}
