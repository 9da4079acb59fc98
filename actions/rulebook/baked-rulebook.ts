import type { PublicCode } from '../../policies/about.ts'
import type { LoginSettings } from '../../policies/login/settings.ts'
import type { MachineTokenSettings } from '../../policies/machine-token/settings.ts'
import type { PasswordResetSettings } from '../../policies/password-reset/settings.ts'
import type { SignupSettings } from '../../policies/signup/settings.ts'

/**
 * The rulebook as it lies in deployed Actions: names already resolved to ids, no owners, no
 * addresses. The build replaces `BAKED_RULEBOOK` by the part that the Action's moment needs, so that
 * code and settings are deployed, reviewed and rolled back together.
 */
export type BakedRulebook = {
  /**
   * First 8 hexadecimal digits of the SHA-256 of everything below, in an Action of what it holds of
   * that; it is in every log line.
   */
  readonly hash: string
  readonly keyIds: KeyIds
  readonly capabilities: Capabilities
  readonly messages: Messages
  /** Former domains of organizations, for addresses that moved with their company. */
  readonly equivalentDomains: readonly EquivalentDomain[]
  /** Where decisions are sent beside the log; null: nowhere. */
  readonly sink: { readonly url: string; readonly timeoutMs: number } | null
  readonly login: LoginSettings
  readonly signup: SignupSettings
  readonly invitations: InvitationMap
  readonly passwordReset: PasswordResetSettings
  readonly machineToken: MachineTokenSettings
  /** Identifier of this tenant's Management API. */
  readonly managementAudience: string
  /** What becomes of whoever changes between logins; absent: nothing, and there is no Action for it. */
  readonly drift?: DriftSettings
}

export type DriftSettings = {
  /** In `monitor` it is told what would be ended, and nothing is. */
  readonly mode: 'monitor' | 'enforce'
  /** The Management API ends sessions and refresh tokens: only some plans have that. */
  readonly revocation: boolean
  /** Ids of connections by name: a profile says names alone. */
  readonly connections: Readonly<Record<string, string>>
}

type Common = 'hash' | 'keyIds' | 'messages' | 'sink'
export type LoginRulebook = Pick<
  BakedRulebook,
  Common | 'capabilities' | 'equivalentDomains' | 'login'
>
export type DriftRulebook = Omit<LoginRulebook, 'messages' | 'sink'> & Pick<BakedRulebook, 'drift'>
export type SignupRulebook = Pick<BakedRulebook, Common | 'signup' | 'invitations'>
export type PasswordResetRulebook = Pick<
  BakedRulebook,
  Common | 'equivalentDomains' | 'passwordReset'
>
export type MachineTokenRulebook = Pick<
  BakedRulebook,
  Common | 'machineToken' | 'managementAudience'
>

export type Messages = Readonly<Record<PublicCode, MessageByLanguage>>
export type MessageByLanguage = { readonly default: string } & Readonly<Record<string, string>>

/** Which keys the Action must hold: it signs with one, and during a rotation it verifies two. */
export type KeyIds = {
  readonly signing: string
  readonly alsoVerifying: string | null
  /** Ed25519 public key (SPKI, base64) of whoever may move locks; null: nobody may. */
  readonly rebindPublicKey: string | null
}

/** What has been confirmed about the environment's tenant and plan; false is the safer reading. */
export type Capabilities = {
  /** `event.organization` is set when a token of an organization is refreshed. */
  readonly organizationOnRefresh: boolean
  /** `api.refreshToken.setMetadata` works, and its values are there on refresh. */
  readonly refreshTokenMetadata: boolean
  /** `api.session.setExpiresAt` and `api.refreshToken.setExpiresAt` work. */
  readonly expirySetters: boolean
  /** `api.session.revoke` and `api.refreshToken.revoke` work; the latter refuses the refresh. */
  readonly revocation: boolean
  /** `api.roles` and `api.groups` answer, on a refresh too. */
  readonly rolesAndGroups: boolean
}

export type EquivalentDomain = {
  readonly organization: string
  readonly from: string
  readonly to: string
  /** Epoch ms. */
  readonly untilMs: number
}

/** In whose invitations a sign-up is looked for; values are organization ids. */
export type InvitationMap = {
  readonly clients: Readonly<Record<string, readonly string[]>>
  readonly connections: Readonly<Record<string, readonly string[]>>
  /** Pages of 100 invitations read per organization before the answer counts as unknowable. */
  readonly maxPages: number
  /** How often all sign-ups together may ask, on average. */
  readonly readsPerMinute: number
}

declare global {
  const BAKED_RULEBOOK: BakedRulebook
}
