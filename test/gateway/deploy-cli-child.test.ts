import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openChannel } from '../../scripts/gateway/child-channel.ts'
import type { JsonObject } from '../../scripts/ground/json-value.ts'

const BREAKOUT = fileURLToPath(new URL('./programs/breakout.mjs', import.meta.url))

/** Somebody who listens on both kinds of port, and counts whoever comes. */
async function openListeners() {
  const visits: string[] = []
  const tcp = createServer((socket) => {
    visits.push('tcp')
    socket.destroy()
  })
  const udp = createSocket('udp4').on('message', () => visits.push('udp'))
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    tcp.close()
    udp.close()
  })
  return { visits, ports: [(tcp.address() as AddressInfo).port, udp.address().port] }
}

test('no road leads out of the Deploy CLI’s process but the gateway', async () => {
  const { visits, ports } = await openListeners()
  const child = spawn(process.execPath, [BREAKOUT, ...ports.map(String)], {
    env: {},
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  onTestFinished(() => void child.kill())
  const seen = await new Promise<{ outcomes: Record<string, string> }>((resolve, reject) => {
    openChannel(child).listen(resolve as unknown as (message: JsonObject) => void, reject)
    child.once('close', () => reject(new Error('it ended without a word')))
  })
  const open = Object.entries(seen.outcomes).filter(([, said]) => !said.includes('nobody else'))
  expect(open).toEqual([])
  expect(Object.keys(seen.outcomes).length).toBeGreaterThan(20)
  expect(visits).toEqual([])
})
