import type { IncomingMessage, ServerResponse } from 'node:http'
import { withClock } from './clock.ts'
import { injectFault, takeFault } from './control/inject-fault.ts'
import { limitRequest } from './limits/limit-request.ts'
import { MANAGEMENT_PATH } from './management/management-api.ts'
import { landLateWrites } from './oidc/login/write-metadata.ts'
import type { Tenant } from './store.ts'

export type Listener = (req: IncomingMessage, res: ServerResponse) => void

export type Listeners = {
  readonly management: Listener
  readonly authentication: Listener
  /** Called when a request that may have changed something is over. */
  readonly changed: () => void
}

/** The one way in: the tenant's clock around it, its limits and injected faults before it, then the API it is for. */
export function dispatchRequest(tenant: Tenant, listeners: Listeners): Listener {
  const { management, authentication, changed } = listeners
  return (req, res) =>
    withClock(tenant.clock, () => {
      landLateWrites(tenant)
      const path = req.url?.split('?', 1)[0] ?? '/'
      const isManagement = path === MANAGEMENT_PATH || path.startsWith(`${MANAGEMENT_PATH}/`)
      const handle = () => (isManagement ? management : authentication)(req, res)
      const managementPath = isManagement ? MANAGEMENT_PATH : null
      if (!limitRequest(tenant, { req, res }, { path, managementPath })) return
      // A GET of the Management API changes nothing; the Authentication API's writes sessions.
      if (!isManagement || req.method !== 'GET') res.once('close', changed)
      const { faults } = tenant.state
      const fault = faults.length === 0 ? undefined : takeFault(tenant, req.method ?? '', path)
      if (fault === undefined) handle()
      else injectFault(fault, { tenant, isManagement, req, res }, handle)
    })
}
