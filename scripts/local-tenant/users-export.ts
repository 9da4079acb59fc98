import { readRecord, writeRecord } from './oidc/provider/protocol-records.ts'
import type { Tenant } from './store.ts'

/** A day, as Auth0 keeps a job. */
const KEPT_SECONDS = 86_400

const recordKey = (id: string): string => `UsersExport:${id}`

/** @returns the link behind which the file lies */
export function keepExport(tenant: Tenant, id: string, file: Buffer): string {
  writeRecord(tenant, recordKey(id), { file: file.toString('base64') }, KEPT_SECONDS)
  return `${tenant.issuer}u/users-export?ticket=${id}`
}

export function readExport(tenant: Tenant, id: string): Buffer | undefined {
  const record = readRecord<{ file: string }>(tenant, recordKey(id))
  return record === undefined ? undefined : Buffer.from(record.file, 'base64')
}
