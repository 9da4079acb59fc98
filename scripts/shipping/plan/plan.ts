import { z } from 'zod'
import { FieldChange } from '../../gateway/field-change.ts'
import { PlannedWrite } from '../../gateway/planned-write.ts'

/**
 * What a deploy would do, as a value: computed once, printed, stored, and applied as it is. It holds
 * no secret: of a secret it says that it changed, never to what.
 */

const CodeChange = z.strictObject({
  /** SHA-256 of what is deployed; null where nothing is. */
  before: z.string().nullable(),
  after: z.string(),
  /** Unified; empty where there was no code before, it was disarmed, or too much differs to be read. */
  diff: z.string(),
})
export type CodeChange = z.infer<typeof CodeChange>

const named = {
  /** As the Deploy CLI calls it. */
  type: z.string(),
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
  version: z.literal(2),
  environment: z.string(),
  domain: z.string(),
  /** SHA-256 of the folder that was rehearsed; a plan is for one build and no other. */
  desired: z.string(),
  /** Id of the key that the fingerprints are made with; null when there was none. */
  keyId: z.string().nullable(),
  changes: z.array(Change),
  /** What an apply sends, and nothing else. */
  writes: z.array(PlannedWrite),
  /** Why a deploy would not begin. */
  refusals: z.array(Refusal),
  notes: z.array(z.string()),
  /** Of every resource that the plan changes, as the tenant had it, by `type/name`. */
  fingerprints: z.record(z.string(), z.string()),
})
export type Plan = z.infer<typeof Plan>

export const isEmptyPlan = ({ changes, refusals }: Plan): boolean =>
  changes.length === 0 && refusals.length === 0
