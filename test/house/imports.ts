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
