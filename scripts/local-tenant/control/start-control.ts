import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { closeServer, listenOnLoopback } from '../listen-loopback.ts'
import type { Control } from './control.ts'
import { createControlApi } from './control-api.ts'

export type RunningControl = {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string
  /** For `authorization: Bearer`; made anew at each start, kept nowhere. */
  readonly token: string
  stop(): Promise<void>
}

/**
 * Opens the control port, on the loopback only. Why a token: Actions run on this machine too and may
 * open connections, as at Auth0.
 * @param port 0 takes any free one
 * @throws Error with code `EADDRINUSE` when the port is taken
 */
export async function startControl(control: Control, port: number): Promise<RunningControl> {
  const server = createServer()
  const address = `127.0.0.1:${await listenOnLoopback(server, port)}`
  const token = randomBytes(32).toString('base64url')
  const hosts = [address, address.replace('127.0.0.1', 'localhost')]
  const api = createControlApi(control, { token, hosts })
  const answer = getRequestListener(api.fetch, { overrideGlobalObjects: false })
  server.on('request', (req, res) => {
    void answer(req, res)
  })
  return { url: `http://${address}`, token, stop: () => closeServer(server) }
}
