import { Agent, fetch as undiciFetch } from 'undici'
import type { EventDelivery, EventDestination, JsonObject } from '../store.ts'
import type { Arrival } from './deliver-to-action.ts'

type Webhook = Extract<EventDestination, { type: 'webhook' }>['configuration']

const TIMEOUT_MS = 10_000
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Posts the event. Never to another machine: what a local tenant is told is nobody else's. */
export async function deliverToWebhook(
  { webhook_endpoint, webhook_authorization }: Webhook,
  { event }: EventDelivery,
  certificate: string,
): Promise<Arrival> {
  if (!LOOPBACK.has(new URL(webhook_endpoint).hostname)) {
    const message = '[local tenant] webhooks on other machines are not asked'
    return { kind: 'failed', message, isFinal: true }
  }
  const dispatcher = new Agent({ connect: { ca: certificate } })
  try {
    const { status } = await undiciFetch(webhook_endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorize(webhook_authorization) },
      body: JSON.stringify(event),
      redirect: 'manual',
      dispatcher,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (status >= 200 && status < 300) return { kind: 'arrived' }
    const isFinal = status >= 400 && status < 500
    return { kind: 'failed', message: `the endpoint answered ${status}`, isFinal }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'failed', message, isFinal: false }
  } finally {
    void dispatcher.destroy()
  }
}

function authorize({ method, username, password, token }: JsonObject): Record<string, string> {
  if (method === 'bearer') return { authorization: `Bearer ${token}` }
  const credentials = Buffer.from(`${username}:${password}`).toString('base64')
  return { authorization: `Basic ${credentials}` }
}
