import { settingsOf } from '../../policies/catalogue.ts'
import { NO_REQUESTS } from '../../policies/policy.ts'
import type { SignupFacts } from '../../policies/signup/facts.ts'
import type { SignupSettings } from '../../policies/signup/settings.ts'
import { MEMBERS, PORTAL } from './ids.ts'
import { DAY_MS, NOON_MS } from './noon.ts'

/** Somebody with an open invitation. */
export const aSignup = (differences: Partial<SignupFacts> = {}): SignupFacts => ({
  ...NO_REQUESTS,
  nowMs: NOON_MS,
  scope: { application: PORTAL, organization: { kind: 'none' }, identitySource: MEMBERS },
  domain: 'acme.example.com',
  invitation: 'open',
  operator: 'none',
  bringsPhone: false,
  ...differences,
})

/** The gate enforced, for invited people only. */
export const signupSettings = (differences: Partial<SignupSettings> = {}): SignupSettings => ({
  rollout: { 'signup-gate': { mode: 'enforce' } },
  exemptions: [],
  requestsMayLoosen: false,
  longestAllowanceMs: 90 * DAY_MS,
  ...settingsOf('signup'),
  ...differences,
})
