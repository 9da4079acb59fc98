import { request } from 'node:http'
import type { RunningTenant } from '../../../scripts/local-tenant/start-tenant.ts'

export type ControlCall = {
  body?: string | object
  headers?: Record<string, string>
  /** `null`: none is sent. */
  token?: string | null
}

/** One request to the control port; also with headers that `fetch` would not send. */
export function callControl(
  { controlUrl, controlToken }: RunningTenant,
  method: string,
  path: string,
  { body, headers = {}, token = controlToken }: ControlCall = {},
): Promise<{ status: number; text: string; body: unknown }> {
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(controlUrl)
    const sent = request({
      hostname,
      port,
      method,
      path,
      headers: { ...authorization, ...headers },
    })
    sent.once('error', reject)
    sent.once('response', async (answer) => {
      let text = ''
      for await (const chunk of answer) text += chunk
      resolve({ status: answer.statusCode ?? 0, text, body: parsed(text) })
    })
    sent.end(typeof body === 'object' ? JSON.stringify(body) : body)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
