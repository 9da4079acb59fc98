import { createServer } from 'node:http'
import { closeServer, listenOnLoopback } from 'auth0-local-tenant'
import { HANDLERS } from '../../bundle/bundle-action.ts'
import { jsonOf, recordOf } from '../../ground/json-value.ts'
import type { AskedTrigger } from '../space/questions-at.ts'

/** What a tenant shows its Actions, told by an Action that stands before the guard. */
export type HeardEvents = {
  /** Text of that Action. */
  readonly code: (trigger: AskedTrigger) => string
  /** The newest since the last time; null where no Action ran. */
  take(): object | null
  stop(): Promise<void>
}

/** Why a listener: what an Action prints is cut after 256 characters, and an event is longer. */
export async function hearEvents(): Promise<HeardEvents> {
  let latest: object | null = null
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    latest = recordOf(jsonOf(Buffer.concat(parts).toString()))
    response.end()
  })
  const port = await listenOnLoopback(server, 0)
  return {
    code: (trigger) => `exports.${HANDLERS[trigger]} = async (event) => {
  await fetch('http://127.0.0.1:${port}/', { method: 'POST', body: JSON.stringify({ ...event, secrets: undefined }) })
}
`,
    take() {
      const taken = latest
      latest = null
      return taken
    },
    stop: () => closeServer(server),
  }
}
