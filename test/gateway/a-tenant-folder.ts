import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { anOddFolder } from '../builders/an-odd-folder.ts'

/** A folder as the Deploy CLI reads it, until the test ends: by path, JSON, or a text as it is. */
export async function aTenantFolder(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = anOddFolder()
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    await writeFile(join(folder, path), text)
  }
  return folder
}
