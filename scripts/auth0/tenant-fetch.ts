import { pinnedFetch } from '../ground/pinned-fetch.ts'

/** How to reach a tenant. */
export type TenantAddress = {
  readonly domain: string
  /** PEM of a certificate to trust beside the usual ones; null for a real tenant. */
  readonly certificate: string | null
}

/** `fetch` that speaks to this tenant and to nobody else, whatever the tenant answers. */
export const tenantFetch = ({ domain, certificate }: TenantAddress): typeof fetch =>
  pinnedFetch(`https://${domain}`, { certificate })
