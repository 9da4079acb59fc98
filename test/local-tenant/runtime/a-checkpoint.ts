import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * A statement with which an Action reports how far it is, and waits until the test lets it go on.
 * @param passed told how many have come; the Action waits for its promise
 */
export async function aCheckpoint(passed: (nth: number) => unknown): Promise<string> {
  let nth = 0
  const server = createServer(async (_request, response) => {
    nth += 1
    await passed(nth)
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `await fetch('http://127.0.0.1:${(server.address() as AddressInfo).port}/')`
}
