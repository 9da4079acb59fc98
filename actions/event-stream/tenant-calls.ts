import {
  bodyOf,
  fetchToken,
  hostOf,
  type LookUpTools,
  type ManagementAccess,
  TOKEN_KEY,
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
      return response === null ? null : bodyOf(response)
    },
    end: async (path) => {
      const response = await ask('DELETE', path, access)
      // What is done is answered with nothing that could be read.
      if (response?.ok === false) await bodyOf(response)
    },
  }
}

/** Null for what is not there. */
async function ask(
  method: 'GET' | 'DELETE',
  path: string,
  access: ManagementAccess,
): Promise<Response | null> {
  let response = await send(method, path, access)
  if (response.status === 401) {
    // The token may have been withdrawn: a new one, once.
    access.cache.delete(TOKEN_KEY)
    access.token = null
    response = await send(method, path, access)
  }
  return response.status === 404 ? null : response
}

async function send(method: string, path: string, access: ManagementAccess): Promise<Response> {
  if (access.reads >= MOST_CALLS || access.deadline.aborted) throw new TooManyPages([])
  const cached = access.cache.get(TOKEN_KEY)
  access.token ??= cached === null ? fetchToken(access) : Promise.resolve(cached)
  const token = await access.token
  access.reads += 1
  return access.fetch(`https://${hostOf(access)}/api/v2/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    redirect: 'error',
    signal: access.deadline,
  })
}
