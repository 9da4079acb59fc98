import type { LoginSettings } from '../../policies/login/settings.ts'
import type { PolicyId } from '../../policies/policy.ts'

export const NOW_MS = Date.UTC(2027, 0, 15, 12)
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const ACME = 'org_acme000000000000'
export const GLOBEX = 'org_globex0000000000'
export const PORTAL = 'portal00000000000000000000000000'
export const OFFICE = 'office00000000000000000000000000'
export const MEMBERS = 'con_members000000000'
export const TRUSTED = 'con_trusted000000000'
export const UPSTREAM = 'con_upstream00000000'
export const SUPPORT = 'support-desk'

const enforced = (policy: PolicyId) => [policy, { mode: 'enforce' }] as const

/** Everything in use: roll-outs by application and identity source, and an exemption. */
export const LOGIN_SETTINGS: LoginSettings = {
  rollout: {
    ...Object.fromEntries(
      (
        [
          'user-suspended',
          'org-status',
          'org-blocked',
          'membership',
          'verified-email',
          'email-lock',
          'identity-lock',
          'identifier-lock',
          'delegation',
        ] as const
      ).map(enforced),
    ),
    'org-required': { mode: 'monitor', applications: { [PORTAL]: 'enforce' } },
    'upstream-freshness': { mode: 'monitor', identitySources: { [UPSTREAM]: 'enforce' } },
  },
  exemptions: [{ policy: 'verified-email', application: OFFICE, untilMs: NOW_MS + DAY_MS }],
  requestsMayLoosen: false,
  longestAllowanceMs: 90 * DAY_MS,
  trustedSources: [TRUSTED],
  orgStatus: { active: ['active', 'trial'] },
  membership: {
    source: 'live',
    groups: {},
    markerRole: '',
    liveDoors: ['refresh'],
    onUnavailable: 'grace',
    graceMs: HOUR_MS,
  },
  emailLock: {
    onMissing: 'adopt',
    cutOverMs: NOW_MS - 30 * DAY_MS,
    newcomers: 'adopt',
    spread: { fromMs: 0, days: 0 },
  },
  sourceDomain: { domains: {}, unlisted: 'pass' },
  unknownOnRefresh: 'observe',
  identityLock: { pin: 'source', linked: 'same-address' },
  identifierLock: { phone: 'frozen', username: 'frozen' },
  delegation: { actors: { [ACME]: [SUPPORT] } },
  upstreamFreshness: { maxAgeMs: 12 * HOUR_MS, missingEvidence: 'deny' },
}
