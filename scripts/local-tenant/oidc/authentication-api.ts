import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ActionRuntime } from '../runtime/trigger-outcome.ts'
import type { Tenant } from '../store.ts'
import { importQuietly } from './import-quietly.ts'

/**
 * Answers everything that is not the Management API: OAuth and OpenID Connect at Auth0's paths, the
 * login pages, sign-up. Clients, connections, organizations and people are read from
 * `tenant.state` at each request. Expects TLS in front of it and the tenant's clock around it.
 */
export async function createAuthenticationApi(
  tenant: Tenant,
  runtime: ActionRuntime,
): Promise<(req: IncomingMessage, res: ServerResponse) => void> {
  const { createFront } = await importQuietly(() => import('./create-front.ts'))
  const answer = createFront(tenant, runtime)
  return (req, res) => {
    void answer(req, res)
  }
}
