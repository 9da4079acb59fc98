import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type Certificate, createCertificate } from './certificate.ts'
import { type Clock, createClock, withClock } from './clock.ts'
import { createManagementApi, MANAGEMENT_PATH } from './management/management-api.ts'
import { createAuthenticationApi } from './oidc/authentication-api.ts'
import { createActionRuntime } from './runtime/create-action-runtime.ts'
import { type MachineClients, seedMachineClients } from './seed-machine-clients.ts'
import { createSigningKey } from './signing-key.ts'
import { emptyState, type Tenant } from './store.ts'

export type TenantOptions = {
  /** 0 takes any free port. Only 127.0.0.1 is listened on. */
  readonly port?: number
  /** `event.tenant.id`. */
  readonly tenantId?: string
  /** What the tenant's clock shows at start (epoch ms); the machine's time when absent. */
  readonly startAtMs?: number
  /** How long a changed Action stays `pending`, on the tenant's clock. */
  readonly actionBuildMs?: number
  /** Budget of one trigger, all its Actions together (ms, the machine's time); Auth0's is 20 s. */
  readonly actionTimeoutMs?: number
}

export type RunningTenant = {
  /** `https://localhost:PORT`, without a slash at the end. */
  readonly url: string
  /** `localhost:PORT`: what Auth0 calls the domain. */
  readonly domain: string
  /** PEM, to be trusted by clients: `NODE_EXTRA_CA_CERTS`, or `ca` of an undici `Agent`. */
  readonly certificate: string
  readonly clock: Clock
  readonly tenant: Tenant
  readonly machineClients: MachineClients
  /** Ends every connection and every Action process. */
  stop(): Promise<void>
}

const KEEP_ALIVE_MS = 65_000

type Listener = (req: IncomingMessage, res: ServerResponse) => void

/**
 * An Auth0 tenant on this machine: the Management API below `/api/v2`, the Authentication API on
 * every other path, and a runtime for uploaded Actions.
 * @throws Error with code `EADDRINUSE` when the port is taken
 */
export async function startTenant(options: TenantOptions = {}): Promise<RunningTenant> {
  const [pair, signingKey] = await Promise.all([createCertificate(), createSigningKey()])
  const { certificate } = pair
  const server = await listen(pair, options.port ?? 0)
  const domain = `localhost:${(server.address() as AddressInfo).port}`
  const tenant: Tenant = {
    state: emptyState(),
    clock: createClock(options.startAtMs),
    domain,
    issuer: `https://${domain}/`,
    tenantId: options.tenantId ?? 'local-tenant',
    signingKey,
  }
  const machineClients = seedMachineClients(tenant)
  const timeout =
    options.actionTimeoutMs === undefined ? {} : { timeoutMs: options.actionTimeoutMs }
  const runtime = createActionRuntime(tenant, { certificate, ...timeout })
  const authentication = await createAuthenticationApi(tenant, runtime)
  const management = createManagementApi(tenant, { actionBuildMs: options.actionBuildMs ?? 100 })
  server.on('request', dispatch(tenant.clock, managementListener(management), authentication))
  return {
    url: `https://${domain}`,
    domain,
    certificate,
    clock: tenant.clock,
    tenant,
    machineClients,
    stop: async () => {
      await Promise.all([close(server), runtime.stop()])
    },
  }
}

// The domain is part of every token, and the port part of the domain: so first the port, then the
// tenant. Nobody knows the port before `startTenant` returns it.
function listen({ certificate, privateKey }: Certificate, port: number): Promise<Server> {
  const server = createServer({ cert: certificate, key: privateKey })
  // The Deploy CLI pauses between requests: Node's 5 s would close a connection under its hand.
  server.keepAliveTimeout = KEEP_ALIVE_MS
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

function managementListener(api: ReturnType<typeof createManagementApi>): Listener {
  const answer = getRequestListener(api.fetch, { overrideGlobalObjects: false })
  return (req, res) => {
    void answer(req, res)
  }
}

function dispatch(clock: Clock, management: Listener, authentication: Listener): Listener {
  return (req, res) =>
    withClock(clock, () => {
      const path = req.url?.split('?', 1)[0] ?? '/'
      const isManagement = path === MANAGEMENT_PATH || path.startsWith(`${MANAGEMENT_PATH}/`)
      const listener = isManagement ? management : authentication
      listener(req, res)
    })
}

function close(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve()
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
    server.closeAllConnections()
  })
}
