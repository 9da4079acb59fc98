/** Words of every note of something that git speaks of and nobody has compared with the tenant. */
export const NOT_COMPARED = 'not compared'

/** Words of every note of something that a receipt alone says, for want of the tenant's word. */
export const NEVER_GIVEN_BACK = 'never gives it back'

/** How far what is found holds, as a headline says it. */
export const asFarAs = (notes: readonly string[]): string =>
  notes.some(isShort) ? ', as far as it was shown' : ''

/** Whether a note says of something that it was not looked at, or not in the tenant. */
const isShort = (note: string): boolean =>
  note.includes(NOT_COMPARED) || note.includes(NEVER_GIVEN_BACK)
