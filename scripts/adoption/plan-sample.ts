import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SOURCES } from '../ground/engine.ts'
import { type Addition, readText } from './addition.ts'

/** The sample tenant, as far as it is not there yet: everything that `start` needs. */
export async function planSample(root: string): Promise<readonly Addition[]> {
  const source = join(SOURCES, 'tenant')
  const entries = await readdir(source, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((one) => one.isFile())
    .map((one) =>
      join(one.parentPath, one.name)
        .slice(source.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort()
  const additions: Addition[] = []
  for (const path of files) {
    const file = `tenant/${path}`
    if ((await readText(root, file)) !== null) continue
    additions.push({ file, before: null, after: await readFile(join(source, path), 'utf8') })
  }
  const ignored = await readText(root, '.gitignore')
  if (ignored === null) additions.push({ file: '.gitignore', before: null, after: IGNORED })
  return additions
}

const IGNORED = 'node_modules/\n.build/\n'
