import { cpSync } from 'node:fs'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { anOddFolder } from '../../builders/an-odd-folder.ts'

/** What a file becomes: a new text, a link, or null for a file or folder that is removed. */
export type Change = string | null | ((text: string) => string) | { readonly linkTo: string }
export type Changes = Readonly<Record<string, Change>>

export type TestProject = {
  readonly root: string
  /** Line of the first place where the file holds the text; 1 for the empty text. */
  readonly lineOf: (file: string, text: string) => Promise<number>
  readonly remove: () => Promise<void>
}

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url))

/** A copy of this repository's tenant folder with some files changed; the sources are linked. */
export async function aProject(changes: Changes = {}): Promise<TestProject> {
  const root = anOddFolder()
  cpSync(join(CHECKOUT, 'tenant'), join(root, 'tenant'), { recursive: true })
  for (const sources of ['actions', 'policies']) {
    await symlink(join(CHECKOUT, sources), join(root, sources))
  }
  for (const [file, change] of Object.entries(changes)) await applyChange(join(root, file), change)
  return {
    root,
    async lineOf(file, text) {
      if (text === '') return 1
      const lines = (await readFile(join(root, file), 'utf8')).split('\n')
      const index = lines.findIndex((line) => line.includes(text))
      if (index < 0) throw new Error(`${file} does not hold ${text}`)
      return index + 1
    },
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

async function applyChange(path: string, change: Change): Promise<void> {
  if (change === null) {
    await rm(path, { recursive: true })
    return
  }
  await mkdir(dirname(path), { recursive: true })
  if (typeof change === 'object') {
    await rm(path, { recursive: true, force: true })
    await symlink(change.linkTo, path)
    return
  }
  await writeFile(path, typeof change === 'string' ? change : change(await readFile(path, 'utf8')))
}

/** Replaces one text; throws when it is not there, so that no case tests nothing. */
export const swap =
  (from: string, to: string): Change =>
  (text) => {
    if (!text.includes(from)) throw new Error(`there is no ${from}`)
    return text.replace(from, () => to)
  }

/** Lays `differences` over the JSON; undefined removes a key. */
export const withKeys =
  (differences: Readonly<Record<string, unknown>>): Change =>
  (text) =>
    `${JSON.stringify(lay(JSON.parse(text), differences), null, 2)}\n`

function lay(base: unknown, over: unknown): unknown {
  if (!isObject(base) || !isObject(over)) return over
  const keys = new Set([...Object.keys(base), ...Object.keys(over)])
  return Object.fromEntries(
    [...keys].map((key) => [key, Object.hasOwn(over, key) ? lay(base[key], over[key]) : base[key]]),
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
