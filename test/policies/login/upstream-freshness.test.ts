import { expect, test } from 'vitest'
import { upstreamFreshness } from '../../../policies/login/upstream-freshness.ts'
import type { Verdict } from '../../../policies/policy.ts'
import { PASS } from '../../../policies/policy.ts'
import { aLogin } from '../../builders/a-login.ts'
import { loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from '../../builders/noon.ts'

const STALE: Verdict = { kind: 'reauth', reason: 'UPSTREAM_STALE' }
const untilDayAfter = (ms: number): Verdict => ({ kind: 'pass', expiresAtMs: ms + DAY_MS })

test.each<[string, number | null, 'deny' | 'observe', Verdict]>([
  ['vouched for just now', NOON_MS, 'deny', untilDayAfter(NOON_MS)],
  ['an hour ago', NOON_MS - HOUR_MS, 'deny', untilDayAfter(NOON_MS - HOUR_MS)],
  ['as long ago as may be', NOON_MS - DAY_MS, 'deny', untilDayAfter(NOON_MS - DAY_MS)],
  ['a millisecond too long ago', NOON_MS - DAY_MS - 1, 'deny', STALE],
  ['#49 forty hours ago', NOON_MS - 40 * HOUR_MS, 'deny', STALE],
  ['#49 forty hours ago, however lenient', NOON_MS - 40 * HOUR_MS, 'observe', STALE],
  ['never', null, 'deny', { kind: 'reauth', reason: 'UPSTREAM_EVIDENCE_MISSING' }],
  ['never, and that is only observed', null, 'observe', PASS],
])('%s', (_when, vouchedAtMs, missingEvidence, verdict) => {
  const settings = loginSettings({ upstreamFreshness: { maxAgeMs: DAY_MS, missingEvidence } })
  expect(upstreamFreshness.evaluate(aLogin({ vouchedAtMs }), settings)).toEqual(verdict)
})
