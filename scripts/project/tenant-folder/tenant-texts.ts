import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What of the tenant folder a deploy would see, as it is in git. */
export type TenantTexts = {
  /** By path relative to the checkout, with forward slashes. */
  readonly files: ReadonlyMap<string, string>
  readonly folders: ReadonlySet<string>
  /** Symbolic links, staged or not, by the same paths: nothing behind them is read. */
  readonly links: readonly string[]
}

// Ours, not Auth0's: the Deploy CLI must not see them.
const NOT_STAGED = /^(rulebook\.json|waivers\.json|.*\.schema\.json|environments(\/.*)?)$/

/** The file that declares the whole tenant, where it is not declared in folders; relative to the checkout. */
export const isYaml = (file: string): boolean => /^tenant\/tenant\.ya?ml$/.test(file)

/** Whether the Deploy CLI gets to see this path, which is relative to the tenant folder. */
export const isStaged = (path: string): boolean => !NOT_STAGED.test(path)

export async function readTenantTexts(root: string): Promise<TenantTexts> {
  const source = join(root, 'tenant')
  const isLink = (await lstat(source).catch(() => null))?.isSymbolicLink() === true
  const entries = await readdir(source, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries.map((entry) => ({
    isFile: entry.isFile(),
    isFolder: entry.isDirectory(),
    isLink: entry.isSymbolicLink(),
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
  const links = paths.flatMap((one) => (one.isLink ? [`tenant/${one.path}`] : []))
  return {
    files: new Map(texts),
    folders: new Set(staged.flatMap(({ isFolder, path }) => (isFolder ? [`tenant/${path}`] : []))),
    links: [...(isLink ? ['tenant'] : []), ...links].sort(),
  }
}
