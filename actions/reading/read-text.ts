/** The text, or the empty text for whatever is not one: ids are compared, and empty matches nothing. */
export const readText = (value: unknown): string => (typeof value === 'string' ? value : '')
