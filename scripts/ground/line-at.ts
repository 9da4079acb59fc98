/** The line, counted from one, on which the character at `offset` stands. */
export const lineAt = (text: string, offset: number): number =>
  text.slice(0, Math.max(0, offset)).split('\n').length
