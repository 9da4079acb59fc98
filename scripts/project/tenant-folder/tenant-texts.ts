import { lstat, readdir, readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { type Layout, layoutOf, pathIn } from '../layout.ts'

/** What of the tenant folder a deploy would see, as it is in git. */
export type TenantTexts = {
  /** By path relative to the checkout, with forward slashes. */
  readonly files: ReadonlyMap<string, string>
  readonly folders: ReadonlySet<string>
  /** Symbolic links, staged or not, by the same paths: nothing behind them is read. */
  readonly links: readonly string[]
}

// Ours, not Auth0's: the Deploy CLI must not see them.
const OURS =
  /^(rulebook\.json|waivers\.json|org-guard\.json|.*\.schema\.json|(environments|accepted-changes)(\/.*)?)$/

/** Beside the tenant's folders where these are at the top of a repository. */
const OF_REPOSITORY = /^(node_modules|\.[^/]+)(\/.*)?$/

/** The file that declares the whole tenant, where it is not declared in folders; relative to the checkout. */
export const isYaml = (file: string): boolean => /^tenant\/tenant\.ya?ml$/.test(file)

/** Whether the Deploy CLI gets to see this path, which is relative to the tenant folder. */
export const isStaged = (path: string): boolean => !OURS.test(path) && !OF_REPOSITORY.test(path)

/** The same in a project whose rules may lie in a folder of their own within the tenant folder. */
export function stagingOf({ tenant, rules }: Layout): (path: string) => boolean {
  const inner = posix.relative(tenant, rules)
  if (inner === '' || inner.startsWith('..')) return isStaged
  return (path) => path !== inner && !path.startsWith(`${inner}/`) && isStaged(path)
}

/** @param layout of a project that has not said it yet */
export async function readTenantTexts(root: string, layout = layoutOf(root)): Promise<TenantTexts> {
  const source = join(root, pathIn(layout, 'tenant'))
  const isLink = (await lstat(source).catch(() => null))?.isSymbolicLink() === true
  const paths = await pathsBelow(source)
  const isSeen = stagingOf(layout)
  const staged = paths.filter(({ path }) => isSeen(path))
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

type FoundPath = {
  readonly isFile: boolean
  readonly isFolder: boolean
  readonly isLink: boolean
  /** From the tenant folder, with forward slashes. */
  readonly path: string
}

/** Everything below the tenant folder; links are not followed. */
async function pathsBelow(source: string, inner = ''): Promise<readonly FoundPath[]> {
  const entries = await readdir(join(source, inner), { withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = inner === '' ? entry.name : `${inner}/${entry.name}`
      const isFolder = entry.isDirectory()
      const own = { isFile: entry.isFile(), isFolder, isLink: entry.isSymbolicLink(), path }
      return isFolder && !OF_REPOSITORY.test(path)
        ? [own, ...(await pathsBelow(source, path))]
        : [own]
    }),
  )
  return found.flat()
}
