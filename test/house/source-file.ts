import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A file of the checkout: its path from the top, with forward slashes, and its text. */
export type SourceFile = { readonly path: string; readonly text: string }

/** Everything that is committed or could be: not what `.gitignore` names. */
export function readCheckout(): readonly SourceFile[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return [...new Set(listed.split('\0'))]
    .filter((path) => path !== '' && existsSync(join(ROOT, path)))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

export const isCode = ({ path }: SourceFile): boolean => /\.(ts|mts|mjs|js|cjs)$/.test(path)

export const isIn = (room: string, { path }: SourceFile): boolean => path.startsWith(`${room}/`)

/** The text without its comments; what a comment says binds nobody. */
export const withoutComments = (text: string): string =>
  text.replace(
    // Strings are matched first and kept, so that what looks like a comment in one stays.
    /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (part) => (part.startsWith('/') ? '' : part),
  )

/** The text without comments and without what is quoted. */
export const onlyCode = (text: string): string =>
  withoutComments(text).replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")

/** Reads like an identifier: `readLoginFacts` and `READ_LOGIN_FACTS` are `read-login-facts`. */
export const toKebabCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()
