import type { ResourceType } from '../../project/environment-file.ts'
import type { JsonObject } from '../json-value.ts'

export type { ResourceType } from '../../project/environment-file.ts'

/**
 * One thing of a tenant in the words of the tenant folder: names for ids, and a `SecretMark` where
 * a secret stands. Wanted and existing things have the same form, so that they can be compared.
 */
export type Resource = {
  readonly type: ResourceType
  /** Unique within its type; of a grant `<client> -> <audience>`, of a trigger its id. */
  readonly name: string
  readonly value: JsonObject
}

/** A thing that the tenant has. */
export type RemoteResource = Resource & {
  readonly id: string
  /** Keyed hash of everything that the tenant answered about it; it notices any change. */
  readonly fingerprint: string
  /** Why a deploy never removes it, whether git names it or not; null for what it may remove. */
  readonly keptBecause: string | null
  /** Of Actions only. */
  readonly action?: RemoteAction
  /** What the tenant has, which git does not speak of and the Deploy CLI would take away. */
  readonly undeclared?: JsonObject
}

/** What is in use of an Action, beside its settings. */
export type RemoteAction = {
  readonly code: string
  readonly versionId: string | null
  readonly versionNumber: number | null
  /** The draft is not what is deployed: somebody saved without deploying, or a deploy stopped. */
  readonly hasOtherDraft: boolean
  /** When each secret was last written, by name. */
  readonly secretsWrittenAt: Readonly<Record<string, string>>
}

/** What git wants, for the types that an environment manages. */
export type DesiredTenant = {
  /** Types that are managed and have files; others are left alone. */
  readonly types: readonly ResourceType[]
  readonly resources: readonly Resource[]
  /** SHA-256 of all of it, code included, secrets as names only. */
  readonly hash: string
  readonly notes: readonly string[]
}

/** What the tenant has, as far as a plan has to know. */
export type ActualTenant = {
  readonly resources: readonly RemoteResource[]
  /** Names that exist, whether managed or not: what a reference may point at. */
  readonly names: {
    readonly actions: readonly string[]
    readonly clients: readonly string[]
    readonly connections: readonly string[]
  }
}

export const keyOf = ({ type, name }: Pick<Resource, 'type' | 'name'>): string => `${type}/${name}`
