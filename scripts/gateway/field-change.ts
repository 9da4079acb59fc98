import { z } from 'zod'

/** One field of a resource that is not as it shall be. */
export const FieldChange = z.strictObject({
  /** As in the tenant folder, e.g. `options.passwordPolicy` or `connections[members]`. */
  path: z.string(),
  kind: z.enum(['added', 'changed', 'removed', 'reordered']),
  /** Absent where there was nothing, or a secret. */
  before: z.json().optional(),
  after: z.json().optional(),
  /** What it does to people, where the field does not say so. */
  means: z.string().optional(),
})
export type FieldChange = z.infer<typeof FieldChange>
