import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { settingsOf } from '../../policies/catalogue.ts'
import { signupSettings } from './a-signup.ts'
import { ACME, PORTAL } from './ids.ts'
import { aRollout, loginSettings } from './login-settings.ts'
import { DAY_MS } from './noon.ts'
import { TEST_KEYS } from './test-keys.ts'

/** A tenant of which nothing has been confirmed. */
export const NOTHING_CONFIRMED: BakedRulebook['capabilities'] = {
  organizationOnRefresh: false,
  refreshTokenMetadata: false,
  expirySetters: false,
  revocation: false,
  rolesAndGroups: false,
}

/** Everything enforced, signed with the test key, no rotation under way. */
export const aRulebook = (differences: Partial<BakedRulebook> = {}): BakedRulebook => ({
  hash: '0123abcd',
  keyIds: { signing: TEST_KEYS.id, alsoVerifying: null, rebindPublicKey: null },
  capabilities: { ...NOTHING_CONFIRMED, organizationOnRefresh: true },
  messages: {
    OG_ACCESS: { default: 'You do not have access here.' },
    OG_REAUTH: { default: 'Please sign in again.' },
    OG_ADMIN: { default: 'Ask your administrator.' },
    OG_RETRY: { default: 'Please try again.' },
  },
  equivalentDomains: [],
  sink: null,
  login: loginSettings(),
  signup: signupSettings(),
  invitations: { clients: { [PORTAL]: [ACME] }, connections: {}, maxPages: 3, readsPerMinute: 30 },
  passwordReset: {
    rollout: { 'password-reset-gate': aRollout('enforce') },
    exemptions: [],
    requestsMayLoosen: false,
    longestAllowanceMs: 90 * DAY_MS,
    orgStatus: { active: ['active'] },
  },
  machineToken: {
    rollout: { 'machine-token-gate': aRollout('enforce') },
    exemptions: [],
    requestsMayLoosen: false,
    longestAllowanceMs: 90 * DAY_MS,
    orgStatus: { active: ['active'] },
    ...settingsOf('machine-token'),
  },
  managementAudience: 'https://tenant.example.com/api/v2/',
  ...differences,
})
