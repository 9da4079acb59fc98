import {
  type LookUpTools,
  type ManagementAccess,
  ManagementUnavailable,
  NotAnswered,
  TenantBusy,
  TooManyPages,
} from '../management/management-access.ts'
import { sealedCache } from '../management/sealed-cache.ts'
import { readText } from '../reading/read-text.ts'

/** Auth0 gives an event-stream Action about 10 s; what is left is for its answer to arrive. */
const BUDGET_MS = 8_000
/** Of one event. Whoever holds more is finished at the next attempt, which goes on from there. */
const MOST_CALLS = 60

export type Fields = Readonly<Record<string, unknown>>

/**
 * How a change is looked up and acted upon: with a machine client of its own, because it ends what others
 * may only read, and no login holds its secret.
 */
export type TenantCalls = {
  readonly access: ManagementAccess
  /**
   * The body; null for what is not there.
   * @throws TooManyPages when the calls or the time are used up; NotAnswered, TenantBusy; else it may pass
   */
  get(path: string): Promise<Fields | null>
  /** Ends what has this path; that it is gone is no fault. @throws as `get` */
  end(path: string): Promise<void>
}

export function tenantCalls(
  secrets: Readonly<Record<string, string>> | undefined,
  { fetch, after, ...cacheTools }: LookUpTools,
): TenantCalls {
  const domain = readText(secrets?.OG_DOMAIN)
  const clientId = readText(secrets?.OG_DRIFT_CLIENT_ID)
  const clientSecret = readText(secrets?.OG_DRIFT_CLIENT_SECRET)
  const cache = sealedCache({ secret: clientSecret, context: [domain, clientId] }, cacheTools)
  const deadline = after(BUDGET_MS)
  // Nobody waits, so nothing is asked for twice because it is late.
  const lasting = { cache, late: deadline, deadline, token: null, reads: 0 }
  const access: ManagementAccess = { domain, clientId, clientSecret, fetch, ...lasting }
  return {
    access,
    get: async (path) => {
      const response = await ask('GET', path, access)
      return response === null ? null : (JSON.parse(await response.text()) ?? {})
    },
    end: async (path) => {
      await ask('DELETE', path, access)
    },
  }
}

async function ask(
  method: 'GET' | 'DELETE',
  path: string,
  access: ManagementAccess,
): Promise<Response | null> {
  const first = await send(method, path, access)
  if (first.status !== 401) return first.status === 404 ? null : answered(first)
  // The token may have been withdrawn: a new one, once.
  access.cache.delete(TOKEN_KEY)
  access.token = null
  const second = await send(method, path, access)
  return second.status === 404 ? null : answered(second)
}

async function send(method: string, path: string, access: ManagementAccess): Promise<Response> {
  if (access.reads >= MOST_CALLS || access.deadline.aborted) throw new TooManyPages([])
  access.token ??= tokenOf(access)
  const token = await access.token
  access.reads += 1
  return access.fetch(`https://${hostOf(access)}/api/v2/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    redirect: 'error',
    signal: access.deadline,
  })
}

function answered(response: Response): Response {
  if (response.ok) return response
  if (response.status === 429) throw new TenantBusy()
  if (response.status >= 500) throw new Error(`status ${response.status}`)
  throw new NotAnswered(response.status)
}

const TOKEN_KEY = 'og_drift_token'
// A token that is about to expire is not worth keeping.
const TOKEN_MARGIN_SECONDS = 60

async function tokenOf(access: ManagementAccess): Promise<string> {
  const cached = access.cache.get(TOKEN_KEY)
  if (cached !== null) return cached
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
  const body: Fields = JSON.parse(await answered(response).text()) ?? {}
  const token = readText(body.access_token)
  if (token === '') throw new ManagementUnavailable('the token answer has no token')
  const seconds = Number(body.expires_in) - TOKEN_MARGIN_SECONDS
  if (seconds > 0) access.cache.set(TOKEN_KEY, token, seconds * 1000)
  return token
}

/** A secret that is no host would send the client's secret to wherever the URL then points. */
function hostOf({ domain, clientId, clientSecret }: ManagementAccess): string {
  const isHost = /^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/i.test(domain)
  if (isHost && clientId !== '' && clientSecret !== '') return domain
  throw new ManagementUnavailable('domain or credentials are missing')
}
