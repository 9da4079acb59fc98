import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Fault, UserFault } from '../../ground/user-fault.ts'

/**
 * The entries of an archive of the tenant log, one JSON object in each line.
 * @param file as the person wrote it, for what is said about it
 * @throws UserFault for a file that cannot be read, or a line that is no JSON object
 */
export async function* readLogArchive(
  absolutePath: string,
  file: string,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const stream = createReadStream(absolutePath, 'utf8')
  let number = 0
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      number += 1
      if (line.trim() === '') continue
      const entry = parseObject(line)
      if (entry === null) throw new UserFault([lineInvalid(file, number)])
      yield entry
    }
  } catch (error) {
    if (error instanceof UserFault || !isOfFiles(error)) throw error
    throw new UserFault([archiveUnreadable(file)])
  } finally {
    stream.destroy()
  }
}

function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null
  } catch {
    return null
  }
}

const isOfFiles = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && 'syscall' in error

// Never what the line says: it is about a person.
const lineInvalid = (file: string, number: number): Fault => ({
  code: 'logs_invalid',
  message: `line ${number} of \`${file}\` is no entry of a tenant log: accepted is one JSON object per line`,
  fix: 'hand over what a log stream or the Management API wrote, unpacked',
})

const archiveUnreadable = (file: string): Fault => ({
  code: 'file_missing',
  message: `\`${file}\` cannot be read`,
  fix: 'name the file of a log archive with `--logs`',
})
