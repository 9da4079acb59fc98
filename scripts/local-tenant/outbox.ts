import type { OutboxMail, Tenant } from './store.ts'

/** Older messages are dropped: a tenant that has served many logins must not grow for ever. */
export const OUTBOX_LIMIT = 1_000
// Dropping in blocks: `splice` at the front of the array on every message would cost O(limit) each.
const DROP_BLOCK = 100

export type NewMail = Omit<OutboxMail, 'id' | 'sent_at' | 'channel'> & {
  /** `email` when absent. */
  channel?: OutboxMail['channel']
}

/** Puts a message into the tenant's outbox, where Auth0 would send it. Nothing leaves the machine. */
export function sendMail(tenant: Tenant, mail: NewMail): OutboxMail {
  const { outbox } = tenant.state
  tenant.state.sequence += 1
  const written: OutboxMail = {
    channel: 'email',
    ...mail,
    id: `mail_${String(tenant.state.sequence).padStart(12, '0')}`,
    sent_at: new Date(tenant.clock.now()).toISOString(),
  }
  outbox.push(written)
  if (outbox.length >= OUTBOX_LIMIT + DROP_BLOCK) outbox.splice(0, outbox.length - OUTBOX_LIMIT)
  return written
}

/** Oldest first. Addresses are compared without regard to upper and lower case. */
export function readMails(tenant: Tenant, to?: string): readonly OutboxMail[] {
  const wanted = to?.toLowerCase()
  return tenant.state.outbox.filter(
    (mail) => wanted === undefined || mail.to.toLowerCase() === wanted,
  )
}

export const latestMail = (tenant: Tenant, to: string): OutboxMail | undefined =>
  readMails(tenant, to).at(-1)
