import type { EventDelivery } from '../store.ts'
import { parseBody } from './body.ts'
import { findEventStream } from './event-stream-routes.ts'
import { inexistent } from './management-error.ts'
import { takenList } from './paging.ts'
import { accepted, get, type ManagementRequest, ok, param, post, type Route } from './route.ts'
import { sdkBody } from './sdk-bodies.ts'

const path = '/event-streams/:id'

/**
 * What has failed for good, and once more.
 * @fact Only failed deliveries are listed. (Auth0 docs, event testing, observability and failure
 * recovery; read 2026-12-01)
 */
export const eventDeliveryRoutes: readonly Route[] = [
  get(
    `${path}/deliveries`,
    'read:event_deliveries',
    listDeliveries,
    'filtered by `event_types`, not by time',
  ),
  get(`${path}/deliveries/:event_id`, 'read:event_deliveries', (request) =>
    ok(renderDelivery(findDelivery(request))),
  ),
  post(`${path}/redeliver/:event_id`, 'update:event_deliveries', redeliver),
  post(`${path}/redeliver`, 'update:event_deliveries', redeliverMany),
]

function failedOf(request: ManagementRequest): readonly EventDelivery[] {
  const { id } = findEventStream(request)
  return request.tenant.state.eventDeliveries.filter(
    ({ event_stream_id, status }) => event_stream_id === id && status === 'failed',
  )
}

function listDeliveries(request: ManagementRequest) {
  const types = request.query.get('event_types')?.split(',')
  const listed = failedOf(request).filter((one) => types?.includes(one.event_type) ?? true)
  return takenList('deliveries', listed.map(renderDelivery), request.query)
}

function findDelivery(request: ManagementRequest): EventDelivery {
  const wanted = param(request, 'event_id')
  const found = failedOf(request).find(({ id }) => id === wanted)
  if (found === undefined) throw inexistent('event_delivery')
  return found
}

function redeliver(request: ManagementRequest) {
  tryAgain(request, findDelivery(request))
  return accepted
}

function tryAgain({ tenant }: ManagementRequest, delivery: EventDelivery): void {
  delivery.status = 'waiting'
  delivery.due_at_ms = tenant.clock.now()
  delivery.tries = 0
}

type Choice = {
  readonly event_types?: readonly string[]
  readonly date_from?: string
  readonly date_to?: string
}

function redeliverMany(request: ManagementRequest) {
  const failed = failedOf(request)
  const choice = parseBody(sdkBody('POST /event-streams/{}/redeliver'), request.body) as Choice
  for (const delivery of failed.filter(isChosen(choice))) tryAgain(request, delivery)
  return { status: 202, body: choice } as const
}

const isChosen =
  ({ event_types, date_from, date_to }: Choice) =>
  ({ event_type, event }: EventDelivery): boolean => {
    const time = Date.parse(String(event.time))
    return (
      (event_types?.includes(event_type) ?? true) &&
      (date_from === undefined || time >= Date.parse(date_from)) &&
      (date_to === undefined || time <= Date.parse(date_to))
    )
  }

const renderDelivery = ({ id, event_stream_id, status, event_type, ...rest }: EventDelivery) => ({
  id,
  event_stream_id,
  status,
  event_type,
  attempts: rest.attempts,
  event: rest.event,
})
