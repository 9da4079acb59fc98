import { ManagementClient } from 'auth0'
import { tenantFetch } from '../../scripts/auth0/tenant-fetch.ts'
import type { RunningTenant } from '../../scripts/local-tenant/start-tenant.ts'

/** The official SDK at a local tenant, as the machine client that deploys. */
export const manageTenant = (running: RunningTenant): ManagementClient =>
  new ManagementClient({
    domain: running.domain,
    ...running.machineClients.deploy,
    fetch: tenantFetch(running),
    telemetry: false,
  })
