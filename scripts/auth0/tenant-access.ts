import { openPort, type PortSettings, type TenantPort } from '../gateway/tenant-port.ts'
import { refuseFaults, UserFault } from '../ground/user-fault.ts'
import { type Credentials, readCredentials } from './credentials.ts'
import { type AccessToken, mintToken } from './mint-token.ts'
import { type TenantAddress, tenantFetch } from './tenant-fetch.ts'

/** A tenant that may be asked; nobody but the port has a token of it. */
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
 * @throws UserFault without credentials, or when the tenant refuses them
 */
export async function openTenant(
  address: TenantAddress,
  variables: Variables,
  onRequest?: PortSettings['onRequest'],
): Promise<TenantAccess> {
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
    renew: async () => {
      // Whoever gets none is told of the refusal that it was wanted for.
      const minting = await mintToken(address, credentials).catch(() => null)
      return minting?.kind === 'minted' ? minting.token.text : null
    },
    fetch: ask,
    nowMs: Date.now,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onRequest,
  })
  return { address, credentials, token, port }
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

const credentialsRefused = (domain: string, why: string): UserFault =>
  new UserFault([
    {
      code: 'credentials_refused',
      message: `\`${domain}\` gave the machine client no token: ${why}`,
      fix: 'check `AUTH0_CLIENT_ID` and its secret or key, and that the client is authorized for the Auth0 Management API',
    },
  ])
