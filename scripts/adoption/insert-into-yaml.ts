import { renderYaml } from '../project/tenant-folder/yaml-document.ts'

/** A list in a YAML file, by the keys that lead to it, and what is put in there. */
export type YamlInsertion = {
  readonly path: readonly string[]
  /** Of the item; what stands there now comes after it. */
  readonly index: number
  readonly item: unknown
}

/** Lines of a block, from its key on: `[first, end)`; `indent` is that of the key. */
type Block = { readonly first: number; readonly end: number; readonly indent: number }

/**
 * Puts an item into a list, in lines of its own, and leaves every other line as it is. It goes by how lines
 * are indented, and so only proposes: whoever calls it has to parse what came of it.
 * @returns null where nothing can be put in line by line, as into a list in brackets
 */
export function insertIntoYaml(text: string, insertion: YamlInsertion): string | null {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const endsLine = text === '' || text.endsWith('\n')
  const lines = text.split(/\r?\n/)
  if (endsLine) lines.pop()
  const put = insertLines(lines, insertion)
  return put === null ? null : put.join(eol) + (endsLine ? eol : '')
}

function insertLines(
  lines: readonly string[],
  { path, index, item }: YamlInsertion,
): readonly string[] | null {
  let within: Block = { first: -1, end: lines.length, indent: -1 }
  for (const [depth, key] of path.entries()) {
    const indent = childIndent(lines, within) ?? within.indent + (depth === 0 ? 1 : 2)
    const block = findKey(lines, within, indent, key)
    if (block === null) {
      const missing = linesOf(nested(path.slice(depth), item), indent)
      return lines.toSpliced(lastLine(lines, within) + 1, 0, ...missing)
    }
    const rest = restOf(lines[block.first] ?? '')
    if (!isEmptyOrAnchor(rest.value)) return null
    if (EMPTY.test(rest.value)) {
      const inner = depth === path.length - 1 ? [item] : nested(path.slice(depth + 1), item)
      return lines.toSpliced(block.first, 1, rest.key, ...linesOf(inner, indent + 2))
    }
    within = block
  }
  return insertItem(lines, within, index, item)
}

function insertItem(
  lines: readonly string[],
  list: Block,
  index: number,
  item: unknown,
): readonly string[] | null {
  const indent = childIndent(lines, list)
  if (indent === null)
    return lines.toSpliced(list.first + 1, 0, ...linesOf([item], list.indent + 2))
  const items = numbersIn(list).filter((at) => isItem(lines[at] ?? '', indent))
  if (items.length === 0) return null
  const before = items[index]
  const at = before === undefined ? lastLine(lines, list) + 1 : withComments(lines, before)
  return lines.toSpliced(at, 0, ...linesOf([item], indent))
}

const numbersIn = ({ first, end }: Block): readonly number[] =>
  Array.from({ length: end - first - 1 }, (_, at) => first + 1 + at)

const isBlank = (line: string): boolean => /^\s*$/.test(line)
const isComment = (line: string): boolean => /^\s*#/.test(line)
const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0
const isItem = (line: string, indent: number): boolean =>
  indentOf(line) === indent && /^-(\s|$)/.test(line.slice(indent))

/** How far in the first line of a block stands; null for a block without one. */
function childIndent(lines: readonly string[], block: Block): number | null {
  const first = numbersIn(block).find((at) => {
    const line = lines[at] ?? ''
    return !isBlank(line) && !isComment(line) && !/^(---|%)/.test(line)
  })
  return first === undefined ? null : indentOf(lines[first] ?? '')
}

function findKey(
  lines: readonly string[],
  within: Block,
  indent: number,
  key: string,
): Block | null {
  const first = numbersIn(within).find((at) => {
    const line = lines[at] ?? ''
    return indentOf(line) === indent && keyOf(line) === key
  })
  if (first === undefined) return null
  const after = numbersIn({ first, end: within.end, indent }).find((at) =>
    endsBlock(lines[at] ?? '', indent),
  )
  return { first, end: after ?? within.end, indent }
}

const KEY = /^(\s*(?:"([^"]*)"|'([^']*)'|([^\s#"'][^:#]*?))\s*:)(?:\s+(.*))?$/

function keyOf(line: string): string | null {
  const [, , double, single, plain] = KEY.exec(line) ?? []
  return double ?? single ?? plain ?? null
}

/** A list may stand as far out as its key. */
const endsBlock = (line: string, indent: number): boolean =>
  !isBlank(line) && indentOf(line) <= indent && !isComment(line) && !isItem(line, indent)

/** What stands after a key in its line, without a comment. */
function restOf(line: string): { readonly key: string; readonly value: string } {
  const [, key = '', , , , rest = ''] = KEY.exec(line) ?? []
  const comment = /(^|\s)#.*$/.exec(rest)?.[0] ?? ''
  const value = rest.slice(0, rest.length - comment.length).trim()
  return { key: comment === '' ? key : `${key} ${comment.trim()}`, value }
}

const EMPTY = /^(~|null|\[\s*\]|\{\s*\})$/
const isEmptyOrAnchor = (value: string): boolean =>
  value === '' || EMPTY.test(value) || /^&\S+$/.test(value)

/** The last line of a block that says something; comments below it belong to what comes next. */
function lastLine(lines: readonly string[], block: Block): number {
  const said = numbersIn(block).filter((at) => {
    const line = lines[at] ?? ''
    return !isBlank(line) && (!isComment(line) || indentOf(line) > Math.max(block.indent, 0))
  })
  return said.at(-1) ?? block.first
}

/** The first of the comments right above an item, which are about it. */
function withComments(lines: readonly string[], item: number): number {
  let at = item
  while (isComment(lines[at - 1] ?? '')) at -= 1
  return at
}

const nested = (path: readonly string[], item: unknown): unknown =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), [item])

const linesOf = (value: unknown, indent: number): readonly string[] =>
  renderYaml(value)
    .trimEnd()
    .split('\n')
    .map((line) => `${' '.repeat(indent)}${line}`)
