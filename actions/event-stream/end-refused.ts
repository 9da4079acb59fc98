import type { Event } from '@auth0/actions/event-stream/v1'
import type { Reason } from '../../policies/reasons.ts'
import type { DriftRulebook } from '../rulebook/baked-rulebook.ts'
import { readHolder } from './holder.ts'
import { type Issued, readIssued } from './issued.ts'
import { judgeIssued } from './judge-issued.ts'
import type { Change } from './read-change.ts'
import type { TenantCalls } from './tenant-calls.ts'

/** What became of one event. It grows while it is worked on, so that half of it can be told, too. */
export type DriftReport = {
  /** Sessions and refresh tokens that live. */
  judged: number
  /** Those that would be refused, by why; `GONE` where the person is. */
  readonly refused: Map<Reason | 'GONE', number>
  ended: number
  /** The tenant's plan is not confirmed to end anything: what would be refused was only told. */
  readonly isUnrevocable: boolean
}

/** Stands for all that may live where nobody can list it. */
const ANYTHING: Issued = {
  path: '',
  kind: 'session',
  applications: [''],
  metadata: undefined,
  createdAt: undefined,
}

/**
 * Ends what would be refused if it were used now. It rests on what is there, not on what happened: an event
 * that comes twice, late, or before another finds nothing left to do. It writes no record and lifts nothing.
 */
export async function endRefused(
  change: Change,
  rulebook: DriftRulebook,
  event: Event,
  nowMs: number,
  { calls, report }: { readonly calls: TenantCalls; readonly report: DriftReport },
): Promise<void> {
  const lives = report.isUnrevocable ? [ANYTHING] : await readIssued(change.person, calls)
  report.judged = lives.length
  if (lives.length === 0) return
  const holder = await readHolder(change, lives, rulebook, event, calls)
  const known = new Map<string, Reason | null>()
  const whyRefused = (one: Issued): Reason | 'GONE' | null => {
    if (holder === null) return 'GONE'
    // Tokens of one application that remember the same are one question.
    const question = JSON.stringify([one.kind, one.applications, one.metadata])
    if (!known.has(question)) known.set(question, judgeIssued(one, holder, rulebook, event, nowMs))
    return known.get(question) ?? null
  }
  for (const one of lives) {
    const reason = whyRefused(one)
    if (reason === null) continue
    report.refused.set(reason, (report.refused.get(reason) ?? 0) + 1)
    if (report.isUnrevocable || rulebook.drift?.mode !== 'enforce') continue
    await calls.end(one.path)
    report.ended += 1
  }
}
