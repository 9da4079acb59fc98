import { randomBytes } from 'node:crypto'
import { readRecord, writeRecord } from './oidc/provider/protocol-records.ts'
import { sendMail } from './outbox.ts'
import type { Tenant, User } from './store.ts'

/**
 * @fact An e-mail verification ticket lasts five days by default. (types of auth0 7.1.0,
 * `ttl_sec` of an e-mail verification ticket; read 2026-12-01)
 */
export const TICKET_SECONDS = 432_000

/** Whoever holds its id reads the mailbox of this address. */
type VerificationTicket = { userId: string; email: string }

const recordKey = (id: string): string => `VerificationTicket:${id}`

/** @returns the link: to open it verifies the address that the person has now */
export function createVerificationTicket(
  tenant: Tenant,
  { user_id, email }: { readonly user_id: string; readonly email: string },
  seconds: number,
): string {
  const id = randomBytes(24).toString('base64url')
  const ticket: VerificationTicket = { userId: user_id, email }
  writeRecord(tenant, recordKey(id), ticket, seconds)
  return `${tenant.issuer}u/email-verification?ticket=${id}`
}

/** Nothing for whoever has no address. */
export function mailVerification(tenant: Tenant, { user_id, email, connection }: User): void {
  if (email === undefined) return
  const url = createVerificationTicket(tenant, { user_id, email }, TICKET_SECONDS)
  sendMail(tenant, {
    to: email,
    kind: 'verify-email',
    subject: 'Verify your email',
    text: `Confirm that this address is yours. Follow this link:\n${url}`,
    url,
    connection,
    user_id,
  })
}

/**
 * Uses a ticket up.
 * @returns whose address it verifies; undefined where there is no such ticket, or the address is another now
 */
export function takeVerification(tenant: Tenant, id: string): User | undefined {
  const ticket = readRecord<VerificationTicket>(tenant, recordKey(id))
  const user = tenant.state.users.get(ticket?.userId ?? '')
  tenant.state.protocol.delete(recordKey(id))
  return user !== undefined && user.email === ticket?.email ? user : undefined
}
