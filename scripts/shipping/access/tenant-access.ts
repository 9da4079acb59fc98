import { readFile } from 'node:fs/promises'
import { type Fault, refuseFaults, UserFault } from '../../failures.ts'
import { openPort, type PortSettings, type TenantPort } from '../../gateway/tenant-port.ts'
import { isLocalEnvironment, isOnThisMachine } from '../../project/development-key.ts'
import { environmentPath, type Place } from '../../project/load-project.ts'
import { type TenantAddress, tenantFetch } from '../../tenant-fetch.ts'
import { type Credentials, readCredentials } from './credentials.ts'
import { type AccessToken, mintToken } from './mint-token.ts'

/** A tenant that may be asked: one token, minted once, which nobody but the port has. */
export type TenantAccess = {
  readonly address: TenantAddress
  readonly credentials: Credentials
  readonly token: AccessToken
  /** The one way to its Management API. */
  readonly port: TenantPort
}

type Variables = Readonly<Record<string, string | undefined>>

/**
 * @param onRequest told of every request but the one for the token, without query and body
 * @throws UserFault without credentials, without a tenant, or when the tenant refuses them
 */
export async function openTenant(
  project: Place,
  variables: Variables,
  onRequest?: PortSettings['onRequest'],
): Promise<TenantAccess> {
  const address = await readAddress(project, variables)
  const credentials = await readCredentials(variables)
  const minting = await mintToken(address, credentials)
  if (minting.kind === 'refused') throw credentialsRefused(address.domain, minting.why)
  return tenantAccess(address, credentials, minting.token, tenantFetch(address), onRequest)
}

export function tenantAccess(
  address: TenantAddress,
  credentials: Credentials,
  token: AccessToken,
  ask: typeof fetch = tenantFetch(address),
  onRequest: PortSettings['onRequest'] = () => {},
): TenantAccess {
  const { domain } = address
  const port = openPort({
    domain,
    token: token.text,
    fetch: ask,
    nowMs: Date.now,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onRequest,
  })
  return { address, credentials, token, port }
}

/**
 * Where the environment's tenant is. Only the local tenant, whose port may be any, is told by the
 * environment variable; elsewhere a variable that says otherwise is a mistake about to happen.
 */
export async function readAddress(
  { environment, environmentName }: Place,
  variables: Variables,
): Promise<TenantAddress> {
  const told = variables.AUTH0_DOMAIN ?? ''
  // Only from one tenant on this machine to another: nothing local may reach a real one.
  const isLocal =
    isLocalEnvironment({ environment, environmentName }) && (told === '' || isOnThisMachine(told))
  if (!isLocal && told !== '' && told !== environment.domain) {
    throw new UserFault([domainMismatch(told, environment.domain, environmentName)])
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

/**
 * Refuses before the first write what the tenant would refuse in the middle of them.
 * @throws UserFault with every scope that the token lacks
 */
export function assertScopes({ address, token }: TenantAccess, demanded: readonly string[]): void {
  const { scopes } = token
  if (scopes === null) return
  refuseFaults(
    demanded
      .filter((scope) => !scopes.has(scope))
      .map((scope) => ({
        code: 'scope_missing',
        message: `the machine client may not \`${scope}\` at \`${address.domain}\``,
        fix: `grant it \`${scope}\` on the Auth0 Management API`,
      })),
  )
}

const domainMismatch = (told: string, domain: string, environment: string): Fault => ({
  code: 'domain_mismatch',
  message: `\`AUTH0_DOMAIN\` is \`${told}\`, but \`${environmentPath(environment)}\` is about \`${domain}\``,
  fix: 'unset `AUTH0_DOMAIN`, or name the environment that it belongs to',
})

const credentialsRefused = (domain: string, why: string): UserFault =>
  new UserFault([
    {
      code: 'credentials_refused',
      message: `\`${domain}\` gave the machine client no token: ${why}`,
      fix: 'check `AUTH0_CLIENT_ID` and its secret or key, and that the client is authorized for the Auth0 Management API',
    },
  ])
