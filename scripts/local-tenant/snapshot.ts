import { z } from 'zod'
import { emptyState, type Json, type JsonObject, type Tenant, type TenantState } from './store.ts'

/**
 * A whole tenant as JSON: what `restore` takes back, and what a state file holds. The signing key is
 * no part of it.
 */
export type TenantSnapshot = {
  readonly format: typeof FORMAT
  /** `host:port` of the tenant it was taken of; restored elsewhere, its own addresses are rewritten. */
  readonly domain: string
  readonly tenantId: string
  /** `clock.offsetMs()` when it was taken. */
  readonly clockOffsetMs: number
  readonly state: JsonObject
}

/** Raised when an older reader would misread a snapshot; a collection more does not raise it. */
const FORMAT = 'auth0-local-tenant/1'

export const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z')

export function takeSnapshot(tenant: Tenant): TenantSnapshot {
  // By way of text: the tenant goes on changing the objects of its state in place.
  return JSON.parse(renderSnapshot(tenant))
}

/** The same as text. */
export function renderSnapshot(tenant: Tenant): string {
  const entries = Object.entries(tenant.state).map(([name, value]) => [
    name,
    value instanceof Map ? [...value] : value,
  ])
  const snapshot: TenantSnapshot = {
    format: FORMAT,
    domain: tenant.domain,
    tenantId: tenant.tenantId,
    clockOffsetMs: tenant.clock.offsetMs(),
    state: Object.fromEntries(entries),
  }
  return JSON.stringify(snapshot)
}

export class SnapshotFault extends Error {
  override readonly name = 'SnapshotFault'
}

/** @throws SnapshotFault that names the first place which does not fit */
export function parseSnapshot(value: unknown): TenantSnapshot {
  const parsed = Snapshot.safeParse(value)
  if (!parsed.success) throw new SnapshotFault(renderIssue(parsed.error.issues[0]))
  return value as TenantSnapshot
}

/**
 * Puts a tenant back to a snapshot, its clock included (time that has really passed since stays
 * passed). The collections of `tenant.state` are replaced: keep `state`, not a collection of it.
 */
export function restoreSnapshot(tenant: Tenant, snapshot: TenantSnapshot): void {
  const { domain, state, clockOffsetMs } = snapshot
  const own =
    domain === tenant.domain ? state : rebased(state, domainPattern(domain), tenant.domain)
  Object.assign(tenant.state, reviveState(own as JsonObject))
  tenant.clock.restore(clockOffsetMs)
}

/** What an older snapshot does not know stays empty. The snapshot itself is left as it is. */
function reviveState(stored: JsonObject): TenantState {
  const revived = Object.entries(emptyState()).map(([name, empty]) => {
    const value = stored[name] ?? empty
    return [name, Array.isArray(value) && empty instanceof Map ? new Map(pairs(value)) : value]
  })
  return structuredClone(Object.fromEntries(revived))
}

const pairs = (entries: readonly Json[]) => entries as [string, Json][]

/** Code that was uploaded is executed as it was uploaded; every other text follows the tenant. */
function rebased(value: Json, from: RegExp, to: string): Json {
  if (typeof value === 'string') return value.replace(from, to)
  if (Array.isArray(value)) return value.map((member) => rebased(member, from, to))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => [
    name,
    name === 'code' ? member : rebased(member, from, to),
  ])
  return Object.fromEntries(members)
}

const domainPattern = (domain: string): RegExp =>
  new RegExp(`(?<![\\w.-])${domain.replace(/[.]/g, '\\.')}(?!\\d)`, 'g')

const fields = z.record(z.string(), z.unknown())
const withText = (...names: readonly string[]) =>
  z.looseObject(Object.fromEntries(names.map((name) => [name, z.string()])))

/** The fields without which the tenant cannot tell one thing from another. */
const MEMBERS: Partial<Record<keyof TenantState, z.ZodType>> = {
  clients: withText('client_id', 'name'),
  connections: withText('id', 'name', 'strategy'),
  resourceServers: withText('id', 'identifier'),
  clientGrants: z.looseObject({
    id: z.string(),
    client_id: z.string(),
    audience: z.string(),
    scope: z.array(z.string()),
  }),
  roles: withText('id', 'name'),
  organizations: withText('id', 'name'),
  organizationConnections: withText('organization_id', 'connection_id'),
  memberships: z.looseObject({
    organization_id: z.string(),
    user_id: z.string(),
    roles: z.array(z.string()),
  }),
  invitations: withText('id', 'organization_id', 'ticket_id', 'expires_at'),
  users: z.looseObject({
    user_id: z.string(),
    connection: z.string(),
    app_metadata: fields,
    user_metadata: fields,
    session_epoch: z.number(),
  }),
  linkedAccounts: withText('user_id', 'connection', 'primary_id'),
  actions: withText('id', 'name', 'code'),
  actionVersions: withText('id', 'action_id', 'code'),
  bindings: z.array(withText('id', 'trigger_id', 'action_id')),
  tokenExchangeProfiles: withText('id', 'subject_token_type', 'action_id'),
  eventStreams: withText('id', 'name', 'status'),
  kept: withText('id'),
  eventDeliveries: z.looseObject({
    id: z.string(),
    event_stream_id: z.string(),
    event: fields,
    due_at_ms: z.number(),
    attempts: z.array(fields),
  }),
  logs: withText('log_id', 'date', 'type'),
  executions: withText('execution_id', 'trigger_id', 'action_name', 'logs'),
  lateWrites: z.looseObject({
    user_id: z.string(),
    app_metadata: fields,
    user_metadata: fields,
    due_at_ms: z.number(),
  }),
  protocol: z.looseObject({ payload: fields, expires_at_ms: z.number().nullable() }),
}

const State = z.looseObject(
  Object.fromEntries(
    Object.entries(emptyState()).map(([name, empty]) => {
      const member = MEMBERS[name as keyof TenantState] ?? fields
      if (typeof empty === 'number') return [name, z.int().min(0).optional()]
      const stored = empty instanceof Map ? z.tuple([z.string(), member]) : member
      return [name, z.array(stored).optional()]
    }),
  ),
)

const Snapshot = z.strictObject({
  format: z.literal(FORMAT),
  domain: z.string().regex(/^[\w.-]+:\d+$/),
  tenantId: z.string(),
  clockOffsetMs: z.number().min(-LATEST_MS).max(LATEST_MS),
  state: State,
})

function renderIssue(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'it is not a snapshot'
  const path = issue.path.map(String).join('.')
  return path === '' ? issue.message : `\`${path}\`: ${issue.message}`
}
