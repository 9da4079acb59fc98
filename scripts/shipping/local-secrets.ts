import { createHmac } from 'node:crypto'
import type { MachineClient } from '../auth0/connect-to-tenant.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../project/local-environments.ts'

/** Whose secrets: the local tenant's, as it runs in this process or as it was printed in another. */
export type LocalTenantIdentity = {
  readonly domain: string
  readonly machineClients: { readonly guard: MachineClient }
}

/**
 * Values for every secret the local environment names: the fixed development key, the machine
 * client that this very tenant made for the guard, and made-up values for everything else. Made up,
 * but the same each time, so that a second deploy finds nothing to do.
 */
export function makeLocalSecrets(
  names: readonly string[],
  { domain, machineClients }: LocalTenantIdentity,
): Record<string, string> {
  const known: Readonly<Record<string, string>> = {
    OG_SIGNING_KEY: DEVELOPMENT_SIGNING_KEY,
    OG_DOMAIN: domain,
    OG_CLIENT_ID: machineClients.guard.clientId,
    OG_CLIENT_SECRET: machineClients.guard.clientSecret,
  }
  const madeUp = (name: string): string =>
    createHmac('sha256', DEVELOPMENT_SIGNING_KEY).update(name).digest('base64url')
  return Object.fromEntries(names.map((name) => [name, known[name] ?? madeUp(name)]))
}
