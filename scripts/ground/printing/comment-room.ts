import type { Markdown } from './markdown.ts'

/** GitHub refuses comments above 65,536 characters; CI may set a few of its own in front. */
const MOST_CHARACTERS = 60_000
/** For the sentences that say what was left out, at the end. */
const RESERVED_CHARACTERS = 500

/** Says of each block of a pull-request comment whether there is room for it, and keeps count. */
export type CommentRoom = { readonly takes: (block: Markdown) => boolean }

export function roomInComment(): CommentRoom {
  let left = MOST_CHARACTERS - RESERVED_CHARACTERS
  return {
    takes: (block) => {
      // As a cell a bar takes two; what sets rows and blocks apart is in the margin.
      const size = block.toCell().length + 10
      if (size > left) return false
      left -= size
      return true
    },
  }
}
