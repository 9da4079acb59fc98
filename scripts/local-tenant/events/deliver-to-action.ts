import type { ActionRuntime } from '../runtime/trigger-outcome.ts'
import type { EventDelivery } from '../store.ts'

/** What came of one attempt. */
export type Arrival =
  | { readonly kind: 'arrived' }
  /** `isFinal`: it is not tried again. */
  | { readonly kind: 'failed'; readonly message: string; readonly isFinal: boolean }

/**
 * @fact An Action that throws has not taken the event. (Auth0 docs, send outbound SCIM with event
 * streams; read 2026-12-01)
 */
export async function deliverToAction(
  actionId: string,
  { event }: EventDelivery,
  runtime: ActionRuntime,
): Promise<Arrival> {
  const { executionId, refusal } = await runtime.runTrigger(
    'event-stream',
    'onExecuteEventStream',
    { message: event },
    { actionId },
  )
  if (executionId === null && refusal === null) {
    const message = '[local tenant] the Action of the stream is gone, or was never deployed'
    return { kind: 'failed', message, isFinal: false }
  }
  if (refusal === null) return { kind: 'arrived' }
  const message = refusal.kind === 'failed' ? refusal.message : refusal.reason
  return { kind: 'failed', message, isFinal: false }
}
