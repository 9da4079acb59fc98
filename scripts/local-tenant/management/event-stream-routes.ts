import { z } from 'zod'
import { EVENT_TYPES } from '../events/event-types.ts'
import { freeId } from '../ids.ts'
import type { EventDestination, EventStream, Tenant } from '../store.ts'
import { inexistent, invalidBody, notSupported } from './management-error.ts'
import { takenList } from './paging.ts'
import { timestamp } from './route.ts'
import { collectionRoutes, storedCollection } from './stored-collection.ts'

const Authorization = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('bearer'), token: z.string().min(1) }),
  z.strictObject({ method: z.literal('basic'), username: z.string(), password: z.string() }),
])
const Webhook = z.strictObject({
  type: z.literal('webhook'),
  configuration: z.strictObject({
    webhook_endpoint: z.url({ protocol: /^https$/ }),
    webhook_authorization: Authorization,
  }),
})
const Action = z.strictObject({
  type: z.literal('action'),
  configuration: z.strictObject({ action_id: z.string() }),
})
const EventBridge = z.looseObject({ type: z.literal('eventbridge') })

const common = {
  name: z.string().min(1).max(128).optional(),
  status: z.enum(['enabled', 'disabled']).optional(),
  subscriptions: z
    .array(z.strictObject({ event_type: z.enum(EVENT_TYPES) }))
    .max(EVENT_TYPES.length)
    .optional(),
}
const CreateBody = z.strictObject({
  ...common,
  destination: z.discriminatedUnion('type', [Webhook, Action, EventBridge]),
})
const UpdateBody = z.strictObject({
  ...common,
  destination: z.discriminatedUnion('type', [Webhook, Action]).optional(),
})

const streams = storedCollection({
  what: 'event_stream',
  items: ({ state }) => state.eventStreams,
  paging: takenList,
  listKey: 'eventStreams',
  render: renderStream,
  creation: CreateBody,
  make: makeStream,
  changes: UpdateBody,
  change: changeStream,
  beforeRemoval: ({ state }, { id }) => {
    state.eventDeliveries = state.eventDeliveries.filter((one) => one.event_stream_id !== id)
  },
})

export const findEventStream = streams.find

export const eventStreamRoutes = collectionRoutes(
  '/event-streams',
  'event_streams',
  streams,
  'Actions, and webhooks on this machine; no EventBridge, no header of its own for a webhook; a stream is disabled once 500 deliveries lie there failed, whatever arrived between them',
)

function makeStream(
  tenant: Tenant,
  { destination, ...settings }: z.output<typeof CreateBody>,
): EventStream {
  if (destination.type === 'eventbridge') {
    throw notSupported('[local tenant] There is no EventBridge.')
  }
  const { name = destination.type, status = 'enabled', subscriptions = [] } = settings
  assertDestination(tenant, destination)
  const now = timestamp(tenant)
  const id = freeId('event-stream', name, (taken) => tenant.state.eventStreams.has(taken))
  return { id, status, name, subscriptions, created_at: now, updated_at: now, destination }
}

/**
 * @fact A destination that is an Action is refused in a PATCH. (auth0-deploy-cli 8.44.0,
 * lib/tools/auth0/handlers/eventStreams; read 2026-12-01)
 */
function changeStream(
  tenant: Tenant,
  stream: EventStream,
  { destination, ...settings }: z.output<typeof UpdateBody>,
): EventStream {
  if (destination !== undefined) {
    if (destination.type === 'action' || stream.destination.type === 'action') {
      throw invalidBody('The destination of an event stream cannot be changed.')
    }
    assertDestination(tenant, destination)
  }
  const { name = stream.name, status = stream.status } = settings
  const { subscriptions = stream.subscriptions } = settings
  return {
    ...stream,
    name,
    status,
    subscriptions,
    destination: destination ?? stream.destination,
    updated_at: timestamp(tenant),
  }
}

function assertDestination({ state }: Tenant, destination: EventDestination): void {
  if (destination.type !== 'action') return
  const action = state.actions.get(destination.configuration.action_id)
  if (action === undefined) throw inexistent('action')
  if (action.supported_triggers.some(({ id }) => id === 'event-stream')) return
  throw notSupported('The Action is not of the event-stream trigger.')
}

/** What a webhook is spoken to with is told to nobody. */
function renderStream(stream: EventStream): unknown {
  const { destination } = stream
  if (destination.type === 'action') return stream
  const { webhook_endpoint, webhook_authorization } = destination.configuration
  const { method, username } = webhook_authorization
  const shown = { method, ...(username === undefined ? {} : { username }) }
  return {
    ...stream,
    destination: {
      type: 'webhook',
      configuration: { webhook_endpoint, webhook_authorization: shown },
    },
  }
}
