import type { JsonObject } from '../../ground/json-value.ts'

/** What the guard rests on: Actions, and what is bound to triggers. */
export type GuardedTenant = { readonly resources: readonly RemoteResource[] }

/** An Action or a trigger that the tenant has, in the words of the tenant folder. */
export type RemoteResource = {
  readonly type: 'actions' | 'triggers'
  /** Of a trigger its id. */
  readonly name: string
  readonly id: string
  readonly value: JsonObject
  /** Of Actions only. */
  readonly action?: RemoteAction
}

/** What is in use of an Action, beside its settings. */
export type RemoteAction = {
  readonly code: string
  readonly versionId: string | null
  readonly versionNumber: number | null
  /** When each secret was last written, by name. */
  readonly secretsWrittenAt: Readonly<Record<string, string>>
}
