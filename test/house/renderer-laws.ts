import type { Law } from './laws.ts'
import { isCode, isIn, type SourceFile, withoutComments } from './source-file.ts'

/** Who may write what, beside the tag that makes it. Whoever else does lets a name forge a page. */
const MEDIA: readonly {
  readonly medium: string
  readonly tag: string | null
  readonly renderers: readonly string[]
  readonly pattern: RegExp
}[] = [
  {
    medium: 'codes of a terminal',
    tag: null,
    renderers: ['scripts/ground/printing/terminal-lines.ts'],
    pattern: /\\u001b|\\u009b|\\x1b|\\x9b|\\033/i,
  },
  {
    medium: 'Markdown',
    tag: 'markdown',
    renderers: ['scripts/ground/printing/markdown.ts'],
    pattern: /```|\\`\\`\\`|['"`]\| |\|\s*:?---|['"`]#{1,6} |\[![A-Z]+\]|<\/?(?:details|summary)\b/,
  },
  {
    medium: 'HTML',
    // In Markdown too, its words are ours.
    tag: 'html|markdown',
    renderers: ['scripts/local-tenant/html.ts'],
    pattern:
      /(?<![\w/)\]])<\/?(?:a|b|body|br|button|code|dd|div|dl|dt|fieldset|footer|form|h[1-6]|head|header|html|img|input|label|li|link|main|meta|ol|p|pre|script|section|span|strong|style|svg|table|tbody|td|textarea|th|thead|title|tr|ul)(?:\s[^>]*)?>/,
  },
]

/** Each medium has one renderer, and everybody else its tag. */
export const oneRendererPerMedium: Law = (files) =>
  files
    .filter((file) => isCode(file) && isIn('scripts', file))
    .flatMap((file) =>
      MEDIA.filter(
        ({ tag, renderers, pattern }) =>
          !renderers.includes(file.path) && pattern.test(untagged(file, tag)),
      ).map(({ medium }) => `${file.path} writes ${medium} by itself`),
    )

/** Sentences of our own become Markdown with their code; theirs never do. */
const OWN_SENTENCES = [
  'scripts/check/render-findings-page.ts',
  'scripts/facts/render-facts-page.ts',
  'scripts/journey/matrix/render-matrix-page.ts',
  'scripts/commands/render-fidelity-page.ts',
  'scripts/shipping/plan/render-markdown.ts',
  'scripts/evidence/report/render-diff-markdown.ts',
]

/** What believes a string, and who may ask it to. */
const BELIEVERS: Readonly<Record<string, readonly string[]>> = {
  prose: ['scripts/ground/printing/markdown.ts', ...OWN_SENTENCES],
  htmlOfLibrary: [
    'scripts/local-tenant/html.ts',
    'scripts/local-tenant/oidc/provider/device-flow.ts',
  ],
}

export const fewBelieveStrings: Law = (files) =>
  Object.entries(BELIEVERS).flatMap(([name, knowers]) =>
    files
      .filter((file) => isIn('scripts', file) && !knowers.includes(file.path))
      .filter(({ text }) => new RegExp(`import [^;]*?\\b${name}\\b[^;]*? from`).test(text))
      .map(({ path }) => `${path} uses ${name}`),
  )

/** What is printed is a line; who prints more says so with `lines`, text by text. */
export const onePrintIsOneLine: Law = (files) =>
  files
    .filter(
      (file) => isCode(file) && isIn('scripts', file) && !isIn('scripts/ground/printing', file),
    )
    .filter(({ text }) =>
      /\bprint\(\s*(['"`])(?:(?!\1)[^\\]|\\.)*\\n|\blines\(\s*\.\.\.[^,)]*\.split\(/.test(
        withoutComments(text),
      ),
    )
    .map(({ path }) => `${path} prints more than a line at once`)

/** The code without comments, and without the words of the templates that `tag` makes. */
function untagged({ text }: SourceFile, tag: string | null): string {
  const code = withoutComments(text)
  if (tag === null) return code
  const start = new RegExp(`(?<![\\w.])(?:${tag})\``, 'g')
  let rest = ''
  let from = 0
  for (let found = start.exec(code); found !== null; found = start.exec(code)) {
    rest += code.slice(from, found.index)
    const { values, end } = readTemplate(code, start.lastIndex)
    rest += untagged({ path: '', text: values.join(' ') }, tag)
    from = end
    start.lastIndex = end
  }
  return rest + code.slice(from)
}

/** The values of a template whose words begin at `from`, as they are written, and where it ends. */
function readTemplate(code: string, from: number): { values: readonly string[]; end: number } {
  const values: string[] = []
  let at = from
  while (at < code.length && code[at] !== '`') {
    if (code[at] === '\\') at += 2
    else if (code.startsWith('${', at)) {
      const end = endOfValue(code, at + 2)
      values.push(code.slice(at + 2, end))
      at = end + 1
    } else at += 1
  }
  return { values, end: at + 1 }
}

/** Where the brace is that ends a value; templates within it may hold braces of their own. */
function endOfValue(code: string, from: number): number {
  let depth = 0
  for (let at = from; at < code.length; at += 1) {
    if (code[at] === '`') at = readTemplate(code, at + 1).end - 1
    else if (code[at] === '{') depth += 1
    else if (code[at] === '}') {
      if (depth === 0) return at
      depth -= 1
    }
  }
  return code.length
}
