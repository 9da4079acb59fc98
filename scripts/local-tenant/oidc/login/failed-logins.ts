import { readSetting } from '../../management/settings.ts'
import type { JsonObject, Tenant, User } from '../../store.ts'
import { findConnectionByName } from '../../users.ts'
import { ipOf } from '../events/event-parts.ts'
import type { HttpContext } from '../front.ts'
import { liveRecords, readRecord, writeRecord } from '../provider/protocol-records.ts'

/** Wrong passwords in a row for one identifier, and from one address where the tenant says so. */
export type FailedLogins = {
  connection: string
  identifier: string
  /** Absent where the tenant counts by identifier alone. */
  ip?: string
  count: number
}

const PREFIX = 'FailedLogins:'
/**
 * @fact A block by brute-force protection ends after thirty days without a further attempt, by a new
 * password, or by an administrator. (Auth0 docs, brute-force protection; read 2026-12-01)
 */
const BLOCK_SECONDS = 30 * 86_400

/**
 * @fact Brute-force protection says this, under `too_many_attempts`. (auth0/lock issue 327; read
 * 2026-12-01)
 */
export const LOCKED_OUT = 'Your account has been blocked after multiple consecutive login attempts.'

type Attempt = { readonly connection: string; readonly identifier: string }

/** Are further passwords for this identifier, from here, not even looked at? */
export function isLockedOut(tenant: Tenant, ctx: HttpContext, attempt: Attempt): boolean {
  const protection = readProtection(tenant, ctx, attempt.connection)
  if (protection === undefined) return false
  const { key } = placeOf(protection, ctx, attempt)
  return (readRecord<FailedLogins>(tenant, key)?.count ?? 0) >= protection.maxAttempts
}

export function countFailure(tenant: Tenant, ctx: HttpContext, attempt: Attempt): void {
  const protection = readProtection(tenant, ctx, attempt.connection)
  if (protection === undefined) return
  const { key, place } = placeOf(protection, ctx, attempt)
  const count = (readRecord<FailedLogins>(tenant, key)?.count ?? 0) + 1
  writeRecord(tenant, key, { ...place, count }, BLOCK_SECONDS)
}

export function forgetFailures(tenant: Tenant, ctx: HttpContext, attempt: Attempt): void {
  const protection = readProtection(tenant, ctx, attempt.connection)
  if (protection === undefined) return
  tenant.state.protocol.delete(placeOf(protection, ctx, attempt).key)
}

/** Blocks by brute-force protection that `isMeant` accepts. */
export function lockOuts(
  tenant: Tenant,
  isMeant: (failed: FailedLogins) => boolean,
): readonly FailedLogins[] {
  const { max_attempts } = settingsOf(tenant)
  const isOver = ({ count }: FailedLogins) => count >= Number(max_attempts)
  return liveRecords<FailedLogins>(tenant, PREFIX)
    .map(({ record }) => record)
    .filter((failed) => isOver(failed) && isMeant(failed))
}

/** Lifts them, and forgets failures that had not led to a block yet. */
export function liftLockOuts(tenant: Tenant, isMeant: (failed: FailedLogins) => boolean): void {
  for (const { id, record } of liveRecords<FailedLogins>(tenant, PREFIX)) {
    if (isMeant(record)) tenant.state.protocol.delete(`${PREFIX}${id}`)
  }
}

/** By any identifier of the person. */
export function isAboutUser(user: User): (failed: FailedLogins) => boolean {
  const identifiers = [user.email, user.username].map((one) => one?.toLowerCase())
  return ({ connection, identifier }) =>
    connection === user.connection && identifiers.includes(identifier)
}

type Protection = { readonly maxAttempts: number; readonly byAddress: boolean }

function readProtection(
  tenant: Tenant,
  ctx: HttpContext,
  connectionName: string,
): Protection | undefined {
  const { enabled, shields, allowlist, max_attempts, mode } = settingsOf(tenant)
  const options = findConnectionByName(tenant, connectionName)?.options as JsonObject | undefined
  const isOn = enabled === true && includes(shields, 'block') && !includes(allowlist, ipOf(ctx))
  if (!isOn || options?.brute_force_protection === false) return undefined
  return { maxAttempts: Number(max_attempts), byAddress: mode !== 'count_per_identifier' }
}

const includes = (list: unknown, one: string): boolean => Array.isArray(list) && list.includes(one)

const settingsOf = (tenant: Tenant): JsonObject =>
  readSetting(tenant, 'attack-protection/brute-force-protection')

function placeOf({ byAddress }: Protection, ctx: HttpContext, attempt: Attempt) {
  const { connection } = attempt
  const identifier = attempt.identifier.trim().toLowerCase()
  const place = { connection, identifier, ...(byAddress ? { ip: ipOf(ctx) } : {}) }
  return { place, key: `${PREFIX}${JSON.stringify(place)}` }
}
