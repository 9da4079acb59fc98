import { type ChildProcess, spawn } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openChannel } from '../../scripts/gateway/child-channel.ts'
import type { JsonObject } from '../../scripts/ground/json-value.ts'

const ECHO = fileURLToPath(new URL('./programs/echo-cli.mjs', import.meta.url))

test('a message arrives whole, however long it is and whatever Unicode calls the end of a line', async () => {
  const child = spawn(process.execPath, [ECHO], {
    env: {},
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  onTestFinished(() => void child.kill())
  const channel = openChannel(child)
  // Longer than a pipe holds, so that it comes in pieces.
  const texts = [`${'x\u2028'.repeat(400_000)}y1`, 'short\u2029y2', `${'\u0085'.repeat(300_000)}y3`]
  const heard: JsonObject[] = []
  const all = new Promise<void>((resolve, reject) => {
    channel.listen((message) => {
      heard.push(message)
      if (heard.length === texts.length) resolve()
    }, reject)
    child.once('close', () => reject(new Error('it ended without a word')))
  })
  for (const text of texts) channel.send({ text })
  await all
  expect(heard).toEqual(texts.map((text) => ({ length: text.length, end: text.slice(-2) })))
})

test('what a child says is bounded for each run, and not for its life', () => {
  const pipe = new PassThrough()
  const child = { stdio: [null, null, null, pipe], exitCode: null } as unknown as ChildProcess
  const channel = openChannel(child, 20)
  const heard: string[] = []
  const listen = () =>
    channel.listen(
      ({ n }) => heard.push(`${n}`),
      () => heard.push('unreadable'),
    )
  listen()
  pipe.write('{"n":1}\n{"n":2}\n{"n":3}\n')
  listen()
  pipe.write('{"n":4}\n')
  expect(heard).toEqual(['1', '2', 'unreadable', '4'])
})
