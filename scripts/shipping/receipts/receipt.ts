import { z } from 'zod'

/** What was done to a tenant, by whom, and what it has run since: the way back, and the record. */

const KnownSecret = z.strictObject({
  /** Keyed hash; the value is nowhere but in the vault and the tenant. */
  fingerprint: z.string(),
  keyId: z.string(),
  writtenAt: z.string(),
})

const ShippedAction = z.strictObject({
  name: z.string(),
  id: z.string(),
  trigger: z.string(),
  triggerVersion: z.string(),
  runtime: z.string(),
  dependencies: z.array(z.strictObject({ name: z.string(), version: z.string() })),
  version: z.strictObject({ id: z.string(), number: z.number().nullable() }).nullable(),
  /** Of the code, which lies beside the receipts under this name. */
  sha256: z.string(),
  secrets: z.record(z.string(), KnownSecret.nullable()),
})
export type ShippedAction = z.infer<typeof ShippedAction>

export const RECEIPT_KINDS = ['deploy', 'rollback', 'disarm', 'rearm', 'uninstall'] as const

export const DeployReceipt = z.strictObject({
  version: z.literal(1),
  kind: z.enum(RECEIPT_KINDS),
  environment: z.string(),
  domain: z.string(),
  /** ISO 8601, of the machine that deployed; where its clock is behind the last receipt, just after that. */
  at: z.string(),
  actor: z.string(),
  reason: z.string().nullable(),
  commit: z.string().nullable(),
  /** Files differed from the commit. */
  isDirty: z.boolean(),
  plan: z.string().nullable(),
  /** Of what each guard holds, in the order of the Actions; their log lines name the same hashes. */
  rulebook: z.string().nullable(),
  keys: z.strictObject({ signing: z.string(), alsoVerifying: z.string().nullable() }),
  actions: z.array(ShippedAction),
  /** Secrets of modules that this deploy wrote, by module. */
  modules: z.record(z.string(), z.record(z.string(), KnownSecret)).optional(),
  /** What the deploy lets in beside the policies; absent of other kinds, and of older receipts. */
  openings: z.array(z.string()).readonly().optional(),
  /** Names of Actions by trigger, in the order they run. */
  bindings: z.record(z.string(), z.array(z.string())),
  /** What was read back: as wanted, or not. */
  outcome: z.enum(['verified', 'differences']),
  /** What was sent and the tenant never gives back: keyed hashes, by path and field. */
  held: z
    .strictObject({
      keyId: z.string(),
      values: z.record(z.string(), z.record(z.string(), z.string())),
    })
    .optional(),
  /** Hash of what was deployed, and keyed hashes of all that was read to find nothing left to do. */
  settled: z
    .strictObject({ desired: z.string(), readings: z.record(z.string(), z.string()) })
    .optional(),
  /** Of a rollback or a rearm: the receipt it went back to. */
  wentBackTo: z.string().nullable(),
  /** Of an uninstall: each step that was done, in words; its own client, which goes later, as such. */
  removed: z.array(z.string()).readonly().optional(),
})
export type DeployReceipt = z.infer<typeof DeployReceipt>

/** A guard went down or out by it: it says neither what a deploy wants nor with which keys. */
export const tookGuardDown = ({ receipt: { kind } }: FiledReceipt): boolean =>
  kind === 'disarm' || kind === 'uninstall'

/** As it lies in its file: sealed by whoever filed it, with their credentials and with the signing key. */
export const StoredDeployReceipt = DeployReceipt.extend({
  seal: z.string().nullable().default(null),
  keySeal: z.string().nullable().default(null),
})
export type StoredDeployReceipt = z.infer<typeof StoredDeployReceipt>

/** A receipt in its file, whose name is its time. */
export type FiledReceipt = {
  readonly file: string
  readonly receipt: DeployReceipt
  /** By the credentials at hand: nobody who lacks them has changed it, or called it otherwise, since. */
  readonly isSealed: boolean
  /** By those, or by the signing key at hand: what it knows of secrets holds, whoever deployed. */
  readonly isProven: boolean
}
