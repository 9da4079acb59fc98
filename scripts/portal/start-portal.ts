import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createPortal } from './create-portal.ts'
import type { PortalOptions } from './portal-options.ts'

export type RunningPortal = {
  /** As it is asked for here, without a slash at the end. */
  readonly url: string
  stop(): Promise<void>
}

export type PortalPlace = {
  /** `127.0.0.1` for this machine alone. */
  readonly host: string
  /** 0 for any. */
  readonly port: number
}

/**
 * @param origin as a browser sees it; null: as it listens
 * @throws Error with code `EADDRINUSE` when the port is taken
 */
export async function startPortal(
  options: Omit<PortalOptions, 'origin'>,
  { host, port }: PortalPlace,
  origin: string | null = null,
): Promise<RunningPortal> {
  const server = createServer()
  await listen(server, port, host)
  const url = `http://${host}:${(server.address() as AddressInfo).port}`
  try {
    const app = await createPortal({ ...options, origin: origin ?? url })
    const listener = getRequestListener(app.fetch)
    server.on('request', (req, res) => void listener(req, res))
  } catch (error) {
    await close(server)
    throw error
  }
  return { url, stop: () => close(server) }
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections()
    server.close(() => resolve())
  })
