import { parseObjectLine, readTextLines } from '../../ground/read-text-lines.ts'
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
  for await (const { number, text } of readTextLines(absolutePath, archiveUnreadable(file))) {
    const entry = parseObjectLine(text)
    if (entry === null) throw new UserFault([lineInvalid(file, number)])
    yield entry
  }
}

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
