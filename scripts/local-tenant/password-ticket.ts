import { randomBytes } from 'node:crypto'
import { readRecord, writeRecord } from './oidc/provider/protocol-records.ts'
import type { Suspension } from './runtime/suspension.ts'
import type { Tenant } from './store.ts'

/**
 * @fact A password change ticket lasts five days by default. (Auth0 API reference, create a
 * password change ticket; read 2026-11-22)
 */
export const TICKET_SECONDS = 432_000

/** The right to set one person's password; whoever holds its id has passed the first challenge. */
export type PasswordTicket = {
  /** Of the account whose password it is, also where it is linked to another user's. */
  userId: string
  /** Only with a client do the password-reset-post-challenge Actions run. */
  clientId?: string
  organizationId?: string
  /** Where the person goes afterwards. */
  resultUrl?: string
  marksEmailVerified: boolean
  /** An Action sent the person elsewhere. */
  suspension?: Suspension
  /** The challenge was passed, Actions included. */
  admitted?: true
  /** From an Action, in place of `resultUrl`. */
  actionResultUrl?: string
}

const recordKey = (id: string): string => `PasswordTicket:${id}`

/** @returns the address of the page that sets the password */
export function createPasswordTicket(
  tenant: Tenant,
  ticket: PasswordTicket,
  ttlSeconds: number = TICKET_SECONDS,
): string {
  const id = randomBytes(24).toString('base64url')
  writeRecord(tenant, recordKey(id), ticket, ttlSeconds)
  return `${tenant.issuer}u/reset-verify?ticket=${id}`
}

/** The stored ticket itself: changes to it stay. */
export const findPasswordTicket = (
  tenant: Tenant,
  id: string | undefined,
): PasswordTicket | undefined => readRecord(tenant, recordKey(id ?? ''))

export function useUpPasswordTicket(tenant: Tenant, id: string): void {
  tenant.state.protocol.delete(recordKey(id))
}
