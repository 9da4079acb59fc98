import { type Decision, decide } from '../decide.ts'
import type { Policy } from '../policy.ts'
import type { PasswordResetFacts } from './facts.ts'
import { passwordResetGate } from './password-reset-gate.ts'
import type { PasswordResetSettings } from './settings.ts'

export const PASSWORD_RESET_POLICIES: readonly Policy<PasswordResetFacts, PasswordResetSettings>[] =
  [passwordResetGate]

/** May this person set a password? Pure; never throws. */
export const decidePasswordReset = (
  facts: PasswordResetFacts,
  settings: PasswordResetSettings,
): Decision => decide(PASSWORD_RESET_POLICIES, facts, settings)
