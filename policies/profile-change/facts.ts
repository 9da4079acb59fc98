import type { Blocks } from '../block.ts'
import type { Lock } from '../lock.ts'
import type { CommonFacts } from '../policy.ts'
import type { ProfileField } from './profile-field.ts'

/** What a policy may know about a change of one field of a person. */
export type ProfileChangeFacts = CommonFacts & {
  /** In which capacity somebody asks; that they hold it was proven before. */
  readonly actor: 'self' | 'administrator' | 'operator'
  readonly field: ProfileField
  readonly source: SourceKind
  /** Of how many the person is a member; null when nobody knows. */
  readonly organizations: number | null
  readonly lock: Lock
  /** Also those of the platform, which are from everywhere. */
  readonly blocks: Blocks
}

/** What the account is of that the person signs in with. */
export type SourceKind = 'database' | 'enterprise' | 'social' | 'passwordless' | 'unknown'
