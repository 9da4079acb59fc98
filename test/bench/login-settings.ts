import type { PolicyId } from '../../policies/catalogue.ts'
import type { LoginSettings } from '../../policies/login/settings.ts'
import { ACME, PORTAL } from '../builders/ids.ts'
import { anEmailLock, everyPolicy, loginSettings } from '../builders/login-settings.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from '../builders/noon.ts'

export const OFFICE = 'clientOfficeAAAAAAAAAAAAAAAAAAAA'
export const TRUSTED = 'con_trustedAAAAAAAAA'
export const UPSTREAM = 'con_upstreamAAAAAAAA'
export const SUPPORT = 'support-desk'

/** What the other engines were taught as well; every other policy is off where they are compared. */
const TAUGHT = [
  'runtime-guard',
  'user-suspended',
  'org-status',
  'org-blocked',
  'org-required',
  'membership',
  'verified-email',
  'email-lock',
  'identity-lock',
  'identifier-lock',
  'delegation',
  'upstream-freshness',
] as const satisfies readonly PolicyId[]

export type TaughtPolicy = (typeof TAUGHT)[number]

const isTaught = (id: string): boolean => (TAUGHT as readonly string[]).includes(id)
const taughtEnforced: LoginSettings['rollout'] = Object.fromEntries(
  Object.entries(everyPolicy('enforce')).filter(([id]) => isTaught(id)),
)

/** All of them in use: roll-outs by application and identity source, and an exemption. */
export const LOGIN_SETTINGS: LoginSettings = loginSettings({
  rollout: {
    ...taughtEnforced,
    'org-required': { mode: 'monitor', applications: { [PORTAL]: 'enforce' } },
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
