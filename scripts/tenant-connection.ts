import { ManagementClient } from 'auth0'
import { Agent, fetch as undiciFetch } from 'undici'

/** How to reach a tenant. */
export type TenantAddress = {
  readonly domain: string
  /** PEM of a certificate to trust beside the usual ones; null for a real tenant. */
  readonly certificate: string | null
}

export type MachineClient = { readonly clientId: string; readonly clientSecret: string }

/** `fetch` that trusts the local tenant's certificate, and nothing else of this process does. */
export function trustingFetch(certificate: string | null): typeof fetch {
  if (certificate === null) return fetch
  const dispatcher = new Agent({ connect: { ca: certificate } })
  // undici's own fetch: its Agent does not fit the fetch that is built into this Node.
  return ((input: string | URL, init?: object) =>
    undiciFetch(input, { ...init, dispatcher })) as unknown as typeof fetch
}

/** The tenant's Management API through the official SDK; the token is minted on first use. */
export const connectToTenant = (
  { domain, certificate }: TenantAddress,
  { clientId, clientSecret }: MachineClient,
): ManagementClient =>
  new ManagementClient({
    domain,
    clientId,
    clientSecret,
    fetch: trustingFetch(certificate),
    telemetry: false,
  })
