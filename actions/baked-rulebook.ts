import type { LoginSettings } from '../policies/login/settings.ts'
import type { PublicCode } from '../policies/reasons.ts'
import type { SignupSettings } from '../policies/signup/settings.ts'

/**
 * The rulebook as it lies in a deployed Action: names already resolved to ids, no owners, no
 * addresses. The build replaces `BAKED_RULEBOOK` by the value, so that code and settings are
 * deployed, reviewed and rolled back together.
 */
export type BakedRulebook = {
  /** First 8 hexadecimal digits of the SHA-256 of everything below; it is in every log line. */
  readonly hash: string
  readonly keyIds: KeyIds
  readonly capabilities: Capabilities
  readonly messages: Readonly<Record<PublicCode, string>>
  readonly login: LoginSettings
  readonly signup: SignupSettings
  readonly invitations: InvitationMap
}

/** Which keys the Action must hold: it signs with one, and during a rotation it verifies two. */
export type KeyIds = { readonly signing: string; readonly alsoVerifying: string | null }

/** What has been confirmed about the environment's tenant; false is the safer reading. */
export type Capabilities = {
  /** `event.organization` is set when a token of an organization is refreshed. */
  readonly organizationOnRefresh: boolean
}

/** In whose invitations a sign-up is looked for; values are organization ids. */
export type InvitationMap = {
  readonly clients: Readonly<Record<string, readonly string[]>>
  readonly connections: Readonly<Record<string, readonly string[]>>
  /** Pages of 100 invitations read per organization before the answer counts as unknowable. */
  readonly maxPages: number
}

declare global {
  const BAKED_RULEBOOK: BakedRulebook
}
