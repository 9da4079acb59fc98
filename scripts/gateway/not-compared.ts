/** Words of every note of something that git speaks of and nobody has compared with the tenant. */
export const NOT_COMPARED = 'not compared'

/** Words of every note of something that a receipt alone says, for want of the tenant's word. */
export const NEVER_GIVEN_BACK = 'never gives it back'

/** How far what is found holds, as a headline says it. */
export const asFarAs = (notes: readonly string[]): string =>
  notes.some((note) => isNotCompared(note) || note.includes(NEVER_GIVEN_BACK))
    ? ', as far as it was shown'
    : ''

export const isNotCompared = (note: string): boolean => note.includes(NOT_COMPARED)
