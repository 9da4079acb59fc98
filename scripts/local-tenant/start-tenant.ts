import { createServer, type Server } from 'node:https'
import { getRequestListener } from '@hono/node-server'
import { type Certificate, createCertificate } from './certificate.ts'
import { type Clock, createClock } from './clock.ts'
import { type Control, createControl } from './control/control.ts'
import { startControl } from './control/start-control.ts'
import { dispatchRequest, type Listener } from './dispatch-request.ts'
import { createEventRelay } from './events/create-event-relay.ts'
import type { LimitProfileName } from './limits/limit-profiles.ts'
import { writeLimits } from './limits/rate-limits.ts'
import { closeServer, listenOnLoopback } from './listen-loopback.ts'
import { createManagementApi } from './management/management-api.ts'
import { createAuthenticationApi } from './oidc/authentication-api.ts'
import { connectUpstream, type UpstreamAddress } from './oidc/federation/upstream-address.ts'
import { createActionRuntime } from './runtime/create-action-runtime.ts'
import type { ActionRuntime } from './runtime/trigger-outcome.ts'
import {
  currentMachineClients,
  type MachineClients,
  seedMachineClients,
} from './seed-machine-clients.ts'
import type { SigningKey } from './signing-key.ts'
import { loadStateFile, type StoredTenant } from './state-file.ts'
import { emptyState, type Tenant } from './store.ts'
import { recall, signingKeyOf, startKeeper, storedPort } from './stored-tenant.ts'

export type TenantOptions = {
  /** 0 takes any free port, as does none without a state file. Only 127.0.0.1 is listened on. */
  readonly port?: number
  /** Of the control port; 0, or none, takes any free one. */
  readonly controlPort?: number
  /**
   * Keeps the tenant across restarts: read at the start, where it exists, and written soon after each
   * change and at the end. It holds the signing key, so tokens stay good as long as the port, which
   * is part of the issuer, is the same; without `port` it is taken from the file.
   */
  readonly stateFile?: string
  /** `event.tenant.id`. */
  readonly tenantId?: string
  /** What the tenant's clock shows at start (epoch ms); absent: as in the state file, or the machine's. */
  readonly startAtMs?: number
  /** One of its own when absent. Give it when other servers of the same run shall share it. */
  readonly certificate?: Certificate
  /** Limits requests as this plan of Auth0 does; nobody is limited without it, or as the state file says. */
  readonly limits?: LimitProfileName
  /** Who plays the identity providers, by connection name; `connectUpstream` adds to them later. */
  readonly upstreams?: Readonly<Record<string, UpstreamAddress>>
  /** How long a changed Action stays `pending`, on the tenant's clock. */
  readonly actionBuildMs?: number
  /**
   * Budget of one trigger, all its Actions together (ms): spent by the machine's clock and by every
   * jump of the tenant's. Auth0's is 20 s.
   */
  readonly actionTimeoutMs?: number
  /** Budgets of Actions, and what they wait for, end by jumps of the tenant's clock alone. */
  readonly holdsActionTimers?: boolean
  /**
   * Folder whose `node_modules` has the npm dependencies that Actions declare; they may read it.
   * Without it they are refused by name.
   */
  readonly dependenciesFolder?: string
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
  /** With the secrets they have now. */
  readonly machineClients: MachineClients
  readonly control: Control
  /** `control` over HTTP: `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly controlUrl: string
  /** For `authorization: Bearer` at `controlUrl`. */
  readonly controlToken: string
  /** Ends every connection and every Action process; writes the state file, if there is one. */
  stop(): Promise<void>
}

const KEEP_ALIVE_MS = 65_000

/**
 * An Auth0 tenant on this machine: the Management API below `/api/v2`, the Authentication API on
 * every other path, and a runtime for uploaded Actions.
 * @throws Error with code `EADDRINUSE` when the port is taken
 * @throws StateFileFault when the state file cannot be read, understood or written
 */
export async function startTenant(options: TenantOptions = {}): Promise<RunningTenant> {
  const { stateFile } = options
  const stored = stateFile === undefined ? null : await loadStateFile(stateFile)
  const [pair, signingKey] = await Promise.all([
    options.certificate ?? createCertificate(),
    signingKeyOf(stored, stateFile),
  ])
  const server = createServer({ cert: pair.certificate, key: pair.privateKey })
  // The Deploy CLI pauses between requests: Node's 5 s would close a connection under its hand.
  server.keepAliveTimeout = KEEP_ALIVE_MS
  // The domain is part of every token, and the port part of the domain: so first the port, then the
  // tenant. Nobody knows the port before `startTenant` returns it.
  const port = await listenOnLoopback(server, options.port ?? storedPort(stored))
  const tenant = createTenant(options, `localhost:${port}`, { signingKey, stored })
  try {
    return await open(tenant, server, { options, stored, certificate: pair.certificate })
  } catch (error) {
    await closeServer(server)
    throw error
  }
}

type Foundation = { options: TenantOptions; stored: StoredTenant | null; certificate: string }

/** Lets requests in. */
async function open(
  tenant: Tenant,
  server: Server,
  { options, stored, certificate }: Foundation,
): Promise<RunningTenant> {
  const startOffsetMs = tenant.clock.offsetMs()
  const machineClients = stored?.machineClients ?? seedMachineClients(tenant)
  if (stored !== null) recall(tenant, stored, options)
  if (options.limits !== undefined) writeLimits(tenant, options.limits)
  for (const [name, address] of Object.entries(options.upstreams ?? {})) {
    connectUpstream(tenant, name, address)
  }
  const keeper = await startKeeper(tenant, machineClients, options.stateFile)
  const runtime = createRuntime(tenant, options, certificate)
  const relay = createEventRelay(tenant, { runtime, certificate, changed: keeper.touch })
  const control = createControl(tenant, {
    machineClients,
    startOffsetMs,
    changed: keeper.touch,
    settleEvents: relay.settle,
  })
  const port = await startControl(control, options.controlPort ?? 0).catch(async (error) => {
    await Promise.all([runtime.stop(), keeper.stop()])
    throw error
  })
  const changed = () => {
    keeper.touch()
    relay.poke()
  }
  await serve(tenant, server, { runtime, changed, actionBuildMs: options.actionBuildMs ?? 100 })
  return {
    url: `https://${tenant.domain}`,
    domain: tenant.domain,
    certificate,
    clock: tenant.clock,
    tenant,
    get machineClients() {
      return currentMachineClients(tenant, machineClients)
    },
    control,
    controlUrl: port.url,
    controlToken: port.token,
    stop: async () => {
      await Promise.all([closeServer(server), port.stop(), runtime.stop(), relay.stop()])
      await keeper.stop()
    },
  }
}

function createRuntime(
  tenant: Tenant,
  { actionTimeoutMs, holdsActionTimers, dependenciesFolder }: TenantOptions,
  certificate: string,
): ActionRuntime {
  return createActionRuntime(tenant, {
    certificate,
    ...(actionTimeoutMs !== undefined && { timeoutMs: actionTimeoutMs }),
    ...(holdsActionTimers !== undefined && { holdsTimers: holdsActionTimers }),
    ...(dependenciesFolder !== undefined && { dependenciesFolder }),
  })
}

/** From here on requests are answered. */
async function serve(
  tenant: Tenant,
  server: Server,
  {
    runtime,
    changed,
    actionBuildMs,
  }: { runtime: ActionRuntime; changed(): void; actionBuildMs: number },
): Promise<void> {
  const authentication = await createAuthenticationApi(tenant, runtime)
  const management = managementListener(createManagementApi(tenant, { actionBuildMs, runtime }))
  server.on('request', dispatchRequest(tenant, { management, authentication, changed }))
}

function createTenant(
  options: TenantOptions,
  domain: string,
  { signingKey, stored }: { signingKey: SigningKey; stored: StoredTenant | null },
): Tenant {
  return {
    state: emptyState(),
    clock: createClock(options.startAtMs),
    domain,
    issuer: `https://${domain}/`,
    tenantId: options.tenantId ?? stored?.snapshot.tenantId ?? 'local-tenant',
    signingKey,
  }
}

function managementListener(api: ReturnType<typeof createManagementApi>): Listener {
  const answer = getRequestListener(api.fetch, { overrideGlobalObjects: false })
  return (req, res) => {
    void answer(req, res)
  }
}
