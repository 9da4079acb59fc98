import type { Event } from '@auth0/actions/event-stream/v1'
import { LONGEST_LOG_LINE } from '../answers/log-line.ts'
import { NotAnswered } from '../management/management-access.ts'
import { readText } from '../reading/read-text.ts'
import type { DriftRulebook } from '../rulebook/baked-rulebook.ts'
import type { DriftReport } from './end-refused.ts'

export type DriftContext = {
  readonly event: Event
  readonly rulebook: DriftRulebook
  /** How often the Management API was asked. */
  readonly calls: number
}

/** One line for operators: how much was judged, refused and ended, and why. Nobody's id, nobody's address. */
export const renderDrift = (report: DriftReport, context: DriftContext): string =>
  line('', report, context)

/** The same where it could not be finished: its text says nothing, its kind says what to look at. */
export function renderDriftFailure(
  failure: unknown,
  report: DriftReport,
  context: DriftContext,
): string {
  const kind = failure instanceof Error ? failure.name : failure
  const name = /^\w{1,40}$/.test(readText(kind)) ? readText(kind) : 'unknown'
  const status = failure instanceof NotAnswered ? ` status=${failure.status}` : ''
  return line(` failed ${name}${status}`, report, context)
}

function line(
  failed: string,
  { judged, refused, ended, isUnrevocable }: DriftReport,
  { event, rulebook, calls }: DriftContext,
): string {
  const why = [...refused].map(([reason, times]) => `${reason}:${times}`).join(',') || 'nothing'
  // What nobody could list cannot be counted either.
  const counts = isUnrevocable ? 'unrevocable' : `judged=${judged} ended=${ended}`
  const { hash, drift } = rulebook
  const text = `og drift${failed} ${printable(event.message.type)} ${printable(event.message.id)} mode=${drift?.mode} ${counts} refused=${why} calls=${calls} rulebook=${hash}`
  return text.slice(0, LONGEST_LOG_LINE)
}

/** As Auth0 makes types and ids of events; anything else must not reach a log. */
const printable = (text: unknown): string =>
  /^[\w.]{1,60}$/.test(readText(text)) ? readText(text) : 'unprintable'
