import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import type { Connection, JsonObject, Tenant } from '../../store.ts'
import { readRecord, writeRecord } from '../provider/protocol-records.ts'

const DEFAULT_LENGTH = 6
/** Auth0's default for e-mail and text messages (docs, passwordless best practices). */
const DEFAULT_SECONDS = 180
const MOST_ATTEMPTS = 3

type CodeRecord = { digest: string; attempts: number }

const recordKey = (connection: Connection, address: string): string =>
  `OneTimeCode:${connection.name}:${address}`

/** Makes a code for an address; an earlier one is void from now on. */
export function createOneTimeCode(tenant: Tenant, connection: Connection, address: string): string {
  const { length, time_step } = totpOptions(connection)
  const digits = typeof length === 'number' && length >= 4 && length <= 40 ? length : DEFAULT_LENGTH
  const seconds = typeof time_step === 'number' && time_step > 0 ? time_step : DEFAULT_SECONDS
  const code = Array.from({ length: digits }, () => randomInt(10)).join('')
  const record: CodeRecord = { digest: digestOf(code), attempts: 0 }
  writeRecord(tenant, recordKey(connection, address), record, seconds)
  return code
}

/** A code is good once, and gone after three wrong ones. */
export function redeemOneTimeCode(
  tenant: Tenant,
  connection: Connection,
  address: string,
  code: string,
): 'ok' | 'wrong' | 'expired' {
  const key = recordKey(connection, address)
  const record = readRecord<CodeRecord>(tenant, key)
  if (record === undefined) return 'expired'
  if (timingSafeEqual(Buffer.from(record.digest), Buffer.from(digestOf(code)))) {
    tenant.state.protocol.delete(key)
    return 'ok'
  }
  record.attempts += 1
  if (record.attempts >= MOST_ATTEMPTS) tenant.state.protocol.delete(key)
  return 'wrong'
}

const digestOf = (code: string): string => createHash('sha256').update(code).digest('hex')

function totpOptions({ options }: Connection): JsonObject {
  const { totp } = (options ?? {}) as JsonObject
  return (totp ?? {}) as JsonObject
}
