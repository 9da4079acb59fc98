import { applyPatch, parsePatch, reversePatch } from 'diff'
import { jsonOf } from '../ground/json-value.ts'
import { parseValue } from '../ground/parse-json-file.ts'
import { sha256 } from '../ground/sha256.ts'
import { type Fault, refuseFaults } from '../ground/user-fault.ts'
import { AddedFile, readText, removeFile, writeText } from './addition.ts'

/** What is left where something was taken out of a file; null for a file that goes as a whole. */
export type Left = { readonly file: string; readonly text: string | null }

/** What is to be taken out, seen before anything is. */
export type Removal = {
  readonly left: readonly Left[]
  /** Where it was remembered. */
  readonly record: string
}

/**
 * What was added and nothing else, so that every file will be as it was found. Reads, and writes nothing.
 * @param record where it is remembered, from the top of the project
 * @returns null where nothing was ever added
 * @throws UserFault with every file that somebody has changed since
 */
export async function planRemoval(root: string, record: string): Promise<Removal | null> {
  const text = await readText(root, record)
  if (text === null) return null
  const added = parseValue(jsonOf(text), AddedFile, 'additions_invalid', { file: record })
  const faults: Fault[] = []
  const left: Left[] = []
  for (const [file, hash] of Object.entries(added.created)) {
    const found = await readText(root, file)
    // Whoever removed it by hand wanted the same.
    if (found === null) continue
    if (sha256(found) === hash) left.push({ file, text: null })
    else faults.push(changed(file))
  }
  for (const [file, patches] of Object.entries(added.edited)) {
    const found = await readText(root, file)
    if (found === null) continue
    const before = patches.reduceRight<string | null>(withoutPatch, found)
    if (before === null) faults.push(changed(file))
    else if (before !== found) left.push({ file, text: before })
  }
  refuseFaults(faults)
  return { left, record }
}

/** @returns the files, in the order of their names */
export async function takeOut(root: string, { left, record }: Removal): Promise<readonly string[]> {
  for (const one of left) {
    if (one.text === null) await removeFile(root, one.file)
    else await writeText(root, one.file, one.text)
  }
  await removeFile(root, record)
  return [...left.map(({ file }) => file), record].sort()
}

/** The same text where it was taken out by hand; null where the lines around it are not as they were. */
function withoutPatch(text: string | null, patch: string): string | null {
  const [put] = parsePatch(patch)
  if (put === undefined || text === null) return null
  const asItIs = { autoConvertLineEndings: false }
  const before = applyPatch(text, reversePatch(put), asItIs)
  if (before !== false) return before
  return applyPatch(text, put, asItIs) === false ? null : text
}

const changed = (file: string): Fault => ({
  code: 'addition_changed',
  message: `\`${file}\` was changed after \`init\` had written it`,
  fix: 'keep what you need of it elsewhere and remove the rest by hand, then run the command again',
})
