import { z } from 'zod'
import { RESOURCE_TYPES } from '../../project/environment-file.ts'

/**
 * What a deploy would do, as a value: computed once, printed, stored, and applied as it is. It holds
 * no secret: of a secret it says that it changed, never to what.
 */

const FieldChange = z.strictObject({
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

const CodeChange = z.strictObject({
  /** SHA-256 of what is deployed; null where nothing is. */
  before: z.string().nullable(),
  after: z.string(),
  /** Unified; empty where there was no code before, it was disarmed, or too much differs to be read. */
  diff: z.string(),
})
export type CodeChange = z.infer<typeof CodeChange>

const named = {
  type: z.enum(RESOURCE_TYPES),
  name: z.string(),
  /** What the plain Deploy CLI would do beside it, and that it is kept from doing. */
  notes: z.array(z.string()),
}

const Change = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('create'),
    ...named,
    fields: z.array(FieldChange),
    code: CodeChange.optional(),
  }),
  z.strictObject({
    kind: z.literal('update'),
    ...named,
    id: z.string(),
    fields: z.array(FieldChange),
    code: CodeChange.optional(),
  }),
  z.strictObject({ kind: z.literal('delete'), ...named, id: z.string() }),
  z.strictObject({
    kind: z.literal('bind'),
    ...named,
    /** Names of Actions in the order they run. */
    before: z.array(z.string()),
    after: z.array(z.string()),
  }),
])
export type Change = z.infer<typeof Change>
export type ChangeOf<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>

const Refusal = z.strictObject({ code: z.string(), message: z.string(), fix: z.string() })

export const Plan = z.strictObject({
  version: z.literal(1),
  environment: z.string(),
  domain: z.string(),
  /** SHA-256 of what git wants; a plan is for one build and no other. */
  desired: z.string(),
  /** Id of the key that the fingerprints are made with; null when there was none. */
  keyId: z.string().nullable(),
  changes: z.array(Change),
  /** Why a deploy would not begin. */
  refusals: z.array(Refusal),
  notes: z.array(z.string()),
  /** Of every object that was read, by `type/name`. */
  fingerprints: z.record(z.string(), z.string()),
})
export type Plan = z.infer<typeof Plan>

export const isEmptyPlan = ({ changes, refusals }: Plan): boolean =>
  changes.length === 0 && refusals.length === 0
