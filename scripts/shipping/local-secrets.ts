import { randomBytes } from 'node:crypto'
import type { RunningTenant } from '../local-tenant/start-tenant.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../project/development-key.ts'

/**
 * Values for every secret the local environment names: the fixed development key, the machine
 * client that this very tenant made for the guard, and made-up values for everything else. They live
 * in memory, for this run.
 */
export function makeLocalSecrets(
  names: readonly string[],
  { domain, machineClients }: Pick<RunningTenant, 'domain' | 'machineClients'>,
): Record<string, string> {
  const known: Readonly<Record<string, string>> = {
    OG_SIGNING_KEY: DEVELOPMENT_SIGNING_KEY,
    OG_DOMAIN: domain,
    OG_CLIENT_ID: machineClients.guard.clientId,
    OG_CLIENT_SECRET: machineClients.guard.clientSecret,
  }
  return Object.fromEntries(
    names.map((name) => [name, known[name] ?? randomBytes(24).toString('base64url')]),
  )
}
