/** What a comment says of Auth0, or of another product, and where that was read. */
export type Fact = {
  readonly statement: string
  /** Documents, as people look for them. */
  readonly source: string
  readonly date: string
  /** Seen in the answers of a real system, and not only read in a document. */
  readonly isConfirmed: boolean
  /** Of the local tenant, which plays it either way; empty for none. */
  readonly switchName: string
  /** What rests on it: a file, and what is declared below the comment, empty for a whole file. */
  readonly file: string
  readonly declared: string
}

/** `file` and `line` of a fact, or of a mention of a source, that has not the one form. */
export type Misshapen = { readonly file: string; readonly line: number; readonly text: string }

type Comment = {
  readonly line: number
  readonly lines: readonly string[]
  /** The first line of code below it. */
  readonly below: string
}

const FORM =
  /^(?<statement>.+[.]) \((?<source>.+); (?<verb>read|recorded) (?<date>20\d\d-\d\d-\d\d)(?:; switch (?<switchName>\w+))?\)$/

const MENTION =
  /\b(?:read|recorded|seen|checked|confirmed)(?: on)? 20\d\d\b|\bsources?:|\b20\d\d-\d\d-\d\d\)|\bcommunity \d{4,}|\bissue \d{3,}|\b\w+ docs[ ,]/i

const DECLARED =
  /^\s*(?:export )?(?:default )?(?:async )?(?:const|let|function\*?|class|type|interface|enum) (\w+)|^\s*(?:readonly )?(\w+)\??: /

/**
 * All facts that stand in the comments of one file, in the form `@fact <statement>. (<source>; read <date>)`:
 * `recorded` in place of `read` for what a real system answered, `; switch <name>` after the date.
 */
export function factsIn(
  file: string,
  text: string,
): { readonly facts: readonly Fact[]; readonly misshapen: readonly Misshapen[] } {
  const facts: Fact[] = []
  const misshapen: Misshapen[] = []
  for (const comment of commentsIn(text)) {
    for (const { isFact, words } of paragraphsOf(comment)) {
      const { groups } = (isFact ? FORM.exec(words) : null) ?? {}
      const line = comment.line
      if (groups !== undefined) facts.push(factOf(groups, file, comment))
      else if (isFact || MENTION.test(words)) misshapen.push({ file, line, text: words })
    }
  }
  return { facts, misshapen }
}

function factOf(
  { statement = '', source = '', verb, date = '', switchName = '' }: Record<string, string>,
  file: string,
  { below }: Comment,
): Fact {
  const [, declaration, member] = DECLARED.exec(below) ?? []
  const declared = declaration ?? member ?? ''
  return { statement, source, date, isConfirmed: verb === 'recorded', switchName, file, declared }
}

/** Comments that have their lines to themselves. */
function commentsIn(text: string): readonly Comment[] {
  const lines = text.split('\n')
  const comments: Comment[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const last = lastOfComment(lines, at)
    if (last === undefined) continue
    const inside = lines.slice(at, last + 1).map(withoutMarks)
    comments.push({ line: at + 1, lines: inside, below: lines[last + 1] ?? '' })
    at = last
  }
  return comments
}

const startsWith = (mark: string, line = ''): boolean => line.trimStart().startsWith(mark)

/** @returns undefined where no comment begins */
function lastOfComment(lines: readonly string[], at: number): number | undefined {
  let last = at
  if (startsWith('/*', lines[at])) {
    while (last < lines.length && lines[last]?.includes('*/') === false) last += 1
    return last
  }
  if (!startsWith('//', lines[at])) return undefined
  while (startsWith('//', lines[last + 1])) last += 1
  return last
}

const withoutMarks = (line: string): string =>
  line
    .trim()
    .replace(/^(?:\/\*+|\*(?!\/)|\/\/)/, '')
    .replace(/\*\/$/, '')
    .trim()

/** What stands between empty lines and tags, each on one line. */
function paragraphsOf({ lines }: Comment): readonly { isFact: boolean; words: string }[] {
  const paragraphs: { isFact: boolean; words: string }[] = [{ isFact: false, words: '' }]
  for (const line of lines) {
    const current = paragraphs.at(-1)
    if (line === '' || line.startsWith('@')) {
      const isFact = line.startsWith('@fact ')
      paragraphs.push({ isFact, words: isFact ? line.slice('@fact '.length) : line })
    } else if (current !== undefined) {
      current.words = `${current.words} ${line}`.trim()
    }
  }
  return paragraphs
}
