import { type Decision, decide } from '../decide.ts'
import type { Policy } from '../policy.ts'
import { delegation } from './delegation.ts'
import { emailLock } from './email-lock.ts'
import type { LoginFacts } from './facts.ts'
import { identifierLock } from './identifier-lock.ts'
import { identityLock } from './identity-lock.ts'
import { membership } from './membership.ts'
import { orgBlocked } from './org-blocked.ts'
import { orgRequired } from './org-required.ts'
import { orgStatus } from './org-status.ts'
import { runtimeGuard } from './runtime-guard.ts'
import type { LoginSettings } from './settings.ts'
import { sourceDomain } from './source-domain.ts'
import { upstreamFreshness } from './upstream-freshness.ts'
import { userSuspended } from './user-suspended.ts'
import { verifiedEmail } from './verified-email.ts'

/** In precedence order: can we believe what we see, what did a human decide, what follows from it. */
export const LOGIN_POLICIES: readonly Policy<LoginFacts, LoginSettings>[] = [
  runtimeGuard,
  userSuspended,
  orgStatus,
  orgBlocked,
  orgRequired,
  membership,
  sourceDomain,
  verifiedEmail,
  emailLock,
  identityLock,
  identifierLock,
  delegation,
  upstreamFreshness,
]

/** May this person have a token, now, at this door? Pure; never throws. */
export const decideLogin = (facts: LoginFacts, settings: LoginSettings): Decision =>
  decide(LOGIN_POLICIES, facts, settings)
