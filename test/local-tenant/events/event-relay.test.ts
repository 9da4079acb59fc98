import { expect, onTestFinished, test } from 'vitest'
import { createClock } from '../../../scripts/local-tenant/clock.ts'
import { createEventRelay } from '../../../scripts/local-tenant/events/create-event-relay.ts'
import { publishEvent } from '../../../scripts/local-tenant/events/publish-event.ts'
import { noWrites, outcomeOf } from '../../../scripts/local-tenant/runtime/collected-writes.ts'
import type {
  ActionRefusal,
  ActionRuntime,
} from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import type { Tenant } from '../../../scripts/local-tenant/store.ts'
import { writeSwitches } from '../../../scripts/local-tenant/switch-positions.ts'
import { aTenant, NOON_MS } from '../runtime/a-tenant.ts'

function listenTo(tenant: Tenant): void {
  tenant.state.eventStreams.set('est_1', {
    id: 'est_1',
    name: 'watch',
    status: 'enabled',
    subscriptions: [{ event_type: 'user.updated' }],
    destination: { type: 'action', configuration: { action_id: 'act_1' } },
  })
}

/** Three events wait; every delivery begins and ends on the next turn, and says so. */
async function orderOf(positions: Parameters<typeof writeSwitches>[1]) {
  const tenant = aTenant()
  writeSwitches(tenant.state, positions)
  const lines: string[] = []
  const runtime: ActionRuntime = {
    async runTrigger(_trigger, _handler, event) {
      const { data } = event.message as { data: { object: { n: number } } }
      lines.push(`begin ${data.object.n}`)
      await new Promise((resolve) => setImmediate(resolve))
      lines.push(`end ${data.object.n}`)
      return outcomeOf('exe_1', noWrites())
    },
    resumeTrigger: () => Promise.reject(new Error('never')),
    stop: async () => {},
  }
  listenTo(tenant)
  for (const n of [1, 2, 3]) publishEvent(tenant, 'user.updated', () => ({ n }))
  const relay = createEventRelay(tenant, { runtime, certificate: '', changed: () => {} })
  onTestFinished(() => relay.stop())
  await relay.settle()
  return lines
}

test.each<[string, Parameters<typeof writeSwitches>[1], string]>([
  ['in order, one by one', {}, 'begin 1,end 1,begin 2,end 2,begin 3,end 3'],
  [
    'newest first, all at the same time',
    { eventsUnordered: true },
    'begin 3,begin 2,begin 1,end 3,end 2,end 1',
  ],
  [
    'each once more',
    { eventsRepeated: true },
    'begin 1,end 1,begin 1,end 1,begin 2,end 2,begin 2,end 2,begin 3,end 3,begin 3,end 3',
  ],
  [
    'all once more, newest first',
    { eventsRepeated: true, eventsUnordered: true },
    'begin 3,begin 2,begin 1,end 3,end 2,end 1,begin 3,begin 2,begin 1,end 3,end 2,end 1',
  ],
])('%s', async (_what, positions, order) => {
  expect((await orderOf(positions)).join(',')).toBe(order)
})

test('what fails is tried again after 1, 2 and 4 seconds, and no more', async () => {
  // A clock that stands still: nothing is due by itself.
  const tenant = { ...aTenant(), clock: createClock(NOON_MS, () => 0) }
  const begun: number[] = []
  const runtime: ActionRuntime = {
    async runTrigger() {
      begun.push(tenant.clock.now() - NOON_MS)
      return { ...outcomeOf('exe_1', noWrites()), refusal: FAILED }
    },
    resumeTrigger: () => Promise.reject(new Error('never')),
    stop: async () => {},
  }
  listenTo(tenant)
  publishEvent(tenant, 'user.updated', () => ({}))
  const relay = createEventRelay(tenant, { runtime, certificate: '', changed: () => {} })
  onTestFinished(() => relay.stop())
  for (let ms = 0; ms <= 20_000; ms += 250) {
    await relay.settle()
    tenant.clock.advance(250)
  }
  expect(begun).toEqual([0, 1_000, 3_000, 7_000])
  expect(tenant.state.eventDeliveries).toMatchObject([{ status: 'failed' }])
})

const FAILED: ActionRefusal = {
  kind: 'failed',
  actionName: 'listener',
  message: 'out of order',
  timedOut: false,
}
