import type { Moment } from './about.ts'
import { DELEGATION } from './login/delegation.about.ts'
import { EMAIL_LOCK } from './login/email-lock.about.ts'
import { IDENTIFIER_LOCK } from './login/identifier-lock.about.ts'
import { IDENTITY_LOCK } from './login/identity-lock.about.ts'
import { MEMBERSHIP } from './login/membership.about.ts'
import { ORG_BLOCKED } from './login/org-blocked.about.ts'
import { ORG_REQUIRED } from './login/org-required.about.ts'
import { ORG_STATUS } from './login/org-status.about.ts'
import { RUNTIME_GUARD } from './login/runtime-guard.about.ts'
import { SOURCE_DOMAIN } from './login/source-domain.about.ts'
import { UPSTREAM_FRESHNESS } from './login/upstream-freshness.about.ts'
import { USER_SUSPENDED } from './login/user-suspended.about.ts'
import { VERIFIED_EMAIL } from './login/verified-email.about.ts'
import { MACHINE_TOKEN_GATE } from './machine-token/machine-token-gate.about.ts'
import { PASSWORD_RESET_GATE } from './password-reset/password-reset-gate.about.ts'
import { PROFILE_CHANGE } from './profile-change/profile-change.about.ts'
import { SIGNUP_GATE } from './signup/signup-gate.about.ts'

/** All that is said about policies, in the order of precedence within a moment. */
export const CATALOGUE = [
  RUNTIME_GUARD,
  USER_SUSPENDED,
  ORG_STATUS,
  ORG_BLOCKED,
  ORG_REQUIRED,
  MEMBERSHIP,
  SOURCE_DOMAIN,
  VERIFIED_EMAIL,
  EMAIL_LOCK,
  IDENTITY_LOCK,
  IDENTIFIER_LOCK,
  DELEGATION,
  UPSTREAM_FRESHNESS,
  PASSWORD_RESET_GATE,
  MACHINE_TOKEN_GATE,
  SIGNUP_GATE,
  PROFILE_CHANGE,
] as const

type Entry = (typeof CATALOGUE)[number]
/** What there is of each, at once. */
type All<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer Together,
) => void
  ? { readonly [Name in keyof Together]: Together[Name] }
  : never

export type PolicyId = Entry['id']
/** What is said of every reason, by its code. */
export type AllReasons = All<Entry['reasons']>
/** The settings of one policy. */
export type PolicySettings<Id extends PolicyId> = Extract<Entry, { id: Id }>['settings']
/** The settings of all policies of a moment. */
export type SettingsOf<M extends Moment> = All<Extract<Entry, { moment: M }>['settings']>

/** What the policies of a moment are set to for whoever says nothing. */
export const settingsOf = <M extends Moment>(wanted: M): SettingsOf<M> =>
  Object.assign(
    {},
    ...CATALOGUE.filter(({ moment }) => moment === wanted).map(({ settings }) => settings),
  )
