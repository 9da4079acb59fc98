import { FetchRefused } from '../ground/pinned-fetch.ts'
import { CallRefused, isSuccess } from './call.ts'
import { nameRequest, readCall } from './read-call.ts'
import type { TenantPort } from './tenant-port.ts'

/** Stands where a token would: whoever needs to give one gives this, and the port puts in its own. */
export const NO_TOKEN = 'the-gateway-has-it'

/**
 * `fetch` for a client library that is to ask one tenant's Management API: every request of it goes
 * through the port.
 * @throws CallRefused where the tenant refuses; TenantSilent as the port does; a library may wrap them
 */
export const portFetch =
  (port: TenantPort, domain: string): typeof fetch =>
  async (input, init = {}) => {
    const request = input instanceof Request ? input : null
    const body = init.body ?? (await request?.text())
    const raw = {
      method: (init.method ?? request?.method ?? 'GET').toUpperCase(),
      url: request?.url ?? String(input),
      ...(body ? { body } : {}),
    }
    const call = readCall(raw, domain)
    if (call === null) throw new FetchRefused(`\`${nameRequest(raw)}\` is asked nothing`)
    const answer = await port(call)
    if (!isSuccess(answer)) throw new CallRefused(call, answer)
    const { status, body: answered } = answer
    const isBodiless = status === 204 || answered === undefined
    return new Response(isBodiless ? null : JSON.stringify(answered), {
      status,
      headers: { 'content-type': 'application/json' },
    })
  }
