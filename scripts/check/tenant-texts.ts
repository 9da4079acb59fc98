import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isStaged } from '../bundle/stage-tenant.ts'

/** Every file of the tenant folder that a deploy would see, as it is in git. */
export type TenantTexts = {
  /** By path relative to the checkout, with forward slashes. */
  readonly files: ReadonlyMap<string, string>
  readonly folders: ReadonlySet<string>
}

export async function readTenantTexts(root: string): Promise<TenantTexts> {
  const source = join(root, 'tenant')
  const entries = await readdir(source, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries.map((entry) => ({
    isFile: entry.isFile(),
    isFolder: entry.isDirectory(),
    path: join(entry.parentPath, entry.name)
      .slice(source.length + 1)
      .replaceAll('\\', '/'),
  }))
  const staged = paths.filter(({ path }) => isStaged(path))
  const files = staged.filter(({ isFile }) => isFile).map(({ path }) => path)
  const texts = await Promise.all(
    files.sort().map(async (path): Promise<[string, string]> => {
      return [`tenant/${path}`, await readFile(join(source, path), 'utf8')]
    }),
  )
  return {
    files: new Map(texts),
    folders: new Set(staged.flatMap(({ isFolder, path }) => (isFolder ? [`tenant/${path}`] : []))),
  }
}
