import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Fault, UserFault } from './user-fault.ts'

/** A line that says something; counted from 1, empty ones too. */
export type TextLine = { readonly number: number; readonly text: string }

/**
 * The lines of a text file one by one, however large it is.
 * @param unreadable what is wrong where the file cannot be read
 * @throws UserFault with it
 */
export async function* readTextLines(path: string, unreadable: Fault): AsyncGenerator<TextLine> {
  const stream = createReadStream(path, 'utf8')
  let number = 0
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      number += 1
      if (text.trim() !== '') yield { number, text }
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error
    throw new UserFault([unreadable])
  } finally {
    stream.destroy()
  }
}

/** The object that a line of NDJSON holds; null for anything else. */
export function parseObjectLine(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null
  } catch {
    return null
  }
}
