import { cpSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { anOddFolder } from './an-odd-folder.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

type JsonFile = Record<string, unknown>

/** A copy of what a team owns: tests must not fight over `.build`. The engine's sources stay where they are. */
export type Checkout = {
  readonly root: string
  /** Changes a JSON file; `change` may return what to write instead. */
  edit(file: string, change: (value: JsonFile) => unknown): Promise<void>
  write(file: string, text: string): Promise<void>
  remove(file: string): Promise<void>
  /** All files below a folder, by path. */
  filesIn(folder: string): Promise<ReadonlyMap<string, string>>
  discard(): Promise<void>
}

export async function aCheckout(): Promise<Checkout> {
  const root = anOddFolder()
  cpSync(join(ROOT, 'tenant'), join(root, 'tenant'), { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  return checkoutAt(root)
}

/** The same hands on any project that is there. */
export function checkoutAt(root: string): Checkout {
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
  return {
    root,
    write,
    edit: async (file, change) => {
      const value = JSON.parse(await readFile(join(root, file), 'utf8'))
      const changed = change(value)
      const isNew = typeof changed === 'object' && changed !== null
      await write(file, JSON.stringify(isNew ? changed : value))
    },
    remove: (file) => rm(join(root, file), { recursive: true, force: true }),
    filesIn: (folder) => readFiles(join(root, folder)),
    discard: () => rm(root, { recursive: true, force: true }),
  }
}

async function readFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return new Map(files.map((file, index) => [file, texts[index] ?? '']))
}
