import type { Clock } from './clock.ts'
import type { SigningKey } from './signing-key.ts'

/**
 * Everything in a local tenant that can change, in one place: `reset()`, snapshot and restore work
 * because nothing else holds state. Field names are Auth0's own (Management API v2).
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** A resource the Deploy CLI manages and of which the tenant reads only a few fields. */
export type Client = JsonObject & { client_id: string; name: string }
export type Connection = JsonObject & {
  id: string
  name: string
  strategy: string
  enabled_clients: string[]
}
export type ResourceServer = JsonObject & { id: string; identifier: string }
export type ClientGrant = JsonObject & {
  id: string
  client_id: string
  audience: string
  scope: string[]
}
export type Role = { id: string; name: string; description: string; permissions: JsonObject[] }

export type Organization = JsonObject & { id: string; name: string; display_name: string }
export type OrganizationConnection = {
  organization_id: string
  connection_id: string
  assign_membership_on_login: boolean
  show_as_button: boolean
  is_signup_enabled: boolean
  /** Absent means true. */
  is_enabled?: boolean
  organization_connection_name?: string
  organization_access_level?: string
}
export type OrganizationClientGrant = { organization_id: string; grant_id: string }
export type DiscoveryDomain = {
  id: string
  organization_id: string
  domain: string
  status: 'pending' | 'verified'
  use_for_organization_discovery: boolean
}
export type Membership = { organization_id: string; user_id: string; roles: string[] }
export type Invitation = {
  id: string
  organization_id: string
  ticket_id: string
  inviter: { name: string }
  invitee: { email: string }
  client_id: string
  connection_id?: string
  roles: string[]
  app_metadata: JsonObject
  user_metadata: JsonObject
  created_at: string
  expires_at: string
}

export type User = {
  user_id: string
  /** Name of the connection that owns the primary identity. */
  connection: string
  email?: string
  email_verified: boolean
  username?: string
  phone_number?: string
  phone_verified?: boolean
  name?: string
  given_name?: string
  family_name?: string
  nickname?: string
  picture?: string
  blocked?: boolean
  app_metadata: JsonObject
  user_metadata: JsonObject
  created_at: string
  updated_at: string
  last_login?: string
  last_ip?: string
  logins_count: number
  last_password_reset?: string
  /** `scrypt:<salt>:<hash>`; never leaves the store. */
  password_hash?: string
  /** Raised whenever Auth0 would end the person's sessions (block, e-mail change, ...). */
  session_epoch: number
  /** Accepted an invitation; what an identity provider says of the address counts no more. */
  verified_by_invitation?: true
  /** Roles of the tenant that the person has outside of organizations. */
  role_ids?: string[]
  /** Permissions that the person has without a role. */
  direct_permissions?: JsonObject[]
}

/** An account that was a user of its own; whoever signs in with it is the primary user now. */
export type LinkedAccount = Pick<
  User,
  | 'user_id'
  | 'connection'
  | 'email'
  | 'email_verified'
  | 'username'
  | 'phone_number'
  | 'phone_verified'
  | 'name'
  | 'given_name'
  | 'family_name'
  | 'nickname'
  | 'picture'
  | 'password_hash'
  | 'session_epoch'
> & {
  /** Of the user whom it belongs to. */
  primary_id: string
}

export type ActionSecret = { name: string; value: string; updated_at: string }
export type ActionDraft = {
  id: string
  name: string
  supported_triggers: { id: string; version: string }[]
  code: string
  runtime: string
  dependencies: { name: string; version: string }[]
  secrets: ActionSecret[]
  /** Time at which the asynchronous build of the draft finishes (epoch ms). */
  built_at_ms: number
  created_at: string
  updated_at: string
  deployed_version_id: string | null
  all_changes_deployed: boolean
}
export type ActionVersion = {
  id: string
  action_id: string
  number: number
  code: string
  runtime: string
  dependencies: { name: string; version: string }[]
  secrets: ActionSecret[]
  supported_triggers: { id: string; version: string }[]
  created_at: string
}
/** Which custom-token-exchange Action answers for a type of token. */
export type TokenExchangeProfile = {
  id: string
  name: string
  subject_token_type: string
  action_id: string
  type: 'custom_authentication'
  created_at: string
  updated_at: string
}
/** Events of the tenant, and where they go. What is secret of a webhook never leaves the store. */
export type EventStream = JsonObject & {
  id: string
  name: string
  status: 'enabled' | 'disabled'
  subscriptions: { event_type: string }[]
  destination: EventDestination
}
export type EventDestination =
  | { type: 'action'; configuration: { action_id: string } }
  | {
      type: 'webhook'
      configuration: { webhook_endpoint: string; webhook_authorization: JsonObject }
    }
/** One event on its way to one stream; gone when it has arrived as often as it should. */
export type EventDelivery = {
  /** The event's own. */
  id: string
  event_stream_id: string
  event_type: string
  /** As it is handed over. */
  event: JsonObject
  status: 'waiting' | 'failed'
  /** Epoch ms on the tenant's clock. */
  due_at_ms: number
  /** Attempts since it was made, or asked for again. */
  tries: number
  /** How often it is delivered once more after it has arrived. */
  repeats: number
  /** Failed ones, as the Management API shows them. */
  attempts: { status: 'failed'; timestamp: string; error_message: string }[]
}

export type Binding = { id: string; trigger_id: string; action_id: string; display_name: string }

/** One tenant log entry, as `GET /api/v2/logs` returns it. */
export type TenantLog = JsonObject & { log_id: string; date: string; type: string }

/** One run of one Action. `GET /api/v2/actions/executions/{id}` groups them by `execution_id`. */
export type ActionExecution = {
  execution_id: string
  trigger_id: string
  action_name: string
  version_id: string
  /** SHA-256 of the code text that ran, hex. */
  code_sha256: string
  started_at: string
  ended_at: string
  /** Captured console output: the first 256 characters, as Auth0 persists it. */
  logs: string
  error: { id: string; msg: string } | null
  /** It sent the person elsewhere; the rest of the trigger has not run yet. */
  suspended?: true
}

/** An e-mail (or text message) Auth0 would have sent; written by `sendMail`, read at the control port. */
export type OutboxMail = {
  id: string
  channel: 'email' | 'sms'
  /** Address, or telephone number. */
  to: string
  /** What it is about, for example `invitation`, `passwordless-code`, `password-reset`, `verify-email`. */
  kind: string
  subject: string
  /** All a person would read. */
  text: string
  /** The link in it, if it is about one. */
  url?: string
  /** The one-time code in it, if it is about one. */
  code?: string
  client_id?: string
  organization_id?: string
  connection?: string
  user_id?: string
  sent_at: string
}

/** What is to go wrong with the next requests that match; set at the control port. */
export type InjectedFault = {
  id: string
  /** Of the path without the query; `*` stands for any characters. */
  path: string
  /** In capitals; absent: any. */
  method?: string
  /** Answered instead of the real answer, 400 to 599. */
  status?: number
  /** Waited before anything else happens (ms, the machine's time). */
  latencyMs?: number
  /** The connection is closed without an answer. */
  drop?: boolean
  /** Requests it still applies to. */
  times: number
}

/** What Actions asked to be written of a person, and is not in the profile yet. */
export type LateWrite = {
  user_id: string
  app_metadata: JsonObject
  user_metadata: JsonObject
  /** Epoch ms on the tenant's clock. */
  due_at_ms: number
}

/** Sessions, codes, grants and refresh tokens of the OpenID provider, written by its adapter. */
export type ProtocolRecord = { payload: JsonObject; expires_at_ms: number | null }

export type TenantState = {
  clients: Map<string, Client>
  connections: Map<string, Connection>
  resourceServers: Map<string, ResourceServer>
  clientGrants: Map<string, ClientGrant>
  roles: Map<string, Role>
  organizations: Map<string, Organization>
  organizationConnections: OrganizationConnection[]
  organizationClientGrants: OrganizationClientGrant[]
  discoveryDomains: Map<string, DiscoveryDomain>
  memberships: Membership[]
  invitations: Map<string, Invitation>
  users: Map<string, User>
  /** By the id that each had as a user, in the order in which they were linked. */
  linkedAccounts: Map<string, LinkedAccount>
  actions: Map<string, ActionDraft>
  actionVersions: Map<string, ActionVersion>
  bindings: Map<string, Binding[]>
  tokenExchangeProfiles: Map<string, TokenExchangeProfile>
  eventStreams: Map<string, EventStream>
  /** Waiting ones and failed ones, oldest first. */
  eventDeliveries: EventDelivery[]
  /** Singletons: `tenant-settings`, `attack-protection/brute-force-protection`, `prompts`, ... */
  settings: Map<string, JsonObject>
  /** What is kept and no more, by its path: `/log-streams/lst_...`. */
  kept: Map<string, JsonObject & { id: string }>
  logs: TenantLog[]
  executions: ActionExecution[]
  protocol: Map<string, ProtocolRecord>
  outbox: OutboxMail[]
  faults: InjectedFault[]
  /** Oldest first. */
  lateWrites: LateWrite[]
  /** Source of sequence numbers for ids of things that have no name. */
  sequence: number
}

export const emptyState = (): TenantState => ({
  clients: new Map(),
  connections: new Map(),
  resourceServers: new Map(),
  clientGrants: new Map(),
  roles: new Map(),
  organizations: new Map(),
  organizationConnections: [],
  organizationClientGrants: [],
  discoveryDomains: new Map(),
  memberships: [],
  invitations: new Map(),
  users: new Map(),
  linkedAccounts: new Map(),
  actions: new Map(),
  actionVersions: new Map(),
  bindings: new Map(),
  tokenExchangeProfiles: new Map(),
  eventStreams: new Map(),
  eventDeliveries: [],
  settings: new Map(),
  kept: new Map(),
  logs: [],
  executions: [],
  protocol: new Map(),
  outbox: [],
  faults: [],
  lateWrites: [],
  sequence: 0,
})

/** What every part of the local tenant is handed: its state, its time, and who it is. */
export type Tenant = {
  readonly state: TenantState
  readonly clock: Clock
  /** `host:port`; what Auth0 calls the domain. */
  readonly domain: string
  /** `https://<domain>/`, with the trailing slash Auth0 uses. */
  readonly issuer: string
  /** `event.tenant.id`. */
  readonly tenantId: string
  readonly signingKey: SigningKey
}
