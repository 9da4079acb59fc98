import type { Keyring } from '../../actions/records/keyring.ts'
import type { LockOwner } from '../../actions/records/lock-owner.ts'
import { signChecked, signOrganization } from '../../actions/records/token-memory.ts'
import { ANN_OWNS } from './a-stored-lock.ts'
import { ACME } from './ids.ts'
import { aKeyring } from './test-keys.ts'

type Remembered = {
  readonly organization?: string
  /** Epoch ms. */
  readonly checkedAtMs?: number
  readonly owner?: LockOwner
  readonly keyring?: Keyring
}

/** What the guard keeps in a refresh token, each with its signature. */
export const anOrganizationMemory = ({
  organization = ACME,
  owner = ANN_OWNS,
  keyring = aKeyring(),
}: Remembered = {}): string => signOrganization(organization, owner, keyring) ?? ''

export const aCheckedMemory = ({
  organization = ACME,
  checkedAtMs = 0,
  owner = ANN_OWNS,
  keyring = aKeyring(),
}: Remembered): string => signChecked(checkedAtMs, organization, owner, keyring) ?? ''
