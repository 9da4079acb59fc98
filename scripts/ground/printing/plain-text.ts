import { stripVTControlCharacters } from 'node:util'

/** What another program said, in one line and without its colours. */
export const plainText = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/\s*\n\s*/g, ' ')
    .trim()
