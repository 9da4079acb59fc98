import { posix } from 'node:path'
import type { SourceFile } from './source-file.ts'
import { withoutComments } from './source-file.ts'

export type Import = {
  /** As it is written. */
  readonly specifier: string
  /** A path from the top for a relative import; otherwise the specifier. */
  readonly target: string
  readonly isRelative: boolean
  /** Gone when the code runs. */
  readonly isType: boolean
}

// Statements begin a line in formatted code, so that a sample in a string is none.
const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?'([^'\n]+)'/gm
const CALL = /\b(?:import|require)\(\s*['"]([^'"\n]+)['"]/g
const TYPE_CALL = /\b(?:typeof\s+)?import\(\s*'([^'\n]+)'\s*\)\s*\./g

/** Every import of a file: statements, re-exports, dynamic ones, and `require`. */
export function importsOf({ path, text }: SourceFile): readonly Import[] {
  const code = withoutComments(text)
  const statements = [...code.matchAll(STATEMENT)].map(([, type, specifier = '']) => ({
    specifier,
    isType: type !== undefined,
  }))
  const ofTypes = new Set([...code.matchAll(TYPE_CALL)].map(({ index }) => index))
  const calls = [...code.matchAll(CALL)].map(({ index, 1: specifier = '' }) => ({
    specifier,
    isType: ofTypes.has(index),
  }))
  return [...statements, ...calls].map((found) => {
    const isRelative = /^\.\.?\//.test(found.specifier)
    const target = isRelative
      ? posix.normalize(posix.join(posix.dirname(path), found.specifier))
      : found.specifier
    return { ...found, isRelative, target }
  })
}

/** Groups of files that import each other in a circle, each sorted; a type counts as much as a value. */
export function cyclesOf(files: readonly SourceFile[]): readonly (readonly string[])[] {
  const edges = new Map(
    files.map((file) => [
      file.path,
      importsOf(file)
        .filter(({ isRelative }) => isRelative)
        .map(({ target }) => target),
    ]),
  )
  const reachableFrom = (start: string): ReadonlySet<string> => {
    const seen = new Set<string>()
    const open = [...(edges.get(start) ?? [])]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue
      seen.add(next)
      open.push(...(edges.get(next) ?? []))
    }
    return seen
  }
  const reach = new Map([...edges.keys()].map((path) => [path, reachableFrom(path)]))
  const circles = [...reach]
    .filter(([path, reached]) => reached.has(path))
    .map(([path, reached]) =>
      [...reached].filter((other) => reach.get(other)?.has(path) ?? false).toSorted(),
    )
  return [...new Set(circles.map((circle) => circle.join('\n')))].map((text) => text.split('\n'))
}
