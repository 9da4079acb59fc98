import { expect, test } from 'vitest'
import { boundedPort, LONGEST_RUN_MS } from '../../scripts/gateway/bounded-port.ts'
import { TenantSilent } from '../../scripts/gateway/tenant-port.ts'
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
