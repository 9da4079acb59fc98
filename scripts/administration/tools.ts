import type { ManagementClient } from 'auth0'
import type { Keyring } from '../../actions/records/keyring.ts'
import type { EquivalentDomain } from '../../actions/rulebook/baked-rulebook.ts'
import type { LoginSettings } from '../../policies/login/settings.ts'
import type { ProfileChangeSettings } from '../../policies/profile-change/settings.ts'
import type { AuditLog } from './audit-log.ts'
import type { Observation, ShutOut } from './observation.ts'

/** What operations work with. Time, chance and the tenant are arguments. */
export type Tools = {
  /** The official SDK, with a token that holds `ADMINISTRATION_SCOPES`. */
  readonly management: ManagementClient
  readonly tenantId: string
  readonly keyring: Keyring
  /** Of the rulebook: a company's former domain stands for its present one, for a while. */
  readonly equivalentDomains: readonly EquivalentDomain[]
  readonly audit: AuditLog
  readonly settings: AdministrationSettings
  readonly nowMs: () => number
  readonly wait: (ms: number) => Promise<void>
  /** An operation then says what stands against it, and does nothing; to the audit only where it is refused. */
  readonly isRehearsal?: true
  /** Tries whether a block that was written holds. Without it every receipt says that nobody tried. */
  readonly observe?: (tools: Tools, shutOut: ShutOut) => Promise<Observation>
  /** A new id, such as `randomUUID` gives. */
  readonly newId: () => string
}

export type AdministrationSettings = {
  /** Name of the role that makes an administrator, within the organization where it is held. */
  readonly administratorRole: string
  /** Names of the roles that an invitation may give. */
  readonly grantableRoles: readonly string[]
  /** Whether the tenant's plan has the endpoints that end sessions and refresh tokens. */
  readonly revocation: boolean
  /** What becomes of the account of whoever is de-provisioned and a member of nothing else. */
  readonly departed: 'delete' | 'anonymise' | 'keep'
  /** Who may change what of whom. */
  readonly profileChange: ProfileChangeSettings
  /** What the deployed guard decides logins by: whom it would refuse is not invited. */
  readonly login: LoginSettings
  /** Whose permissions to move count, as the environment commits it: SPKI, base64; null: nobody's. */
  readonly rebindPublicKey: string | null
  /**
   * Longer than any other writer takes between its read and its write (ms): so long after a write it is
   * read again, because Auth0 keeps the last of two writes and tells neither.
   */
  readonly settleMs: number
}

export const ADMINISTRATION_SCOPES: readonly string[] = [
  'read:connections',
  'read:organization_connections',
  'read:organization_invitations',
  'read:organization_member_roles',
  'read:organization_members',
  'read:organizations',
  'read:resource_servers',
  'read:role_members',
  'read:roles',
  'read:users',
  'update:users',
]
