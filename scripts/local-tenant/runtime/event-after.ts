import { mergeMetadata } from '../merge-metadata.ts'
import type { Json } from '../store.ts'
import type { CollectedWrites } from './collected-writes.ts'
import type { EntityChanges, TriggerEvent } from './trigger-outcome.ts'

type Fields = Record<string, unknown>
type Metadata = Record<string, Json>

/**
 * The event of the next Action.
 * @fact What Actions before it in the run set as metadata is in it, although the profile is written
 * at the end only, and nothing else of what they did is. (Auth0 support, updating user metadata in
 * post-login; Auth0 community 152115 and 84051; read 2026-11-28)
 */
export function eventAfter(event: TriggerEvent, writes: CollectedWrites): TriggerEvent {
  const { user, session, refresh_token: refreshToken, transaction } = event
  const { appMetadata, userMetadata, transactionMetadata, targetScopes } = writes
  return {
    ...event,
    ...changed('user', user, {
      ...(appMetadata.size > 0 && { app_metadata: merged(user, 'app_metadata', appMetadata) }),
      ...(userMetadata.size > 0 && { user_metadata: merged(user, 'user_metadata', userMetadata) }),
    }),
    ...changed('session', session, entityFields(session, writes.session)),
    ...changed('refresh_token', refreshToken, entityFields(refreshToken, writes.refreshToken)),
    // It exists from the first write on.
    ...changed('transaction', transaction ?? {}, {
      ...(transactionMetadata.size > 0 && {
        metadata: merged(transaction, 'metadata', transactionMetadata),
      }),
      ...(targetScopes !== null && { target_scopes: targetScopes }),
    }),
  }
}

/** Metadata of a session or refresh token once the changes are made. */
export function changedMetadata(
  metadata: Record<string, string>,
  { evictsMetadata, metadata: changes = {} }: EntityChanges,
): Record<string, string> {
  return mergeMetadata(evictsMetadata === true ? {} : metadata, changes)
}

/** Nothing where no Action changed any, or where there is nothing that could have any. */
const changed = (name: string, part: unknown, fields: Fields): Fields =>
  isFields(part) && Object.keys(fields).length > 0 ? { [name]: { ...part, ...fields } } : {}

function entityFields(entity: unknown, changes: EntityChanges): Fields {
  if (changes.metadata === undefined) return {}
  return {
    metadata: changedMetadata(metadataOf(entity, 'metadata') as Record<string, string>, changes),
  }
}

const merged = (owner: unknown, name: string, writes: ReadonlyMap<string, Json>): Metadata =>
  mergeMetadata<Json>(metadataOf(owner, name), Object.fromEntries(writes))

function metadataOf(owner: unknown, name: string): Metadata {
  const metadata = isFields(owner) ? owner[name] : undefined
  return isFields(metadata) ? (metadata as Metadata) : {}
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null
