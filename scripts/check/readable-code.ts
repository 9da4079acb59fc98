import vm from 'node:vm'
import { transform } from 'esbuild'
import { keepLatest } from '../ground/keep-latest.ts'
import { lineAt } from '../ground/line-at.ts'
import { sha256 } from '../ground/sha256.ts'

/** JavaScript that can be searched for what it does. */
export type ReadableCode = {
  /** As it is in git, or as it was bundled. */
  readonly text: string
  /** Without comments, and `a["b"]` written as `a.b`. */
  readonly plain: string
  /** Why Auth0 could not load it; null when it compiles. */
  readonly syntaxError: string | null
}

/** What this process has read, by its hash: one check reads a bundle for several environments. */
const read = new Map<string, Promise<ReadableCode>>()
const MOST_READ = 64

export function readCode(text: string): Promise<ReadableCode> {
  const key = sha256(text)
  const before = read.get(key)
  if (before !== undefined) return before
  const reading = readAnew(text)
  keepLatest(read, key, reading, MOST_READ)
  return reading
}

async function readAnew(text: string): Promise<ReadableCode> {
  const plain = (await plainOf(text)) ?? (await plainOf(`exports.script = (${text})`)) ?? text
  return { text, plain, syntaxError: syntaxErrorOf(text) }
}

async function plainOf(text: string): Promise<string | null> {
  const result = await transform(text, {
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    minifySyntax: true,
  }).catch(() => null)
  return result?.code ?? null
}

// Compiled as Auth0 compiles it, a function of (module, exports, require), and never run.
function syntaxErrorOf(text: string): string | null {
  try {
    vm.compileFunction(text, ['module', 'exports', 'require', 'console'])
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** What of `patterns` the code does, with the line in `text`; comments do not count. */
export function usesOf(
  { text, plain }: Pick<ReadableCode, 'text' | 'plain'>,
  patterns: readonly RegExp[],
): readonly Use[] {
  return patterns.flatMap((pattern) => {
    const what = pattern.exec(plain)?.[0]
    if (what === undefined) return []
    return [{ what: what.replace(/\s+/g, ''), line: lineOf({ text }, pattern) }]
  })
}

/** The line of the first match outside of comments, where the text still spells it like that. */
export function lineOf({ text }: Pick<ReadableCode, 'text'>, pattern: RegExp): number {
  const at = pattern.exec(blankComments(text)) ?? pattern.exec(text)
  return at === null ? 1 : lineAt(text, at.index)
}

export type Use = { readonly what: string; readonly line: number }

const PIECES =
  /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g

// Only to name the right line: a regular expression may look like a comment here, and hide code.
const blankComments = (text: string): string =>
  text.replace(PIECES, (piece) => (piece.startsWith('/') ? piece.replace(/[^\n]/g, ' ') : piece))
