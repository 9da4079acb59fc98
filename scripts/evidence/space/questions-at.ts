import type { Trigger } from '../../bundle/bundle-action.ts'
import { loginSpace } from './login/login-space.ts'
import { machineTokenSpace } from './moments/machine-token-space.ts'
import { passwordResetSpace } from './moments/password-reset-space.ts'
import { signupSpace } from './moments/signup-space.ts'
import { type Questions, questionsOf } from './questions.ts'
import type { SpaceTerms } from './space-terms.ts'

/** Guards that answer somebody; a stream's answers nobody, and ends what was let in before. */
export type AskedTrigger = Exclude<Trigger, 'event-stream'>

export const QUESTIONS_AT: Readonly<Record<AskedTrigger, (terms: SpaceTerms) => Questions>> = {
  'post-login': (terms) => questionsOf(loginSpace(terms)),
  'pre-user-registration': (terms) => questionsOf(signupSpace(terms)),
  'credentials-exchange': (terms) => questionsOf(machineTokenSpace(terms)),
  'password-reset-post-challenge': (terms) => questionsOf(passwordResetSpace(terms)),
}

/** What people call what each is asked about. */
export const MOMENT_NAMES: Readonly<Record<AskedTrigger, string>> = {
  'post-login': 'login',
  'pre-user-registration': 'sign-up',
  'credentials-exchange': 'machine token',
  'password-reset-post-challenge': 'password reset',
}
