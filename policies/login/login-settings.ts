import type { LoginSettings } from './settings.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * The settings of a login for whoever has no rulebook at hand: what is left out is as the rulebook has
 * it by default, or, where it has no default, at its strictest. A policy without a rollout is off.
 */
export const loginSettings = (given: Partial<LoginSettings>): LoginSettings => ({
  rollout: {},
  exemptions: [],
  requestsMayLoosen: false,
  longestAllowanceMs: 90 * DAY_MS,
  trustedSources: [],
  orgStatus: { active: [] },
  membership: {
    source: 'platform',
    markerRole: '',
    groups: {},
    liveDoors: ['refresh', 'exchange'],
    onUnavailable: 'deny',
    graceMs: HOUR_MS,
  },
  emailLock: {
    onMissing: 'deny',
    cutOverMs: Number.NEGATIVE_INFINITY,
    newcomers: 'vouched',
    spread: { fromMs: Date.UTC(2026, 0, 1), days: 0 },
  },
  sourceDomain: { domains: {}, unlisted: 'refuse' },
  unknownOnRefresh: 'observe',
  identityLock: { pin: 'source', linked: 'same-address' },
  identifierLock: { phone: 'frozen', username: 'frozen' },
  delegation: { actors: {} },
  upstreamFreshness: { maxAgeMs: 0, missingEvidence: 'deny' },
  ...given,
})
