import { derivedId } from '../ids.ts'
import type { EventStream, JsonObject, Tenant } from '../store.ts'
import { readSwitch } from '../switch-positions.ts'
import type { PublishedType } from './event-types.ts'

/**
 * Puts an event into the queue of every enabled stream that subscribes to it. Whoever changes something
 * calls it after the change; it is delivered after the request. Costs nothing where nobody subscribes.
 * @fact Nothing is kept for a stream that is disabled. (Auth0 community 199742, support; read 2026-12-01)
 * @param render only asked where somebody subscribes: the payload's `object`, as it is now
 */
export function publishEvent(tenant: Tenant, type: PublishedType, render: () => JsonObject): void {
  const { state, clock } = tenant
  const streams = [...state.eventStreams.values()].filter((stream) => isFor(stream, type))
  if (streams.length === 0) return
  const object = structuredClone(render())
  for (const stream of streams) {
    state.sequence += 1
    const id = derivedId('event', String(state.sequence))
    state.eventDeliveries.push({
      id,
      event_stream_id: stream.id,
      event_type: type,
      event: envelope(tenant, { id, type, object, stream }),
      status: 'waiting',
      due_at_ms: clock.now(),
      tries: 0,
      repeats: readSwitch(tenant, 'eventsRepeated') ? 1 : 0,
      attempts: [],
    })
  }
}

const isFor = ({ status, subscriptions }: EventStream, type: string): boolean =>
  status === 'enabled' && subscriptions.some(({ event_type }) => event_type === type)

/**
 * @fact An event has these members. (Auth0's schema of event streams; read 2026-08-20)
 */
function envelope(
  { domain, tenantId, clock }: Tenant,
  {
    id,
    type,
    object,
    stream,
  }: { id: string; type: string; object: JsonObject; stream: EventStream },
): JsonObject {
  return {
    specversion: '1.0',
    type,
    source: `urn:auth0:${domain}`,
    id,
    time: new Date(clock.now()).toISOString(),
    data: { object, context: { tenant: { id: tenantId } } },
    a0tenant: tenantId,
    a0stream: stream.id,
  }
}
