import type { CacheAPI } from '@auth0/actions/pre-user-registration/v2'

/** How the Action reads its own tenant: a machine client made for nothing else, and a deadline. */
export type ManagementAccess = {
  readonly domain: string
  readonly clientId: string
  readonly clientSecret: string
  readonly cache: CacheAPI
  readonly fetch: typeof fetch
  /** Ends every request that is still under way when the budget is used up. */
  readonly deadline: AbortSignal
}

/** Thrown for every answer that cannot be believed; its text is for the Action's own log. */
export class ManagementUnavailable extends Error {
  override readonly name = 'ManagementUnavailable'
}

const TOKEN_KEY = 'og_management_token'
// A token that is about to expire is not worth keeping.
const TOKEN_MARGIN_SECONDS = 60

/**
 * One GET of the Management API, as parsed JSON. A cached token that is refused is replaced once.
 * @throws ManagementUnavailable, or the error of `fetch` (network, deadline)
 */
export async function readManagement(path: string, access: ManagementAccess): Promise<unknown> {
  const cached = access.cache.get(TOKEN_KEY)?.value
  const first = await request(path, cached ?? (await fetchToken(access)), access)
  if (first.status !== 401 || cached === undefined) return bodyOf(first)
  access.cache.delete(TOKEN_KEY)
  return bodyOf(await request(path, await fetchToken(access), access))
}

const request = (path: string, token: string, access: ManagementAccess): Promise<Response> =>
  access.fetch(`https://${access.domain}/api/v2/${path}`, {
    headers: { authorization: `Bearer ${token}` },
    redirect: 'error',
    signal: access.deadline,
  })

async function fetchToken(access: ManagementAccess): Promise<string> {
  const response = await access.fetch(`https://${access.domain}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: access.clientId,
      client_secret: access.clientSecret,
      audience: `https://${access.domain}/api/v2/`,
    }),
    redirect: 'error',
    signal: access.deadline,
  })
  const { access_token: token, expires_in: seconds } = await bodyOf(response)
  if (typeof token !== 'string' || typeof seconds !== 'number') {
    throw new ManagementUnavailable('the token answer has no token')
  }
  if (seconds > TOKEN_MARGIN_SECONDS) {
    // A result, never an error: without a cache the next sign-up just asks again.
    access.cache.set(TOKEN_KEY, token, { ttl: (seconds - TOKEN_MARGIN_SECONDS) * 1000 })
  }
  return token
}

async function bodyOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  if (!response.ok) throw new ManagementUnavailable(`status ${response.status}`)
  const body: unknown = await response.json()
  if (typeof body !== 'object' || body === null) {
    throw new ManagementUnavailable('the answer is not an object')
  }
  return body as Readonly<Record<string, unknown>>
}
