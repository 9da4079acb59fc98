import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { z } from 'zod'
import { parseValue } from '../ground/parse-json-file.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { LAYOUT_FILE } from './find-project.ts'

/** Where a team has its files, from the top of its project. `org-guard.json` says it. */
export type Layout = {
  /** The folder that the Deploy CLI reads; `.` for the top itself. */
  readonly tenant: string
  /** The folder of rulebook, waivers, environments and their schemas. */
  readonly rules: string
}

const Folder = z
  .string()
  .regex(/^(?!\/|[A-Za-z]:)(?!(?:.*\/)?\.\.(?:\/|$))[^\\]+$/)
  .describe('a folder below the top of the project, with forward slashes')

export const LayoutFile = z.strictObject({
  tenant: Folder.describe('the folder that the Deploy CLI reads'),
  rules: Folder.optional().describe(
    'the folder of rulebook.json, waivers.json and environments; without it, the tenant folder',
  ),
})

/** A clone of ours, and every project in the words of our code: `tenant/` has everything. */
const CLONE: Layout = { tenant: 'tenant', rules: 'tenant' }

/**
 * As the project says itself; without `org-guard.json`, as in a clone.
 * @throws UserFault for a file that says nothing of the kind
 */
export function layoutOf(root: string): Layout {
  const text = readText(join(root, LAYOUT_FILE))
  if (text === null) return CLONE
  const { tenant, rules = tenant } = parseValue(jsonOf(text), LayoutFile, 'layout_invalid', {
    file: LAYOUT_FILE,
  })
  return { tenant: posix.normalize(tenant), rules: posix.normalize(rules) }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UserFault([notJson])
  }
}

const notJson: Fault = {
  code: 'layout_invalid',
  message: `\`${LAYOUT_FILE}\` is not JSON`,
  fix: 'mend the syntax; it names the tenant folder, such as `{ "tenant": "tenant" }`',
}

/** What is ours among what a clone has in `tenant/`. */
const OF_RULES =
  /^tenant\/(?:rulebook\.json|waivers\.json|[^/]*\.schema\.json|(?:environments|accepted-changes)(?:\/.*)?)$/

/**
 * Where a file lies in this project. Code speaks of each by the path that it has in a clone; what is read,
 * written or told to a person goes through here.
 * @param path such as `tenant/rulebook.json`, or any other path, which stays as it is
 */
export function pathIn({ tenant, rules }: Layout, path: string): string {
  if (OF_RULES.test(path)) return posix.join(rules, path.slice('tenant/'.length))
  return path === 'tenant' || path.startsWith('tenant/')
    ? posix.join(tenant, path.slice('tenant/'.length))
    : path
}

/** The other way round: by its path in this project, the one that our code knows it by. */
export function pathInClone({ tenant, rules }: Layout, path: string): string {
  const ofRules = `tenant/${posix.relative(rules, path)}`
  if (OF_RULES.test(ofRules)) return ofRules
  const inner = posix.relative(tenant, path)
  return inner.startsWith('..') ? path : posix.join('tenant', inner)
}

/** A sentence about files, which stand in it in backticks, as whoever has them there reads it. */
export const toldIn = (layout: Layout, text: string): string =>
  text.replace(/`(tenant(?:\/[^`\s:]*)?)(?=[`\s:])/g, (whole, path: string) =>
    path.includes('/') ? `\`${pathIn(layout, path)}` : whole,
  )

/** A fault as it is told there. */
export const faultIn = (layout: Layout, { message, fix, place, ...fault }: Fault): Fault => ({
  ...fault,
  message: toldIn(layout, message),
  fix: toldIn(layout, fix),
  ...(place === undefined ? {} : { place: { ...place, file: pathIn(layout, place.file) } }),
})

/** The same for lines that are finished. */
export const linesIn = (layout: Layout, { texts }: Lines): Lines =>
  lines(...texts.map((text) => toldIn(layout, text)))
