import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeOwnFolder } from './make-own-folder.ts'

/** Runs `work` in a folder that its owner alone may read, and removes it again. */
export async function inOwnFolder<Result>(
  purpose: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await makeOwnFolder(join(tmpdir(), `org-guard-${purpose}`))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
