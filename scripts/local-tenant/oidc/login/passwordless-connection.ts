import { isEmailAddress } from '../../email-address.ts'
import type { Client, Connection, JsonObject, Tenant, User } from '../../store.ts'
import { findAccount, findUserByEmail, normalizeEmail } from '../../users.ts'

export type PasswordlessTarget = {
  connection: Connection
  /** Lower-case e-mail address, or telephone number. */
  address: string
  user: User | undefined
}

const TELEPHONE = /^\+[1-9]\d{6,14}$/

/** Auth0 names passwordless connections by their strategy: `email`, `sms`. */
export function findPasswordlessConnection(
  tenant: Tenant,
  client: Client,
  name: string | undefined,
): Connection | undefined {
  for (const connection of tenant.state.connections.values()) {
    if (connection.name !== name || !isPasswordless(connection)) continue
    if (connection.enabled_clients?.includes(client.client_id)) return connection
  }
  return undefined
}

export const isPasswordless = ({ strategy }: Connection): boolean =>
  strategy === 'email' || strategy === 'sms'

/** @returns undefined for what is no address of the connection's kind */
export function readTarget(
  tenant: Tenant,
  connection: Connection,
  written: string | undefined,
): PasswordlessTarget | undefined {
  const address = normalizeEmail(connection, written?.trim())
  if (address === undefined) return undefined
  const isGood = connection.strategy === 'sms' ? TELEPHONE.test(address) : isEmailAddress(address)
  if (!isGood) return undefined
  return { connection, address, user: findWithinReach(tenant, connection, address) }
}

function findWithinReach(
  tenant: Tenant,
  connection: Connection,
  address: string,
): User | undefined {
  if (connection.strategy === 'email') return findUserByEmail(tenant, connection.name, address)
  return findAccount(tenant, connection.name, ({ phone_number }) => phone_number === address)?.user
}

export const mayJoin = ({ options }: Connection): boolean =>
  (options as JsonObject | undefined)?.disable_signup !== true
