import { parseObjectLine, readTextLines } from '../ground/read-text-lines.ts'
import { type Fault, refuseFaults, UserFault } from '../ground/user-fault.ts'

/** One person of a list; `organization` is a name, and empty where the line does not say. */
export type ListedPerson = {
  readonly line: number
  readonly user: string
  readonly organization: string
}

const MOST_FAULTS = 50

/**
 * The people of a list one by one, however long it is: NDJSON, or CSV whose first line names the columns.
 * @param file as the person wrote it, for what is said about it
 * @throws UserFault at the first line that is none
 */
export async function* readPeople(path: string, file: string): AsyncGenerator<ListedPerson> {
  for await (const read of readLines(path, file)) {
    if ('code' in read) throw new UserFault([read])
    yield read
  }
}

/**
 * How many people a list has.
 * @param judge what is wrong with whom a line names; null for nothing
 * @throws UserFault for every line that is none, before anything is done to anybody
 */
export async function countPeople(
  path: string,
  file: string,
  judge: (listed: ListedPerson) => Fault | null,
): Promise<number> {
  const faults: Fault[] = []
  let people = 0
  for await (const read of readLines(path, file)) {
    const fault = 'code' in read ? read : judge(read)
    if (fault !== null) faults.push(fault)
    else people += 1
    if (faults.length === MOST_FAULTS) break
  }
  refuseFaults(faults)
  return people
}

async function* readLines(path: string, file: string): AsyncGenerator<ListedPerson | Fault> {
  let columns: readonly string[] | null = null
  for await (const { number, text } of readTextLines(path, fileUnreadable(file))) {
    const isFirst = columns === null
    if (isFirst) columns = text.trimStart().startsWith('{') ? [] : fieldsOf(text)
    if (isFirst && columns?.length !== 0) {
      if (!columns?.includes('user_id')) throw new UserFault([headerInvalid(file)])
      continue
    }
    const fields = columns?.length === 0 ? parseObjectLine(text) : rowOf(columns ?? [], text)
    yield personOf(fields, number) ?? lineInvalid(file, number)
  }
}

type Fields = Readonly<Record<string, unknown>>

function personOf(fields: Fields | null, line: number): ListedPerson | null {
  if (fields === null) return null
  const { user_id: user, organization = '' } = fields
  if (typeof user !== 'string' || user === '' || typeof organization !== 'string') return null
  return { line, user, organization }
}

function rowOf(columns: readonly string[], text: string): Fields | null {
  const fields = fieldsOf(text)
  if (fields.length !== columns.length) return null
  return Object.fromEntries(columns.map((column, at) => [column, fields[at] ?? '']))
}

/** Fields in quotes may hold commas and doubled quotes, and no line break. */
const fieldsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain?.trim() ?? '',
  )

// Never what the line says: it is about a person.
const lineInvalid = (file: string, line: number): Fault => ({
  code: 'list_invalid',
  message: `line ${line} of \`${file}\` names no person: accepted is \`user_id\`, and \`organization\` by its name`,
  fix: 'correct the line: nothing was done to anybody',
})

const headerInvalid = (file: string): Fault => ({
  code: 'list_invalid',
  message: `line 1 of \`${file}\` names no column \`user_id\``,
  fix: 'begin with `user_id,organization`, or write one JSON object per line',
})

const fileUnreadable = (file: string): Fault => ({
  code: 'file_missing',
  message: `\`${file}\` cannot be read`,
  fix: 'name the file of a list of people with `--from`',
})
