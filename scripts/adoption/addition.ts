import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** What is added to a repository: a file of its own, or lines in one of the team's. */
export type Addition = {
  /** From the top of the project, with forward slashes. */
  readonly file: string
  /** Null for a file that is not there yet. */
  readonly before: string | null
  readonly after: string
}

/** What was added, as it is remembered beside the rulebook, so that exactly that can be taken out again. */
export const AddedFile = z.strictObject({
  created: z.record(z.string(), z.string()).describe('SHA-256 by file'),
  edited: z
    .record(z.string(), z.array(z.string()))
    .describe('what was put in, as patches of one place each, in their order, by file'),
})
export type AddedFile = z.infer<typeof AddedFile>

/** Null for no such file. */
export const readText = (root: string, file: string): Promise<string | null> =>
  readFile(join(root, file), 'utf8').catch(() => null)

export async function writeText(root: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true })
  await writeFile(join(root, file), text)
}

/** Removes a file, and the folders above it that hold nothing else. */
export async function removeFile(root: string, file: string): Promise<void> {
  await rm(join(root, file), { force: true })
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) {
    const isGone = await rmdir(join(root, folder)).then(
      () => true,
      () => !existsSync(join(root, folder)),
    )
    if (!isGone) return
  }
}
