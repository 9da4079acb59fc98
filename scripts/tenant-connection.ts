import { ManagementClient } from 'auth0'
import { pinnedFetch } from './pinned-fetch.ts'

/** How to reach a tenant. */
export type TenantAddress = {
  readonly domain: string
  /** PEM of a certificate to trust beside the usual ones; null for a real tenant. */
  readonly certificate: string | null
}

export type MachineClient = { readonly clientId: string; readonly clientSecret: string }

/** `fetch` that speaks to this tenant and to nobody else, whatever the tenant answers. */
export const tenantFetch = ({ domain, certificate }: TenantAddress): typeof fetch =>
  pinnedFetch(`https://${domain}`, { certificate })

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
