import type { Json } from '../json-value.ts'
import { type Call, refusal } from './call.ts'
import type { TenantPort } from './tenant-port.ts'

/** Stands where a token would: whoever needs to give one gives this, and the port puts in its own. */
export const NO_TOKEN = 'the-gateway-has-it'

/**
 * `fetch` for a client library that is to ask one tenant's Management API: every request of it goes
 * through the port.
 * @throws TenantSilent as the port does
 */
export const portFetch =
  (port: TenantPort, domain: string): typeof fetch =>
  async (input, init = {}) => {
    const request = input instanceof Request ? input : null
    const url = new URL(request?.url ?? String(input))
    const text = init.body ?? (request === null ? undefined : await request.text())
    const body = typeof text === 'string' && text !== '' ? (JSON.parse(text) as Json) : undefined
    const isApi = url.host === domain && url.pathname.startsWith('/api/v2/')
    const answer = isApi
      ? await port({
          method: (init.method ?? request?.method ?? 'GET').toUpperCase() as Call['method'],
          path: url.pathname.slice('/api/v2'.length),
          query: url.searchParams,
          ...(body === undefined ? {} : { body }),
        })
      : refusal(403, 'gateway_refused', `\`${url.host}${url.pathname}\` is asked nothing`)
    const isBodiless = answer.status === 204 || answer.body === undefined
    return new Response(isBodiless ? null : JSON.stringify(answer.body), {
      status: answer.status,
      headers: { 'content-type': 'application/json' },
    })
  }
