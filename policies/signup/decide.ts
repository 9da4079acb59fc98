import { type Decision, decide } from '../decide.ts'
import type { Policy } from '../policy.ts'
import type { SignupFacts } from './facts.ts'
import type { SignupSettings } from './settings.ts'
import { signupGate } from './signup-gate.ts'

export const SIGNUP_POLICIES: readonly Policy<SignupFacts, SignupSettings>[] = [signupGate]

/** May this person have an account? Pure; never throws. */
export const decideSignup = (facts: SignupFacts, settings: SignupSettings): Decision =>
  decide(SIGNUP_POLICIES, facts, settings)
