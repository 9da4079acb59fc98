import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { ProfileChanges } from '../administration/change-profile.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import type { NameList } from '../project/resolve-names.ts'
import { clientIdOf } from './client-id.ts'

const Changes = z.strictObject({
  name: z.string().optional(),
  picture: z.string().optional(),
  phone: z.string().optional(),
  username: z.string().optional(),
  /** By the name of the application. */
  attributes: z.record(z.string(), z.record(z.string(), z.string().nullable())).optional(),
})

/**
 * Reads what is to be changed of a profile out of a file, because arguments can be read by others.
 * @throws UserFault for a file that is none, a field that is not open to anybody, an unknown application
 */
export async function readChanges(
  root: string,
  file: string,
  names: NameList,
): Promise<ProfileChanges> {
  const parsed = Changes.safeParse(
    parse(await readFile(resolve(root, file), 'utf8').catch(() => '')),
  )
  if (!parsed.success) throw new UserFault([changesInvalid(file)])
  const { attributes, ...fields } = parsed.data
  const given = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  )
  if (attributes === undefined) return given
  const byId = Object.entries(attributes).map(([name, values]) => [clientIdOf(names, name), values])
  return { ...given, attributes: Object.fromEntries(byId) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

// Never what it says: it is about a person.
const changesInvalid = (file: string): Fault => ({
  code: 'changes_invalid',
  message: `\`${file}\` holds no changes of a profile`,
  fix: 'write a JSON object with `name`, `picture`, `phone`, `username`, or `attributes` by application',
})
