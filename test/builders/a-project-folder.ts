import { cpSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Fault, UserFault } from '../../scripts/ground/user-fault.ts'
import { ROOT } from './a-checkout.ts'
import { anOddFolder } from './an-odd-folder.ts'

/** One change of one file of the checkout. */
export type Change =
  /** A whole file; null removes it. */
  | readonly [file: string, text: string | null]
  /** One value in a JSON file by its path; `undefined` removes the key. */
  | readonly [file: string, path: readonly (string | number)[], value: unknown]

/** A copy of what a team owns, in a folder of its own, with changes. */
export const aProjectFolder = (...changes: readonly Change[]): Promise<string> =>
  copyOf(['tenant'], changes)

/** The same with the sources that Actions are bundled from. */
export const aSourceFolder = (...changes: readonly Change[]): Promise<string> =>
  copyOf(['actions', 'policies', 'tenant'], changes)

async function copyOf(rooms: readonly string[], changes: readonly Change[]): Promise<string> {
  const folder = anOddFolder()
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const room of rooms) cpSync(join(ROOT, room), join(folder, room), { recursive: true })
  for (const change of changes) await applyChange(folder, change)
  return folder
}

async function applyChange(folder: string, change: Change): Promise<void> {
  const path = join(folder, change[0])
  if (change.length === 3) {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'))
    setAt(json, change[1], change[2])
    await writeFile(path, JSON.stringify(json, null, 2))
  } else if (change[1] === null) {
    await rm(path, { recursive: true })
  } else {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, change[1])
  }
}

function setAt(json: unknown, path: readonly (string | number)[], value: unknown): void {
  const keys = [...path]
  const last = keys.pop() ?? ''
  const inner = keys.reduce((object, key) => (object as Record<string, unknown>)[key], json)
  if (value === undefined) delete (inner as Record<string, unknown>)[last]
  else (inner as Record<string, unknown>)[last] = value
}

/** The faults that `run` stops with. @throws whatever else it throws, and when it does not stop */
export async function faultsOf(run: () => unknown): Promise<readonly Fault[]> {
  try {
    await run()
  } catch (error) {
    if (error instanceof UserFault) return error.faults
    throw error
  }
  throw new Error('nothing was refused')
}
