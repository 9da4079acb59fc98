import { createHash } from 'node:crypto'
import { isObject } from '../ground/json-value.ts'

/** One line of the audit: what was about to be done, or what came of it. No address in clear. */
export type AuditEntry = {
  /** ISO 8601. */
  readonly at: string
  /**
   * `begun` stands before the first write: a line without its end is an operation to run again. `refused`:
   * nothing was done.
   */
  readonly phase: 'begun' | 'ended' | 'refused'
  readonly operation: string
  readonly receipt: string
  readonly actor: { readonly kind: string; readonly userId: string }
  /** Id; null for what is about no organization. */
  readonly organization: string | null
  /**
   * User id, or a keyed hash of one that holds an address, as with whoever acts; null for what is about nobody
   * yet.
   */
  readonly person: string | null
  readonly before: unknown
  readonly after: unknown
  /** Of a refusal: it was only asked what would be done. */
  readonly isRehearsal?: true
}

export type AuditLine = AuditEntry & {
  readonly number: number
  /** Hash of the line before; of the first, 64 zeros. */
  readonly previous: string
  /** SHA-256, hex, over this line without this member. */
  readonly hash: string
}

/** Where lines go. `append` is done when the line cannot be lost any more. */
export type AuditLog = {
  readonly append: (entry: AuditEntry) => Promise<AuditLine>
}

export const FIRST_PREVIOUS = '0'.repeat(64)

/**
 * The line that follows `last`; null for the first.
 * @param torn lines after it that cannot be read: a crash in the middle of one
 */
export function nextLine(last: AuditLine | null, entry: AuditEntry, torn = 0): AuditLine {
  const unhashed = {
    number: (last?.number ?? 0) + torn + 1,
    previous: last?.hash ?? FIRST_PREVIOUS,
    ...entry,
  }
  return { ...unhashed, hash: hashOf(unhashed) }
}

export type AuditFault = { readonly line: number; readonly why: string }

/**
 * Reads a log and names every line that does not follow from the one before. That the end was cut off
 * cannot be told from the log alone: keep the hash of a later receipt, or send the lines elsewhere too.
 * @param lines NDJSON, without the line breaks
 */
export async function verifyAuditLog(lines: AsyncIterable<string> | Iterable<string>): Promise<{
  readonly lines: number
  readonly last: string
  readonly faults: readonly AuditFault[]
}> {
  const faults: AuditFault[] = []
  let number = 0
  let previous = FIRST_PREVIOUS
  for await (const text of lines) {
    number += 1
    const line = parseLine(text)
    if (line === null) {
      faults.push({ line: number, why: 'it cannot be read' })
      continue
    }
    const { hash, ...unhashed } = line
    if (hash !== hashOf(unhashed)) faults.push({ line: number, why: 'it was changed' })
    if (line.previous !== previous)
      faults.push({ line: number, why: 'the line before it is another one' })
    if (line.number !== number)
      faults.push({ line: number, why: `it says that it is line ${line.number}` })
    previous = hash
  }
  return { lines: number, last: previous, faults }
}

export function parseLine(text: string): AuditLine | null {
  try {
    const line: unknown = JSON.parse(text)
    return isObject(line) ? (line as unknown as AuditLine) : null
  } catch {
    return null
  }
}

/** Over the JSON that is written: members stay in the order they were given. */
const hashOf = (unhashed: object): string =>
  createHash('sha256').update(JSON.stringify(unhashed)).digest('hex')
