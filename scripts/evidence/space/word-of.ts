import type { Word } from './crossing.ts'

/** A word that changes some of a draft. */
export const wordOf =
  <Draft>() =>
  (says: string, change: (draft: Draft) => Partial<Draft> | null): Word<Draft> => ({
    says,
    change: (draft) => {
      const changed = change(draft)
      return changed === null ? null : { ...draft, ...changed }
    },
  })
