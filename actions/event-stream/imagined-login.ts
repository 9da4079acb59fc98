import type { Event } from '@auth0/actions/event-stream/v1'
import type { Event as LoginEvent } from '@auth0/actions/post-login/v3'
import { readText } from '../reading/read-text.ts'
import type { Issued } from './issued.ts'
import type { PresentState } from './present-state.ts'
import type { Fields } from './tenant-calls.ts'

/** One way in which something that was issued may be used next. */
export type Use = {
  readonly application: string
  /** Null: without an organization. */
  readonly organization: string | null
  readonly source: Source
}

/** Where somebody may have signed in: one of their accounts. */
export type Source = { readonly id: string; readonly name: string; readonly strategy: string }

/** Is no id of Auth0's: what a rulebook says of connections that it names says nothing of this one. */
const UNNAMED_SOURCE = 'unnamed'

/** @param ids of the connections that the rulebook knows, by name */
export function sourcesOf(
  { profile }: PresentState,
  ids: Readonly<Record<string, string>>,
): readonly Source[] {
  const identities: readonly unknown[] = Array.isArray(profile.identities) ? profile.identities : []
  return identities.map((one) => {
    const { connection, provider } = (one ?? {}) as Fields
    const name = readText(connection)
    const id = Object.hasOwn(ids, name) ? (ids[name] ?? UNNAMED_SOURCE) : UNNAMED_SOURCE
    return { id, name, strategy: readText(provider) }
  })
}

/**
 * The event of the login that would come next: Auth0 would show what the tenant holds now. What no
 * Management API says (who acts, how somebody proved who they are) is absent, and nothing is ended for it.
 */
export function imaginedLogin(
  { application, organization, source }: Use,
  { kind, createdAt }: Issued,
  present: PresentState,
  { message, secrets }: Event,
): LoginEvent {
  const metadataOf = (fields: Fields | undefined, key: string) =>
    (fields?.[key] ?? {}) as Readonly<Record<string, string>>
  const transaction =
    kind === 'session'
      ? { protocol: 'oidc-basic-profile', prompt: ['none'] }
      : { protocol: 'oauth2-refresh-token' }
  const event = {
    authorization: { roles: present.roles.get(organization ?? '') ?? [] },
    client: {
      client_id: application,
      name: '',
      metadata: metadataOf(present.applications.get(application), 'client_metadata'),
    },
    connection: source,
    ...(organization === null
      ? {}
      : {
          organization: {
            id: organization,
            name: readText(present.organizations.get(organization)?.name),
            metadata: metadataOf(present.organizations.get(organization), 'metadata'),
          },
        }),
    ...(kind === 'session' ? {} : { refresh_token: { created_at: createdAt } }),
    request: { query: {} },
    secrets,
    tenant: { id: message.a0tenant },
    transaction,
    user: { ...present.profile, app_metadata: present.profile.app_metadata ?? {} },
  }
  // What the tenant says of a person is read as Auth0's event is: nothing of it is believed to have its type.
  return event as unknown as LoginEvent
}
