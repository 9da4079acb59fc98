import { readFile } from 'node:fs/promises'
import { openTenant, type TenantAccess } from '../auth0/tenant-access.ts'
import type { TenantAddress } from '../auth0/tenant-fetch.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { environmentPath, type LoadedEnvironment } from './load-project.ts'
import { isLocalEnvironment, isOnThisMachine } from './local-environments.ts'
import { withRunningTenant } from './running-tenant.ts'

type Variables = Readonly<Record<string, string | undefined>>

/**
 * The tenant of the environment, to be asked.
 * @param onRequest told of every request but the one for the token, without query and body
 * @throws UserFault without credentials, without a tenant, or when the tenant refuses them
 */
export const openTenantOf = async (
  place: LoadedEnvironment,
  variables: Variables,
  onRequest?: (line: string) => void,
): Promise<TenantAccess> => {
  const known = await withRunningTenant(place, variables)
  return openTenant(await readAddress(place, known), known, onRequest)
}

/**
 * Where the environment's tenant is, of variables that know of a local one that runs. Only the local tenant, whose port may be any, is told by the
 * environment variable; elsewhere a variable that says otherwise is a mistake about to happen.
 * @throws UserFault also where this process would believe anybody to be that tenant
 */
export async function readAddress(
  { environment, environmentName }: LoadedEnvironment,
  variables: Variables,
): Promise<TenantAddress> {
  const told = variables.AUTH0_DOMAIN ?? ''
  // Only from one tenant on this machine to another: nothing local may reach a real one.
  const isLocal =
    isLocalEnvironment({ environment, environmentName }) && (told === '' || isOnThisMachine(told))
  if (!isLocal && told !== '' && told !== environment.domain) {
    throw new UserFault([domainMismatch(told, environment.domain, environmentName)])
  }
  // Node would hand the credentials, and then the token, to whoever sits in between.
  if (!isOnThisMachine(environment.domain) && variables.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    throw new UserFault([certificateUnchecked(environment.domain)])
  }
  const file =
    variables.OG_CERTIFICATE || (isLocal ? variables.NODE_EXTRA_CA_CERTS : undefined) || null
  return {
    domain: isLocal && told !== '' ? told : environment.domain,
    certificate: file === null ? null : await readCertificate(file),
  }
}

async function readCertificate(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new UserFault([
      {
        code: 'certificate_missing',
        message: `the certificate \`${file}\` cannot be read`,
        fix: 'set `OG_CERTIFICATE` to the file that `npm run tenant` prints, or unset it',
      },
    ])
  }
}

const domainMismatch = (told: string, domain: string, environment: string): Fault => ({
  code: 'domain_mismatch',
  message: `\`AUTH0_DOMAIN\` is \`${told}\`, but \`${environmentPath(environment)}\` is about \`${domain}\``,
  fix: 'unset `AUTH0_DOMAIN`, or name the environment that it belongs to',
})

const certificateUnchecked = (domain: string): Fault => ({
  code: 'certificate_unchecked',
  message: `\`NODE_TLS_REJECT_UNAUTHORIZED\` is \`0\`: anybody could pose as \`${domain}\` and be given its credentials`,
  fix: 'unset it; for a proxy that signs with a certificate of its own, name that file in `NODE_EXTRA_CA_CERTS`',
})
