/** A place in the checkout. */
export type Place = {
  /** Path relative to the checkout, with forward slashes. */
  readonly file: string
  /** Counted from one. */
  readonly line: number
}
