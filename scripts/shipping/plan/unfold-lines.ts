const LONGEST = 160

/**
 * The same code with its longest lines, such as a baked rulebook, taken apart at their brackets and
 * commas, for a diff that a reviewer can read. For the eye only: nothing is ever run from it. Pure.
 */
export const unfoldLines = (code: string): string =>
  code
    .split('\n')
    .map((line) => (line.length <= LONGEST ? line : unfold(line)))
    .join('\n')

function unfold(line: string): string {
  // Whole strings, so that what is in them stays together; then letter by letter.
  const tokens = line.match(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|./gs) ?? []
  let text = ''
  let depth = 0
  const newLine = (): string => `\n${'  '.repeat(depth)}`
  for (const token of tokens) {
    if (token === '{' || token === '[') {
      depth += 1
      text += `${token}${newLine()}`
    } else if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1)
      text = `${text.trimEnd()}${newLine()}${token}`
    } else if (token === ',') {
      text += `,${newLine()}`
    } else if (token !== ' ' || !/[\n ]$/.test(text)) {
      text += token
    }
  }
  return text
}
