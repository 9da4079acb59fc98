import { PASS, type Policy } from '../policy.ts'
import type { LoginFacts } from './facts.ts'
import type { LoginSettings } from './settings.ts'

/**
 * upstream-freshness: the identity source has vouched for the person not too long ago.
 * Why: while a session lives the platform asks the identity source nothing, so whoever was removed
 * there stays in. Which identity sources this is about is said by the policy's modes.
 */
export const upstreamFreshness: Policy<LoginFacts, LoginSettings> = {
  id: 'upstream-freshness',
  question: 'Has the identity source vouched for this person lately?',
  evaluate({ vouchedAtMs, nowMs }, { upstreamFreshness: { maxAgeMs, missingEvidence } }) {
    if (vouchedAtMs === null) {
      return missingEvidence === 'observe'
        ? PASS
        : { kind: 'reauth', reason: 'UPSTREAM_EVIDENCE_MISSING' }
    }
    if (nowMs - vouchedAtMs > maxAgeMs) return { kind: 'reauth', reason: 'UPSTREAM_STALE' }
    // What is issued now must not outlive the evidence it rests on.
    return { kind: 'pass', expiresAtMs: vouchedAtMs + maxAgeMs }
  },
}
