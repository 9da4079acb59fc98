import { ManagementClient } from 'auth0'
import { type TenantAddress, tenantFetch } from './tenant-fetch.ts'

export type MachineClient = { readonly clientId: string; readonly clientSecret: string }

/**
 * The tenant's Management API through the official SDK; the token is minted on first use. The SDK gives
 * that request 10 s, which a busy machine can use up: only the limit of our own fetch counts.
 */
export const connectToTenant = (
  address: TenantAddress,
  { clientId, clientSecret }: MachineClient,
): ManagementClient =>
  new ManagementClient({
    domain: address.domain,
    clientId,
    clientSecret,
    fetch: patient(tenantFetch(address)),
    telemetry: false,
  })

const patient =
  (send: typeof fetch): typeof fetch =>
  (input, init) =>
    String(input).endsWith('/oauth/token')
      ? send(input, { ...init, signal: null })
      : send(input, init)
