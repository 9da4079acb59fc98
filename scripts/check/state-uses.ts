import { lineOf, type ReadableCode, type Use } from './readable-code.ts'

/** What code does, or could do, to the records that the guard reads. */
export type StateUse = Use & {
  /**
   * `names`: a record by its name. `whole`: the map that the records are in. `unclear`: a key that only
   * the run knows, so that nobody can tell from the text.
   */
  readonly kind: 'names' | 'whole' | 'unclear'
}

type Pattern = { readonly kind: StateUse['kind']; readonly pattern: RegExp }

const NAMED: Pattern = { kind: 'names', pattern: /\bog_[a-z]\w*/ }

/**
 * @fact What a script of a connection returns becomes the profile: `app_metadata` in it takes the
 * place of the whole map, at every login. (Auth0 community 119726; Auth0 docs, custom database
 * templates; read 2026-11-28)
 */
const OF_SCRIPTS: readonly Pattern[] = [
  NAMED,
  { kind: 'whole', pattern: /\bapp_metadata\b/ },
  { kind: 'unclear', pattern: /(?<=[\w$)\]])\s*\[(?!\s*["'\d\]])[^\]]*\]\s*=(?![=>])/ },
  { kind: 'unclear', pattern: /[{,]\s*\[[^\]]+\]\s*:/ },
  { kind: 'unclear', pattern: /\{[^{}()]*\.\.\./ },
  {
    kind: 'unclear',
    pattern:
      /\b(?:Object\.(?:assign|fromEntries|define\w+)|Reflect\.\w+|\w+\.(?:extend|merge|defaults|assignIn)|eval|Function)\s*\(/,
  },
  // A profile as somebody else sent it, and not one that is put together here.
  { kind: 'unclear', pattern: /\b\w+\s*\(\s*null\s*,\s*(?:JSON\.parse\s*\(|[\w$]+\.[\w$]+)/ },
]

/** What an Action asks to be stored, or takes away. */
const OF_ACTIONS: readonly Pattern[] = [
  NAMED,
  { kind: 'whole', pattern: /\b(?:session|refreshToken)\s*\??\.\s*evictMetadata\b/ },
  // Auth0 merges the map onto the profile, where this one would stand for the whole.
  { kind: 'whole', pattern: /\bsetAppMetadata\s*(?:\?\.)?\(\s*["'`]app_metadata\b/ },
  // Sent to the Management API: what is copied from the profile brings an older record back.
  {
    kind: 'whole',
    pattern:
      /\bapp_metadata\s*:\s*(?:\{[^}]*(?:\.\.\.|\[[^\]]+\]\s*:)|\w+(?:\.\w+)*\.app_metadata\b)/,
  },
  { kind: 'unclear', pattern: /\bapi\s*\??\.\s*(?:user|session|refreshToken)\s*(?:\?\.)?\[/ },
  { kind: 'unclear', pattern: /\bapi\s*(?:\?\.)?\[(?!\s*["'])/ },
  // A method that is handed on is called where this cannot follow.
  { kind: 'unclear', pattern: /\bset(?:App)?Metadata\b(?!\s*\??\.?\s*\()/ },
]

/** Of a script of a connection. */
export const stateUsesOfScript = (code: ReadableCode): readonly StateUse[] => [
  ...usesOf(code, OF_SCRIPTS),
  ...handedOn(code),
]

/** Of an Action other than the guard. */
export const stateUsesOfAction = (code: ReadableCode): readonly StateUse[] => [
  ...usesOf(code, OF_ACTIONS),
  ...computedKeys(code),
]

const usesOf = (code: ReadableCode, patterns: readonly Pattern[]): readonly StateUse[] =>
  patterns.flatMap(({ kind, pattern }) => {
    const what = pattern.exec(code.plain)?.[0]
    return what === undefined ? [] : [{ kind, what: short(what), line: lineOf(code, pattern) }]
  })

const short = (what: string): string => what.replace(/\s+/g, '').slice(0, 60)

const SETTERS =
  /(?<!transaction\s*\??\.\s*)\b(setAppMetadata|setMetadata|deleteMetadata)\s*(?:\?\.)?\(\s*([^,)]*)/g

/** Calls whose first argument is no text, and no name that stands for one text and no other. */
function computedKeys(code: ReadableCode): readonly StateUse[] {
  const calls = [...code.plain.matchAll(SETTERS)]
  const unclear = calls.find(
    ([, , key = '']) => !isText(key.trim()) && !isConstant(key.trim(), code),
  )
  if (unclear === undefined) return []
  const [, method = ''] = unclear
  const what = `${method}(${short(unclear[2] ?? '')}`
  return [{ kind: 'unclear', what, line: lineOf(code, new RegExp(`\\b${method}\\b`)) }]
}

const isText = (key: string): boolean =>
  /^(["'])(?:(?!\1|\\).)*\1$/.test(key) || /^`[^`$\\]*`$/.test(key)

function isConstant(key: string, { plain }: ReadableCode): boolean {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return false
  const name = key.replaceAll('$', '\\$')
  const given = plain.match(
    new RegExp(
      `(?<![\\w$.])${name}(?:\\s*=(?![=>])|\\s+of\\b|\\s+in\\b|\\s*[,)\\]}]\\s*(?:=>|\\)?\\s*\\{))`,
      'g',
    ),
  )
  const texts = plain.match(
    new RegExp(`\\b(?:const|let|var)\\s+${name}\\s*=\\s*(["'])(?:(?!\\1|\\\\).)*\\1`, 'g'),
  )
  return given?.length === 1 && texts?.length === 1
}

/** A profile that a callback is given by name, where the name stands for nothing put together here. */
function handedOn(code: ReadableCode): readonly StateUse[] {
  const pattern = /\b[\w$]+\s*\(\s*null\s*,\s*([A-Za-z_$][\w$]*)\s*\)/g
  const name = [...code.plain.matchAll(pattern)]
    .map(([, found = '']) => found)
    .find((one) => !isPutTogether(one, code))
  if (name === undefined) return []
  const line = lineOf(code, new RegExp(`\\(\\s*null\\s*,\\s*${name.replaceAll('$', '\\$')}\\b`))
  return [{ kind: 'unclear', what: name, line }]
}

const isPutTogether = (name: string, { plain }: ReadableCode): boolean =>
  ['true', 'false', 'null', 'undefined'].includes(name) ||
  new RegExp(`\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\s*=\\s*\\{`).test(plain)
