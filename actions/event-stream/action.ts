import type { Event, EventStreamAPI } from '@auth0/actions/event-stream/v1'
import { askWithBreaker } from '../management/ask-with-breaker.ts'
import { lookUpTools } from '../management/look-up-tools.ts'
import { TenantBusy } from '../management/management-access.ts'
import type { DriftRulebook } from '../rulebook/baked-rulebook.ts'
import { renderDrift, renderDriftFailure } from './drift-line.ts'
import { type DriftReport, endRefused } from './end-refused.ts'
import { readChange } from './read-change.ts'
import { tenantCalls } from './tenant-calls.ts'

// Auth0 accepts a native async function only, under this very name.
export async function onExecuteEventStream(event: Event, api: EventStreamAPI): Promise<void> {
  const rulebook: DriftRulebook = BAKED_RULEBOOK
  const change = readChange(event)
  if (rulebook.drift === undefined || change === null) return
  const nowMs = Date.now()
  const calls = tenantCalls(event.secrets, lookUpTools(api.cache, nowMs))
  const isUnrevocable = !rulebook.drift.revocation
  const report: DriftReport = { judged: 0, refused: new Map(), ended: 0, isUnrevocable }
  let failure: unknown = 'BreakerOpen'
  const done = await askWithBreaker(
    calls.access,
    { name: 'og_drift_breaker', who: change.person },
    async () => {
      try {
        await endRefused(change, rulebook, event, nowMs, { calls, report })
        return true
      } catch (error) {
        failure = error
        // Here an open breaker admits nobody: it spares a tenant that is busy, too.
        throw error instanceof TenantBusy ? new Error('busy') : error
      }
    },
  )
  const context = { event, rulebook, calls: calls.access.reads }
  if (done !== null) return console.log(renderDrift(report, context))
  console.log(renderDriftFailure(failure, report, context))
  // Auth0 delivers it again, and keeps it in the end for whoever asks for it once more.
  throw new Error('OG_RETRY')
}
