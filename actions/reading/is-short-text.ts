const LONGEST = 128

/** A text such as records hold: an id, a mark, a hash. Whatever is longer is none of ours. */
export const isShortText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= LONGEST
