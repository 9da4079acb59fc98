import { readText } from '../reading/read-text.ts'
import { type CacheTools, type SealedCache, sealedCache } from './sealed-cache.ts'

/** How long a person waits for the tenant to say what only it knows. */
export const LOOK_UP_BUDGET_MS = 1500
/** From here on an answer is late, and is asked for once more beside the first. */
const LATE_MS = LOOK_UP_BUDGET_MS / 2

/** What a look-up needs from outside; the rest of it is in the event's secrets. */
export type LookUpTools = CacheTools & {
  readonly fetch: typeof fetch
  /** A signal that aborts after so many ms: `AbortSignal.timeout`. */
  readonly after: (ms: number) => AbortSignal
}

/** How an Action reads its own tenant: a machine client made for nothing else, and a deadline. */
export type ManagementAccess = Pick<LookUpTools, 'fetch'> & {
  readonly domain: string
  readonly clientId: string
  readonly clientSecret: string
  /** Under a key from the client's secret: whoever has that could get a token of their own. */
  readonly cache: SealedCache
  readonly late: AbortSignal
  /** Ends every request that is still under way when the budget is used up. */
  readonly deadline: AbortSignal
  /** The token of this look-up: asked for once, however many lists are read at a time. */
  token: Promise<string> | null
  /** How often the Management API was asked. */
  reads: number
}

export function managementAccess(
  secrets: Readonly<Record<string, string>> | undefined,
  { fetch, after, ...cacheTools }: LookUpTools,
): ManagementAccess {
  const domain = readText(secrets?.OG_DOMAIN)
  const clientId = readText(secrets?.OG_CLIENT_ID)
  const clientSecret = readText(secrets?.OG_CLIENT_SECRET)
  const cache = sealedCache({ secret: clientSecret, context: [domain, clientId] }, cacheTools)
  const [late, deadline] = [after(LATE_MS), after(LOOK_UP_BUDGET_MS)]
  return { domain, clientId, clientSecret, fetch, cache, late, deadline, token: null, reads: 0 }
}

/** Thrown for every answer that cannot be believed; its text goes nowhere. */
export class ManagementUnavailable extends Error {
  override readonly name: string = 'ManagementUnavailable'
}

/** The list is longer than may be read, in pages or in time: the trouble of whoever has it. */
export class TooManyPages extends Error {
  override readonly name = 'TooManyPages'
  /** What was read of it. */
  readonly items: readonly unknown[]
  constructor(items: readonly unknown[]) {
    super()
    this.items = items
  }
}

/** The tenant is well, and this question has no answer: what is wrong may be whom it is about. */
export class NotAnswered extends ManagementUnavailable {
  override readonly name = 'NotAnswered'
  readonly status: number
  constructor(status: number) {
    super()
    this.status = status
  }
}

/**
 * The tenant is well and has answered others too often: whoever asks a lot, a stranger who signs up
 * among them, can make it say so to everybody.
 */
export class TenantBusy extends Error {
  override readonly name = 'TenantBusy'
}

/** The Management API pages by 100 at most, and says itself how long a page may be. */
const PAGE_SIZE = 100
/** Of one run, for all the lists that it reads at a time. */
const MOST_READS = 60

/**
 * Every item of a paged list, to its end: who stops at the first page refuses the member of 51
 * organizations. What is not there has an empty list.
 * @fact Some lists of the Management API say their total; invitations do not. (Auth0 API reference;
 * read 2026-11-23)
 * @param isEnough asked of what was read: the rest is not needed
 * @throws NotAnswered when the answer is no page; TooManyPages beyond `maxPages`, or when the time
 * or the reads of the run end after the first page
 */
export async function readPages(
  path: string,
  key: string,
  maxPages: number,
  access: ManagementAccess,
  isEnough: (items: readonly unknown[]) => boolean = () => false,
): Promise<readonly unknown[]> {
  const items: unknown[] = []
  for (let page = 0; page < maxPages; page += 1) {
    const query = `page=${page}&per_page=${PAGE_SIZE}&include_totals=true`
    const answer = readManagement(`${path}?${query}`, access).catch((error) => {
      if (error instanceof NotAnswered && error.status === 404) return { [key]: [] }
      throw page > 0 && (access.deadline.aborted || error instanceof TooManyPages)
        ? new TooManyPages(items)
        : error
    })
    const { [key]: list, limit, total } = await answer
    if (!Array.isArray(list)) throw new NotAnswered(200)
    items.push(...list)
    if (isEnough(items)) return items
    if (typeof total === 'number') {
      if (items.length >= total) return items
      if (list.length === 0) throw new NotAnswered(200)
    } else if (list.length < (typeof limit === 'number' ? limit : 1)) {
      return items
    }
  }
  throw new TooManyPages(items)
}

export const TOKEN_KEY = 'og_management_token'
// A token that is about to expire is not worth keeping.
const TOKEN_MARGIN_SECONDS = 60

/**
 * One GET of the Management API, as parsed JSON. A cached token that is refused is replaced once.
 * @throws ManagementUnavailable for good; anything else (network, deadline, 5xx) may pass
 */
async function readManagement(
  path: string,
  access: ManagementAccess,
): Promise<Readonly<Record<string, unknown>>> {
  const cached = access.cache.get(TOKEN_KEY)
  access.token ??= cached === null ? fetchToken(access) : Promise.resolve(cached)
  const used = access.token
  const first = await request(path, await used, access)
  if (first.status !== 401 || cached === null) return bodyOf(first)
  // Whoever is refused first asks for a new token, for all.
  if (access.token === used) {
    access.cache.delete(TOKEN_KEY)
    access.token = fetchToken(access)
  }
  return bodyOf(await request(path, await access.token, access))
}

function request(path: string, token: string, access: ManagementAccess): Promise<Response> {
  if (access.reads >= MOST_READS) throw new TooManyPages([])
  access.reads += 1
  return access.fetch(`https://${hostOf(access)}/api/v2/${path}`, {
    headers: { authorization: `Bearer ${token}` },
    redirect: 'error',
    signal: access.deadline,
  })
}

/** A new token, kept for the next run. @throws ManagementUnavailable where none is given; else it may pass */
export async function fetchToken(access: ManagementAccess): Promise<string> {
  const response = await access.fetch(`https://${hostOf(access)}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: access.clientId,
      client_secret: access.clientSecret,
      audience: `https://${hostOf(access)}/api/v2/`,
    }),
    redirect: 'error',
    signal: access.deadline,
  })
  // Nobody whom is asked about has a part in it: a token that is refused is everybody's trouble.
  const refusal = new ManagementUnavailable('the token answer has no token')
  const { access_token: token, expires_in: seconds } = await bodyOf(response, refusal)
  if (typeof token !== 'string' || typeof seconds !== 'number') throw refusal
  if (seconds > TOKEN_MARGIN_SECONDS) {
    access.cache.set(TOKEN_KEY, token, (seconds - TOKEN_MARGIN_SECONDS) * 1000)
  }
  return token
}

/** A secret that is no host would send the client's secret to wherever the URL then points. */
export function hostOf({ domain, clientId, clientSecret }: ManagementAccess): string {
  const isHost = /^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/i.test(domain)
  if (isHost && clientId !== '' && clientSecret !== '') return domain
  throw new ManagementUnavailable('domain or credentials are missing')
}

/** @throws `refusal`, TenantBusy; anything else may pass */
export async function bodyOf(
  response: Response,
  refusal: ManagementUnavailable = new NotAnswered(response.status),
): Promise<Readonly<Record<string, unknown>>> {
  // A tenant in trouble may be out of it at the next try; whatever else it says is its answer.
  if (response.status >= 500) throw new Error(`status ${response.status}`)
  if (response.status === 429) throw new TenantBusy()
  if (!response.ok) throw refusal
  // Whatever is no object has none of the fields that are looked for in it.
  return JSON.parse(await response.text()) ?? {}
}
