import { styleText } from 'node:util'

type Colour = Parameters<typeof styleText>[0]

/**
 * By how a line begins, in the words of our own renderers: what is wrong, what to do about it, and what
 * is added, changed and removed. Colour says nothing that the line does not say itself.
 */
const COLOURS: readonly (readonly [begins: RegExp, colour: Colour])[] = [
  [/^(?:bug: |error |!! |[a-z]+(?:_[a-z]+)+: )/, 'red'],
  [/^(?:warning[: ]|a deploy would refuse: )/, 'yellow'],
  [/^ {2}fix: /, 'cyan'],
  [/^(?:ok |\+)/, 'green'],
  [/^-(?!-)/, 'red'],
  [/^~ /, 'yellow'],
]

/** The same lines, with colour for a terminal. */
export const coloured = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      const colour = COLOURS.find(([begins]) => begins.test(line))?.[1]
      // Whether the terminal takes it is decided by whoever writes there.
      return colour === undefined ? line : styleText(colour, line, { validateStream: false })
    })
    .join('\n')
