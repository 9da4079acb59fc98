import type { ActionRuntime } from '../runtime/trigger-outcome.ts'
import type { EventDelivery, EventStream, Tenant } from '../store.ts'
import { readSwitch } from '../switch-positions.ts'
import { type Arrival, deliverToAction } from './deliver-to-action.ts'
import { deliverToWebhook } from './deliver-to-webhook.ts'

/** Takes events to their streams, after the requests that set them off. */
export type EventRelay = {
  /** Something may be waiting. */
  poke(): void
  /** Resolves when nothing is due any more; what failed and is tried again later is not waited for. */
  settle(): Promise<void>
  /** Ends deliveries to come; the one under way is waited for. */
  stop(): Promise<void>
}

/**
 * @fact A delivery is tried four times in all, 1, 2 and 4 seconds apart; an answer of 4xx is final.
 * (Auth0 docs, events best practices; read 2026-12-01)
 */
export const RETRY_AFTER_MS: readonly number[] = [1_000, 2_000, 4_000]

export type RelayParts = {
  readonly runtime: ActionRuntime
  /** PEM that webhooks on this machine may show. */
  readonly certificate: string
  /** Called after every change. */
  readonly changed: () => void
}

export function createEventRelay(tenant: Tenant, parts: RelayParts): EventRelay {
  const { clock, state } = tenant
  let running: Promise<void> | null = null
  let isStopped = false
  let timer: NodeJS.Timeout | null = null

  const drain = async () => {
    for (let due = nextDue(tenant); due.length > 0; due = nextDue(tenant)) {
      if (isStopped) return
      await Promise.all(due.map((delivery) => deliverOne(tenant, delivery, parts)))
      parts.changed()
    }
  }
  const wakeLater = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const next = Math.min(...state.eventDeliveries.filter(isWaiting).map((one) => one.due_at_ms))
    if (isStopped || !Number.isFinite(next)) return
    timer = setTimeout(poke, Math.max(0, next - clock.now())).unref()
  }
  const settle = async (): Promise<void> => {
    while (!isStopped && (running !== null || nextDue(tenant).length > 0)) {
      running ??= drain().finally(() => {
        running = null
      })
      await running
    }
    wakeLater()
  }
  const poke = () => {
    // The usual case, at every request: nobody listens.
    if (state.eventDeliveries.length > 0 && running === null) void settle()
  }
  const forget = clock.onAdvance(poke)
  return {
    poke,
    settle,
    async stop() {
      isStopped = true
      forget()
      if (timer !== null) clearTimeout(timer)
      await running
    },
  }
}

const isWaiting = ({ status }: EventDelivery): boolean => status === 'waiting'

/** What is delivered next, at the same time. */
function nextDue(tenant: Tenant): readonly EventDelivery[] {
  const { state, clock } = tenant
  const now = clock.now()
  const due = state.eventDeliveries.filter((one) => isWaiting(one) && one.due_at_ms <= now)
  return readSwitch(tenant, 'eventsUnordered') ? due.reverse() : due.slice(0, 1)
}

async function deliverOne(
  tenant: Tenant,
  delivery: EventDelivery,
  parts: RelayParts,
): Promise<void> {
  const { state } = tenant
  const stream = state.eventStreams.get(delivery.event_stream_id)
  const drop = () => {
    state.eventDeliveries = state.eventDeliveries.filter((one) => one !== delivery)
  }
  if (stream === undefined) return drop()
  const { destination } = stream
  const arrival =
    destination.type === 'action'
      ? await deliverToAction(destination.configuration.action_id, delivery, parts.runtime)
      : await deliverToWebhook(destination.configuration, delivery, parts.certificate)
  if (arrival.kind === 'failed') return noteFailure(tenant, delivery, stream, arrival)
  delivery.repeats -= 1
  if (delivery.repeats < 0) drop()
}

/**
 * @fact A stream is disabled after so many failures in a row. (Auth0 docs, event testing,
 * observability and failure recovery; read 2026-12-01)
 */
export const FAILURES_TO_DISABLE = 500

function noteFailure(
  { clock, state }: Tenant,
  delivery: EventDelivery,
  stream: EventStream,
  { message, isFinal }: Extract<Arrival, { kind: 'failed' }>,
): void {
  const now = clock.now()
  const wait = RETRY_AFTER_MS[delivery.tries]
  const timestamp = new Date(now).toISOString()
  delivery.tries += 1
  delivery.attempts.push({ status: 'failed', timestamp, error_message: message })
  if (!isFinal && wait !== undefined) {
    delivery.due_at_ms = now + wait
    return
  }
  delivery.status = 'failed'
  const failed = state.eventDeliveries.filter(
    ({ event_stream_id, status }) => event_stream_id === stream.id && status === 'failed',
  )
  // So nothing grows without end, either.
  if (failed.length >= FAILURES_TO_DISABLE) stream.status = 'disabled'
}
