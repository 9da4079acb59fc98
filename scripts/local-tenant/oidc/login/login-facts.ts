import { mergeMetadata } from '../../merge-metadata.ts'
import { changedMetadata } from '../../runtime/event-after.ts'
import type { EntityChanges } from '../../runtime/trigger-outcome.ts'
import type { Json, JsonObject, Tenant, User } from '../../store.ts'
import { liveRecords, readRecord, writeRecord } from '../provider/protocol-records.ts'

const HOUR_SECONDS = 3_600
export const DEFAULT_SESSION_HOURS = 168
export const DEFAULT_IDLE_HOURS = 72

export type AuthenticationMethod = { name: string; timestamp: string }

/** What a sign-in proved; travels from the login page to the session and to the tokens. */
export type Authenticated = {
  userId: string
  /** Name of the connection. */
  connection: string
  methods: AuthenticationMethod[]
  /** `User.session_epoch` at sign-in: raised since, the session is over. */
  epoch: number
  /** The account was made in this very transaction. */
  signedUp: boolean
}

/** What Actions did to a session or a refresh token. Times are epoch ms. */
export type ActionLimits = {
  expiresAtMs?: number
  /** Until the next time it is used. */
  idleExpiresAtMs?: number
  metadata?: Record<string, string>
}

/** What oidc-provider's session does not hold. Kept per session uid, which outlives its cookie's value. */
export type SessionFacts = Authenticated & {
  createdAtMs: number
  authenticatedAtMs: number
  ip: string
  userAgent: string
  clientIds: string[]
  limits: ActionLimits
}

/** What the login decided, for the tokens of its grant and for every refresh. */
export type GrantFacts = {
  clientId: string
  connection: string
  methods: AuthenticationMethod[]
  /** Absent for grants without a browser, which have no session. */
  sessionUid?: string
  /** The `act` claim: who acts as the person. */
  actor?: JsonObject
  organizationId?: string
  audience?: string
  scope: string
  createdAtMs: number
  lastExchangedAtMs?: number
  /** Place of the newest rotating refresh token in its family; absent: the first. */
  latestCounter?: number
  ip: string
  userAgent: string
  claims: LoginClaims
  /** Of the grant's refresh tokens. */
  limits: ActionLimits
}

/** What Actions ask the tokens to carry. */
export type LoginClaims = {
  idToken: Record<string, Json>
  accessToken: Record<string, Json>
  addedScopes: string[]
  removedScopes: string[]
}

export const readSessionFacts = (
  tenant: Tenant,
  sessionUid: string | undefined,
): SessionFacts | undefined => readRecord(tenant, `SessionFacts:${sessionUid}`)

export function writeSessionFacts(tenant: Tenant, sessionUid: string, facts: SessionFacts): void {
  writeRecord(tenant, `SessionFacts:${sessionUid}`, facts, sessionLifetimeSeconds(tenant))
}

/** Every session of a person that still stands. */
export const liveSessionsOf = (
  tenant: Tenant,
  user: User,
): readonly { readonly uid: string; readonly facts: SessionFacts }[] =>
  liveRecords<SessionFacts>(tenant, 'SessionFacts:')
    .filter(({ record }) => isSessionAlive(tenant, record, user))
    .map(({ id, record }) => ({ uid: id, facts: record }))

export const forgetSession = (tenant: Tenant, sessionUid: string): boolean =>
  tenant.state.protocol.delete(`SessionFacts:${sessionUid}`)

export const readGrantFacts = (
  tenant: Tenant,
  grantId: string | undefined,
): GrantFacts | undefined => readRecord(tenant, `GrantFacts:${grantId}`)

export function writeGrantFacts(
  tenant: Tenant,
  grantId: string,
  facts: GrantFacts,
  ttlSeconds: number,
): void {
  writeRecord(tenant, `GrantFacts:${grantId}`, facts, ttlSeconds)
}

/** Does the session still stand for `user`? Blocking and address changes end it, as does its age. */
export function isSessionAlive(
  tenant: Tenant,
  facts: SessionFacts | undefined,
  user: User | undefined,
): boolean {
  if (facts === undefined || user === undefined || user.blocked === true) return false
  if (facts.userId !== user.user_id || facts.epoch !== user.session_epoch) return false
  if (isOverLimit(tenant, facts.limits)) return false
  return tenant.clock.now() - facts.createdAtMs < sessionLifetimeSeconds(tenant) * 1000
}

export function isOverLimit(tenant: Tenant, limits: ActionLimits): boolean {
  const { expiresAtMs = Infinity, idleExpiresAtMs = Infinity } = limits
  return tenant.clock.now() >= Math.min(expiresAtMs, idleExpiresAtMs)
}

/** Limits only shorten; the idle one lasts until the next use, and has to be set again then. */
export function applyLimits(limits: ActionLimits, changes: EntityChanges | undefined): void {
  delete limits.idleExpiresAtMs
  if (changes === undefined) return
  const { expiresAtMs, idleExpiresAtMs } = changes
  if (expiresAtMs !== undefined) {
    limits.expiresAtMs = Math.min(limits.expiresAtMs ?? Infinity, expiresAtMs)
  }
  if (idleExpiresAtMs !== undefined) limits.idleExpiresAtMs = idleExpiresAtMs
  if (changes.metadata !== undefined) {
    limits.metadata = changedMetadata(limits.metadata ?? {}, changes)
  }
}

/** Of a session or a refresh token, by an API: null removes all of it. */
export function changeMetadata(
  limits: ActionLimits,
  changes: Readonly<Record<string, string>> | null | undefined,
): void {
  if (changes === null) delete limits.metadata
  else if (changes !== undefined) limits.metadata = mergeMetadata(limits.metadata ?? {}, changes)
}

export const sessionLifetimeSeconds = (tenant: Tenant): number =>
  readHours(tenant, 'session_lifetime', DEFAULT_SESSION_HOURS)

export const idleSessionLifetimeSeconds = (tenant: Tenant): number =>
  readHours(tenant, 'idle_session_lifetime', DEFAULT_IDLE_HOURS)

function readHours(tenant: Tenant, name: string, fallbackHours: number): number {
  const hours = tenant.state.settings.get('tenant-settings')?.[name]
  const given = typeof hours === 'number' && hours > 0 ? hours : fallbackHours
  return Math.max(1, Math.floor(given * HOUR_SECONDS))
}
