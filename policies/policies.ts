/**
 * What the rule pack decides, for a back end: pure functions of facts and settings, without a
 * dependency. What is exported here keeps its meaning within a major version.
 * @module
 */
export { normaliseAddress } from './address.ts'
export type { PolicyId } from './catalogue.ts'
export type { Decision } from './decide.ts'
export { decideLogin, LOGIN_POLICIES } from './login/decide.ts'
export type { LoginFacts } from './login/facts.ts'
export { type KnownOfLogin, loginFacts } from './login/login-facts.ts'
export { loginSettings } from './login/login-settings.ts'
export type { LoginSettings } from './login/settings.ts'
export { decideMachineToken } from './machine-token/decide.ts'
export type { MachineTokenFacts } from './machine-token/facts.ts'
export type { MachineTokenSettings } from './machine-token/settings.ts'
export { decidePasswordReset } from './password-reset/decide.ts'
export type { PasswordResetFacts } from './password-reset/facts.ts'
export type { PasswordResetSettings } from './password-reset/settings.ts'
export type { ChangeWay } from './profile-change/change-way.ts'
export { decideProfileChange, type ProfileChangeDecision } from './profile-change/decide.ts'
export type { ProfileChangeFacts, SourceKind } from './profile-change/facts.ts'
export type { ProfileField } from './profile-change/profile-field.ts'
export { type ProfileChangeSettings, profileChangeSettings } from './profile-change/settings.ts'
export { POLICY_NUMBERS, REASONS, type Reason } from './reasons.ts'
export { decideSignup } from './signup/decide.ts'
export type { SignupFacts } from './signup/facts.ts'
export type { SignupSettings } from './signup/settings.ts'
