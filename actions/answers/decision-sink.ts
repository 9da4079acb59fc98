import type { Decision } from '../../policies/decide.ts'
import type { CommonFacts } from '../../policies/policy.ts'
import type { BakedRulebook } from '../rulebook/baked-rulebook.ts'

/**
 * Tells the team's own collector what was decided, without naming the person. It has a bounded time
 * and no say: whatever goes wrong is logged and forgotten.
 */
export async function sendDecision(
  decision: Decision,
  { nowMs, scope }: CommonFacts,
  { hash, sink }: Pick<BakedRulebook, 'hash' | 'sink'>,
): Promise<void> {
  if (sink === null) return
  const { outcome, monitored } = decision
  const refusal =
    decision.outcome === 'allow' ? {} : { reason: decision.reason, policy: decision.policy }
  const organization = scope.organization.kind === 'named' ? scope.organization.id : null
  const { application } = scope
  try {
    await fetch(sink.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        at: new Date(nowMs).toISOString(),
        outcome,
        ...refusal,
        monitored,
        application,
        organization,
        rulebook: hash,
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(sink.timeoutMs),
    })
  } catch {
    console.log('og sink unavailable')
  }
}
