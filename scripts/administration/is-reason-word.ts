/** A word in capitals, as our own tools write it: whatever else stands in a block may name somebody. */
const WORD = /^[A-Z][A-Z_]{0,31}$/

export const isReasonWord = (reason: string): boolean => WORD.test(reason)
