import type { LoginSettings } from '../../policies/login/settings.ts'
import { ACME, PORTAL } from '../builders/ids.ts'
import { anEmailLock, everyPolicy, loginSettings } from '../builders/login-settings.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from '../builders/noon.ts'

export const OFFICE = 'clientOfficeAAAAAAAAAAAAAAAAAAAA'
export const TRUSTED = 'con_trustedAAAAAAAAA'
export const UPSTREAM = 'con_upstreamAAAAAAAA'
export const SUPPORT = 'support-desk'

/**
 * Everything in use: roll-outs by application and identity source, and an exemption. But for
 * `source-domain`, which the other engines were not taught.
 */
export const LOGIN_SETTINGS: LoginSettings = loginSettings({
  rollout: {
    ...everyPolicy('enforce'),
    'org-required': { mode: 'monitor', applications: { [PORTAL]: 'enforce' } },
    'source-domain': { mode: 'off' },
    'upstream-freshness': { mode: 'monitor', identitySources: { [UPSTREAM]: 'enforce' } },
  },
  exemptions: [{ policy: 'verified-email', application: OFFICE, untilMs: NOON_MS + DAY_MS }],
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
  emailLock: anEmailLock({ cutOverMs: NOON_MS - 30 * DAY_MS }),
  sourceDomain: { domains: {}, unlisted: 'pass' },
  delegation: { actors: { [ACME]: [SUPPORT] } },
  upstreamFreshness: { maxAgeMs: 12 * HOUR_MS, missingEvidence: 'deny' },
})
