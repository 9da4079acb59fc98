import { ManagementClient } from 'auth0'
import { SignJWT } from 'jose'
import { Agent, fetch as undiciFetch } from 'undici'
import { managementScopes } from '../../../scripts/local-tenant/management/management-routes.ts'
import type { Tenant } from '../../../scripts/local-tenant/store.ts'

/** As much of a tenant that runs as a caller of its API needs. */
export type Reachable = {
  readonly tenant: Tenant
  readonly domain: string
  readonly certificate: string
}

export type TokenClaims = {
  scopes?: readonly string[]
  audience?: string
  issuer?: string
  /** Seconds from the tenant's now. */
  expiresIn?: number
  /** The client it was issued to. */
  clientId?: string
  /** Whose it is; absent in an application's own. */
  subject?: string
}

/** What `/oauth/token` would issue, signed with the tenant's own key. */
export function mintToken(
  { tenant }: Reachable,
  {
    scopes = managementScopes,
    audience,
    issuer,
    expiresIn = 3600,
    clientId,
    subject,
  }: TokenClaims = {},
): Promise<string> {
  const now = Math.floor(tenant.clock.now() / 1000)
  return new SignJWT({
    scope: scopes.join(' '),
    ...(clientId && { azp: clientId }),
    ...(subject && { sub: subject }),
  })
    .setProtectedHeader({ alg: 'RS256', kid: tenant.signingKey.kid })
    .setIssuer(issuer ?? tenant.issuer)
    .setAudience(audience ?? `${tenant.issuer}api/v2/`)
    .setIssuedAt(now)
    .setExpirationTime(now + expiresIn)
    .sign(tenant.signingKey.privateKey)
}

/** A `fetch` that trusts the tenant's certificate. Close the agent with `Symbol.asyncDispose`. */
export function trustingFetch({ certificate }: Reachable): typeof fetch {
  const dispatcher = new Agent({ connect: { ca: certificate } })
  return ((url: string, init?: object) =>
    undiciFetch(url, { ...init, dispatcher })) as unknown as typeof fetch
}

/** The unmodified SDK. Retries are off, so that a 5xx would be seen at once. */
export async function managementClient(
  running: Reachable,
  claims: TokenClaims = {},
): Promise<ManagementClient> {
  return new ManagementClient({
    domain: running.domain,
    token: await mintToken(running, claims),
    fetch: trustingFetch(running),
    maxRetries: 0,
  })
}

/** Remembers a tenant's state now; the function puts it back (cheaper than another tenant). */
export function rememberState({ state }: Tenant): () => void {
  const remembered = structuredClone(state)
  return () => {
    Object.assign(state, structuredClone(remembered))
  }
}

export type RawAnswer = { status: number; body: unknown; headers: Headers }

/** One raw call, for what the SDK would not send. */
export async function callManagement(
  running: Reachable,
  method: string,
  path: string,
  { body, token }: { body?: string | object; token?: string | null } = {},
): Promise<RawAnswer> {
  const bearer = token === undefined ? await mintToken(running) : token
  const answer = await trustingFetch(running)(`https://${running.domain}/api/v2${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    body: text === '' ? null : JSON.parse(text),
    headers: answer.headers,
  }
}

/** Status and error code of a refused SDK call. */
export async function refusalOf(
  call: PromiseLike<unknown>,
): Promise<{ status: unknown; code: unknown }> {
  try {
    await call
  } catch (error) {
    const { statusCode, body } = error as { statusCode?: number; body?: { errorCode?: string } }
    return { status: statusCode, code: body?.errorCode }
  }
  return { status: 'accepted', code: undefined }
}
