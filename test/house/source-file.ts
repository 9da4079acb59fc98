import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A file of the checkout: its path from the top, with forward slashes, and its text. */
export type SourceFile = { readonly path: string; readonly text: string }

/** Everything that is committed or could be: not what `.gitignore` names. */
export function readCheckout(root: string = ROOT): readonly SourceFile[] {
  // An unpacked archive may stand in the repository of somebody else, who ignores it.
  const listed = existsSync(join(root, '.git')) ? listByGit(root) : listUnignored(root)
  return listed.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

function listByGit(root: string): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return [...new Set(listed.split('\0'))]
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .toSorted()
}

/** For lines of `.gitignore` that are a name, with or without `/` at the end, or `*` and an ending. */
function listUnignored(root: string, below = ''): readonly string[] {
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n').filter(Boolean)
  const isIgnored = (name: string): boolean =>
    ignored.some((line) =>
      line.startsWith('*') ? name.endsWith(line.slice(1)) : name === line.replace(/\/$/, ''),
    )
  return readdirSync(join(root, below), { withFileTypes: true })
    .filter(({ name }) => name !== '.git' && !isIgnored(name))
    .flatMap((entry) => {
      const path = `${below}${entry.name}`
      return entry.isDirectory() ? listUnignored(root, `${path}/`) : [path]
    })
    .toSorted()
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
