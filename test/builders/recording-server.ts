import {
  createServer as createPlainServer,
  type Server as PlainServer,
  type RequestListener,
} from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { type Certificate, createCertificate } from '../../scripts/local-tenant/certificate.ts'

export type RecordingServer = {
  /** `localhost:PORT` */
  readonly domain: string
  /** Method, path and body of every request. */
  readonly received: string[]
}

let certificate: Certificate | null = null

/** One certificate for all servers of a test file: whoever trusts one of them trusts all. */
export async function sharedCertificate(): Promise<Certificate> {
  certificate ??= await createCertificate()
  return certificate
}

/** A server on this machine that writes down what it is sent; it ends with the test. */
export async function startRecording(answer: RequestListener): Promise<RecordingServer> {
  const { certificate: cert, privateKey: key } = await sharedCertificate()
  const received: string[] = []
  return {
    domain: await listen(createServer({ cert, key }, recording(received, answer))),
    received,
  }
}

/** The same without TLS. */
export async function startPlainRecording(answer: RequestListener): Promise<RecordingServer> {
  const received: string[] = []
  return { domain: await listen(createPlainServer(recording(received, answer))), received }
}

const recording =
  (received: string[], answer: RequestListener): RequestListener =>
  async (request, response) => {
    received.push(`${request.method} ${request.url} ${await text(request)}`.trim())
    answer(request, response)
  }

async function listen(server: Server | PlainServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `localhost:${(server.address() as AddressInfo).port}`
}
