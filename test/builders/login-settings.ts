import type { PolicyId } from '../../policies/catalogue.ts'
import { LOGIN_POLICIES } from '../../policies/login/decide.ts'
import type { EmailLockSettings } from '../../policies/login/email-lock.about.ts'
import type { LoginSettings } from '../../policies/login/settings.ts'
import type { Mode, Rollout } from '../../policies/mode.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from './noon.ts'

/** Every policy of a login that has a rollout of its own; who speaks for others has none. */
export const LOGIN_POLICY_IDS: readonly PolicyId[] = LOGIN_POLICIES.filter(
  ({ modeFrom }) => modeFrom === undefined,
).map(({ id }) => id)

export const aRollout = (mode: Mode, differences: Partial<Rollout> = {}): Rollout => ({
  mode,
  ...differences,
})

/** Every login policy in one mode. */
export const everyPolicy = (mode: Mode): LoginSettings['rollout'] =>
  Object.fromEntries(LOGIN_POLICY_IDS.map((policy) => [policy, aRollout(mode)]))

/** Missing locks are adopted, the cut-over is half a year away, and records are made at once. */
export const anEmailLock = (differences: Partial<EmailLockSettings> = {}): EmailLockSettings => ({
  onMissing: 'adopt',
  newcomers: 'adopt',
  cutOverMs: NOON_MS + 180 * DAY_MS,
  spread: { fromMs: NOON_MS - 180 * DAY_MS, days: 0 },
  ...differences,
})

/** Everything enforced, nobody exempt. */
export const loginSettings = (differences: Partial<LoginSettings> = {}): LoginSettings => ({
  rollout: everyPolicy('enforce'),
  exemptions: [],
  trustedSources: [],
  requestsMayLoosen: false,
  longestAllowanceMs: 90 * DAY_MS,
  orgStatus: { active: ['active'] },
  membership: {
    source: 'platform',
    markerRole: 'member',
    groups: {},
    liveDoors: ['refresh', 'exchange'],
    onUnavailable: 'deny',
    graceMs: HOUR_MS,
  },
  emailLock: anEmailLock(),
  sourceDomain: { domains: {}, unlisted: 'refuse' },
  unknownOnRefresh: 'observe',
  identityLock: { pin: 'source', linked: 'same-address' },
  identifierLock: { phone: 'frozen', username: 'frozen' },
  delegation: { actors: {} },
  upstreamFreshness: { maxAgeMs: DAY_MS, missingEvidence: 'deny' },
  ...differences,
})
