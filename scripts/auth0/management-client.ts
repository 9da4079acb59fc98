import { ManagementClient } from 'auth0'
import { NO_TOKEN, portFetch } from '../gateway/port-fetch.ts'
import type { TenantAccess } from './tenant-access.ts'

const LONGEST_SECONDS = 300

/** The official SDK, behind the port. A deploy does without: its 700 files take longer to load than a no-op. */
export const managementClient = ({ address, port }: TenantAccess): ManagementClient =>
  new ManagementClient({
    domain: address.domain,
    token: NO_TOKEN,
    fetch: portFetch(port, address.domain),
    telemetry: false,
    // The port has tried again by then, and has a limit of its own.
    timeoutInSeconds: LONGEST_SECONDS,
    maxRetries: 0,
  })
