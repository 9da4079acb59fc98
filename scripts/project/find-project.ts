import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Says where a project has its folders, see `layout.ts`. */
export const LAYOUT_FILE = 'org-guard.json'

/** Files that are at the top of a project; any of them. */
const AT_THE_TOP = [LAYOUT_FILE, 'tenant/rulebook.json']

/** Whether this is a project of a team, and not laid out as a clone of ours is. */
export const saysLayout = (root: string): boolean => existsSync(join(root, LAYOUT_FILE))

/** The nearest project, in this folder or above it; null where there is none. */
export function findProject(from: string): string | null {
  if (AT_THE_TOP.some((file) => existsSync(join(from, file)))) return from
  const above = dirname(from)
  return above === from ? null : findProject(above)
}
