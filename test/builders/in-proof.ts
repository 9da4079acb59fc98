import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    readonly inProof: boolean
  }
}

/**
 * Whether each proof in the large runs whole (`npm run proof`), or for each kind by one that stands for it
 * (`npm test`). What imports this runs in both.
 */
export const inProof: boolean = inject('inProof') ?? false

/** All rows of a table; in `npm test` its first, which stands for the others. */
export const orFirst = <Row>(rows: readonly Row[]): readonly Row[] =>
  inProof ? rows : rows.slice(0, 1)
