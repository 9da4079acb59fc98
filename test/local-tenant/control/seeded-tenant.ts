import { openBrowser } from '../../../scripts/auth0/login-client/browser.ts'
import {
  type RunningTenant,
  startTenant,
  type TenantOptions,
} from '../../../scripts/local-tenant/start-tenant.ts'
import { trustingFetch } from '../management/management-access.ts'
import { createTenant } from '../oidc/seed-tenant.ts'
import type { Scene } from '../oidc/start-scene.ts'

export type SeededTenant = { running: RunningTenant; scene: Scene; stop(): Promise<void> }

/** A whole tenant with the clients, organizations and connections of the OIDC tests in it. */
export async function seededTenant(options: TenantOptions = {}): Promise<SeededTenant> {
  const running = await startTenant({ holdsActionTimers: true, ...options })
  await seed(running)
  return { running, scene: sceneOf(running), stop: running.stop }
}

export async function seed({ tenant }: RunningTenant): Promise<void> {
  const { state } = await createTenant(Number(tenant.domain.split(':')[1]))
  for (const name of [
    'clients',
    'connections',
    'organizations',
    'resourceServers',
    'roles',
  ] as const) {
    const into: Map<string, unknown> = tenant.state[name]
    for (const [id, item] of state[name]) into.set(id, item)
  }
  tenant.state.organizationConnections.push(...state.organizationConnections)
}

/** What the steps of the OIDC tests need of a tenant. */
export const sceneOf = (running: RunningTenant): Scene =>
  ({
    tenant: running.tenant,
    fetch: trustingFetch(running),
    newBrowser: () => openBrowser(running.certificate),
  }) as unknown as Scene
