import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { anOddFolder } from './an-odd-folder.ts'
import type { Repository } from './team-repositories.ts'

/** These files in a folder of their own, as long as the test runs. @returns the folder */
export async function aRepository(files: Repository): Promise<string> {
  const root = anOddFolder()
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
  return root
}
