import { aboutType, RESOURCE_TYPES, type ResourceType } from '../gateway/resource-types.ts'

/** Where the Deploy CLI looks for each type, from the top of the checkout. */
export const RESOURCE_FOLDERS = Object.fromEntries(
  RESOURCE_TYPES.map((type) => [type, `tenant/${aboutType(type).folder}`]),
) as Readonly<Record<ResourceType, string>>

/** A file of its own belongs to nothing else, whatever its folder is. */
const NEAREST_FIRST = RESOURCE_TYPES.toSorted(
  (left, right) => RESOURCE_FOLDERS[right].length - RESOURCE_FOLDERS[left].length,
)

/** The type whose place this file is in; null for what the Deploy CLI finds for no type by itself. */
export const typeOfFile = (file: string): ResourceType | null =>
  NEAREST_FIRST.find((type) => {
    const place = RESOURCE_FOLDERS[type]
    return file === place || file.startsWith(`${place}/`)
  }) ?? null

/** The type that this file declares a resource of; templates, pages and code only stand beside them. */
export function typeOfResourceFile(file: string): ResourceType | null {
  const type = typeOfFile(file)
  if (type === null || !file.endsWith('.json')) return null
  const inner = file.slice(RESOURCE_FOLDERS[type].length + 1)
  if (type === 'databases') return /^[^/]+\/database\.json$/.test(inner) ? type : null
  return inner.includes('/') ? null : type
}

/**
 * Whether a deploy of an environment that manages these types reads the file. What it does not read
 * may hold keywords and secrets that the environment has never heard of.
 */
export function isManagedFile(file: string, manages: readonly ResourceType[]): boolean {
  const type = typeOfFile(file)
  return type !== null && manages.includes(type)
}
