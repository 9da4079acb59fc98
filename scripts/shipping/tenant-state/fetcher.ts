import type { ManagementClient } from 'auth0'
import type { JsonObject } from '../json-value.ts'
import type { DesiredTenant, RemoteResource, ResourceType } from './resource.ts'

/** What a type's fetcher is handed: the API, what git wants, and who is never removed. */
export type FetchContext = {
  readonly management: ManagementClient
  readonly wanted: (type: ResourceType) => ReadonlySet<string>
  readonly desired: DesiredTenant
  readonly clients: readonly JsonObject[]
  /** Ids of machine clients that this very deploy, or the guard, lives on. */
  readonly ownClientIds: ReadonlySet<string>
  readonly seal: (remote: Unsealed) => RemoteResource
}

/** A thing as a fetcher found it; `everything` is what its fingerprint is made of. */
export type Unsealed = Omit<RemoteResource, 'fingerprint'> & { readonly everything: unknown }

export type Fetcher = (context: FetchContext) => Promise<readonly RemoteResource[]>
