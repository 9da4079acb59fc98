import { expect, test } from 'vitest'
import { boundedPort, LONGEST_RUN_MS, MOST_CHARACTERS } from '../../scripts/gateway/bounded-port.ts'
import { TenantSilent } from '../../scripts/gateway/tenant-port.ts'
import { FetchRefused } from '../../scripts/ground/pinned-fetch.ts'
import { NOON_MS } from '../builders/noon.ts'
import { aCall } from './a-call.ts'
import { memoryPort } from './memory-port.ts'

test.each([
  ['until its time is over', LONGEST_RUN_MS - 1, 1],
  ['and then asks nobody', LONGEST_RUN_MS, 0],
])('a run asks %s', async (_when, laterMs, asked) => {
  let nowMs = NOON_MS
  const memory = memoryPort({ '/roles': [] })
  const port = boundedPort(memory.port, () => nowMs)
  nowMs += laterMs
  const asking = port(aCall('GET /roles'))
  if (asked === 0) await expect(asking).rejects.toThrow(TenantSilent)
  else await asking
  expect(memory.asked).toHaveLength(asked)
})

test.each([
  ['takes as much as it can hold', MOST_CHARACTERS / 2, 2],
  ['takes no more than that', MOST_CHARACTERS / 2 + 1, 1],
  ['does not count what nobody sent', undefined, 3],
])('a run %s', async (_what, size, taken) => {
  const answer = { status: 200, ...(size === undefined ? {} : { size }) }
  const port = boundedPort(
    async () => answer,
    () => NOON_MS,
  )
  const asked = []
  for (let call = 1; call <= 3; call += 1) {
    asked.push(await port(aCall('GET /roles')).catch((error: unknown) => error))
  }
  expect(asked.map((one) => !(one instanceof FetchRefused))).toEqual(
    [1, 2, 3].map((call) => call <= taken),
  )
})
