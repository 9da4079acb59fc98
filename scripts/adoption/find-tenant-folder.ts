import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { aboutType, RESOURCE_TYPES } from '../gateway/resource-types.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'

/** Far enough for `deploy/auth0/tenant`; a repository has more folders than anybody waits for. */
const DEEPEST = 4

/** What no team keeps its tenant in: what git does not have, and tools have for themselves. */
export const NOT_LOOKED_INTO = /^(\.|node_modules$|dist$|build$|coverage$|vendor$)/

const PLACES = RESOURCE_TYPES.map((type) => aboutType(type).folder)

/**
 * The folder that a team gives its Deploy CLI, from the top of the repository; null where there is none.
 * @param named what a person said, which is then believed
 * @throws UserFault where it is not there, or where there are several
 */
export async function findTenantFolder(root: string, named: string): Promise<string | null> {
  if (named !== '') {
    const folder = named.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '')
    if (!(await isTenantFolder(join(root, folder)))) throw new UserFault([notThere(named)])
    return folder === '' ? '.' : folder
  }
  const [first, ...more] = await candidates(root, '.', 0)
  if (first === undefined) return null
  if (more.length > 0) throw new UserFault([severalThere([first, ...more])])
  return first
}

/** One file for everything, two kinds of resources, or the settings of a tenant: one word alone may be any folder's name. */
async function isTenantFolder(path: string): Promise<boolean> {
  if (['tenant.yaml', 'tenant.yml'].some((file) => existsSync(join(path, file)))) return true
  const held = await Promise.all(PLACES.map((place) => holdsJson(join(path, place))))
  return held.filter((one) => one).length >= 2
}

async function holdsJson(path: string): Promise<boolean> {
  if (path.endsWith('.json')) return existsSync(path)
  const inner = await readdir(path, { withFileTypes: true }).catch(() => [])
  return inner.some(
    (one) =>
      (one.isFile() && one.name.endsWith('.json')) ||
      // A database has a folder of its own.
      (one.isDirectory() && existsSync(join(path, one.name, 'database.json'))),
  )
}

async function candidates(root: string, folder: string, depth: number): Promise<readonly string[]> {
  if (await isTenantFolder(join(root, folder))) return [folder]
  if (depth === DEEPEST) return []
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
  const below = entries
    .filter((one) => one.isDirectory() && !NOT_LOOKED_INTO.test(one.name))
    .map((one) => (folder === '.' ? one.name : `${folder}/${one.name}`))
  return (await Promise.all(below.sort().map((one) => candidates(root, one, depth + 1)))).flat()
}

const notThere = (named: string): Fault => ({
  code: 'tenant_folder_missing',
  message: `\`${named}\` is no folder of the Deploy CLI: accepted is one with \`actions\`, \`clients\` and the like, or with a \`tenant.yaml\`, as \`a0deploy export\` writes them`,
  fix: 'name that folder, from the top of the repository, with `--tenant`',
})

const severalThere = (found: readonly string[]): Fault => ({
  code: 'tenant_folder_ambiguous',
  message: `the Deploy CLI's files are in several folders: found ${found.map((one) => `\`${one}\``).join(', ')}`,
  fix: 'name the one to guard with `--tenant`; each can have a project of its own',
})
