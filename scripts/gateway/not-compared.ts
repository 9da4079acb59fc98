/** Words of every note of something that git speaks of and nobody has compared with the tenant. */
export const NOT_COMPARED = 'not compared'

/** How far what is found holds, as a headline says it. */
export const asFarAs = (notes: readonly string[]): string =>
  notes.some(isNotCompared) ? ', as far as it was shown' : ''

export const isNotCompared = (note: string): boolean => note.includes(NOT_COMPARED)
