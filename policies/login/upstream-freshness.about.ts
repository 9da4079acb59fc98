import { type AboutPolicy, settings } from '../about.ts'

export type UpstreamFreshnessSettings = {
  readonly maxAgeMs: number
  readonly missingEvidence: 'deny' | 'observe'
}

export const UPSTREAM_FRESHNESS = {
  id: 'upstream-freshness',
  number: 13,
  moment: 'login',
  reasons: {
    UPSTREAM_STALE: [30, 'OG_REAUTH', 'the identity source vouched for this person too long ago'],
    UPSTREAM_EVIDENCE_MISSING: [
      31,
      'OG_REAUTH',
      'nothing says when the identity source last vouched for this person',
    ],
  },
  settings: settings<{ readonly upstreamFreshness: UpstreamFreshnessSettings }>({
    upstreamFreshness: { maxAgeMs: 0, missingEvidence: 'deny' },
  }),
  isLeftOutWhenOff: true,
} as const satisfies AboutPolicy
