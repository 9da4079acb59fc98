import { refusal } from './call.ts'
import { nameRequest, readCall } from './read-call.ts'
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
    const body = init.body ?? (await request?.text())
    const raw = {
      method: (init.method ?? request?.method ?? 'GET').toUpperCase(),
      url: request?.url ?? String(input),
      ...(body ? { body } : {}),
    }
    const call = readCall(raw, domain)
    const { status, body: answered } =
      call === null
        ? refusal(403, 'gateway_refused', `\`${nameRequest(raw)}\` is asked nothing`)
        : await port(call)
    const isBodiless = status === 204 || answered === undefined
    return new Response(isBodiless ? null : JSON.stringify(answered), {
      status,
      headers: { 'content-type': 'application/json' },
    })
  }
