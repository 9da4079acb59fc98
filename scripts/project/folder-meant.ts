import { aboutType, RESOURCE_TYPES } from '../gateway/resource-types.ts'
import { isNear, nearestFirst } from '../ground/nearest-first.ts'

/** Folders of the Deploy CLI, from the tenant folder: those of types, and those that only hold such. */
const FOLDERS: ReadonlySet<string> = new Set(
  RESOURCE_TYPES.flatMap((type) => {
    const steps = aboutType(type)
      .folder.replace(/\.json$/, '/')
      .split('/')
    const folders = aboutType(type).folder.endsWith('.json') ? steps.slice(0, -2) : steps
    return folders.map((_, index) => folders.slice(0, index + 1).join('/'))
  }),
)

/** What people call a type, where its folder is called otherwise. */
const BY_NAME: ReadonlyMap<string, string> = new Map([
  ...RESOURCE_TYPES.filter((type) => !aboutType(type).folder.endsWith('.json')).flatMap(
    (type): [string, string][] => [
      [plain(type), aboutType(type).folder],
      [plain(aboutType(type).folder), aboutType(type).folder],
    ],
  ),
  ['apis', 'resource-servers'],
  ['applications', 'clients'],
])

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9/]/g, '')
}

/**
 * The folder that somebody most likely meant.
 * @param path from the tenant folder
 * @returns null for one that the Deploy CLI reads, for what is in such a one, and where nothing is near
 */
export function folderMeant(path: string): string | null {
  const above = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  const siblings = [...FOLDERS].filter((one) => isBeside(one, above))
  if (FOLDERS.has(path) || siblings.length === 0) return null
  const named = BY_NAME.get(plain(path))
  if (named !== undefined) return named
  const names = [...BY_NAME.keys(), ...siblings]
  const [nearest = ''] = nearestFirst(path, names)
  // `tools` is as near to `hooks` as a slip of the finger; nobody slips at the first letter.
  if (!isNear(path, nearest) || path[0]?.toLowerCase() !== nearest[0]) return null
  return BY_NAME.get(nearest) ?? nearest
}

const isBeside = (folder: string, above: string): boolean =>
  above === ''
    ? !folder.includes('/')
    : folder.startsWith(`${above}/`) && !folder.slice(above.length + 1).includes('/')
