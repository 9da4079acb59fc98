import type { CacheAPI } from '@auth0/actions/pre-user-registration/v2'
import { readText } from './read-text.ts'

/** How long a person waits for the tenant to say what only it knows. */
export const LOOK_UP_BUDGET_MS = 1500

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

/** What a look-up needs from outside; the rest of it is in the event's secrets. */
export type LookUpTools = Pick<ManagementAccess, 'cache' | 'fetch' | 'deadline'>

export const managementAccess = (
  secrets: Readonly<Record<string, string>> | undefined,
  tools: LookUpTools,
): ManagementAccess => ({
  domain: readText(secrets?.OG_DOMAIN),
  clientId: readText(secrets?.OG_CLIENT_ID),
  clientSecret: readText(secrets?.OG_CLIENT_SECRET),
  ...tools,
})

/** After so many look-ups in a row without an answer, none is tried for a while. */
const FAILURES_TO_OPEN = 3
const OPEN_FOR_MS = 30_000
const BREAKER_KEY = 'og_breaker'

/**
 * Asks, unless asking has failed too often lately. Never throws: null is "it cannot be known now".
 * The breaker keeps a tenant that is in trouble from being asked at every login.
 */
export async function askWithBreaker<Answer>(
  { cache }: ManagementAccess,
  ask: () => Promise<Answer>,
): Promise<Answer | null> {
  const failures = Number(cache.get(BREAKER_KEY)?.value ?? 0)
  if (failures >= FAILURES_TO_OPEN) return null
  try {
    const answer = await ask()
    if (failures > 0) cache.delete(BREAKER_KEY)
    return answer
  } catch {
    cache.set(BREAKER_KEY, String(failures + 1), { ttl: OPEN_FOR_MS })
    return null
  }
}

/** The Management API pages by 100 at most, and says itself how long a page may be. */
const PAGE_SIZE = 100

/**
 * Every item of a paged list, to its end: who stops at the first page refuses the member of 51
 * organizations.
 * @throws ManagementUnavailable when the answer is no page, or there are more pages than `maxPages`
 */
export async function readPages(
  path: string,
  key: string,
  maxPages: number,
  access: ManagementAccess,
): Promise<readonly unknown[]> {
  const items: unknown[] = []
  for (let page = 0; page < maxPages; page += 1) {
    const query = `page=${page}&per_page=${PAGE_SIZE}&include_totals=true`
    const { [key]: list, total } = await readManagement(`${path}?${query}`, access)
    if (!Array.isArray(list) || typeof total !== 'number') {
      throw new ManagementUnavailable('the answer is not a page')
    }
    items.push(...list)
    if (items.length >= total) return items
    if (list.length === 0) throw new ManagementUnavailable('the list ends before its total')
  }
  throw new ManagementUnavailable('more pages than may be read')
}

const TOKEN_KEY = 'og_management_token'
// A token that is about to expire is not worth keeping.
const TOKEN_MARGIN_SECONDS = 60

/**
 * One GET of the Management API, as parsed JSON. A cached token that is refused is replaced once.
 * @throws ManagementUnavailable, or the error of `fetch` (network, deadline)
 */
async function readManagement(
  path: string,
  access: ManagementAccess,
): Promise<Readonly<Record<string, unknown>>> {
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
