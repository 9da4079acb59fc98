import { markOf } from '../../actions/records/address-mark.ts'
import type { DerivedKeys } from '../../actions/records/keyring.ts'
import type { LockOwner } from '../../actions/records/lock-owner.ts'
import { type LockRecord, signLock } from '../../actions/records/lock-record.ts'
import { type LockContent, type LockOrigin, NOTHING_LOCKED } from '../../policies/lock.ts'
import { ACME, ANN, MEMBERS, TENANT } from './ids.ts'
import { DAY_MS, NOON_MS } from './noon.ts'
import { TEST_KEYS } from './test-keys.ts'

/** As the events of tests show her: her account is thirty days old. */
export const ANN_OWNS: LockOwner = {
  tenantId: TENANT,
  userId: ANN,
  createdAtMs: NOON_MS - 30 * DAY_MS,
}
/** The same id, of an account that is made only now. */
export const YOUNG_ANN_OWNS: LockOwner = { ...ANN_OWNS, createdAtMs: NOON_MS }
export const ANNS_ADDRESS = 'ann@acme.example.com'

export const markOfAddress = (address: string, keys: DerivedKeys = TEST_KEYS): string =>
  markOf('address', address, keys, TENANT)

type Locked = {
  readonly organization?: string
  readonly origin?: LockOrigin
  readonly lockedAtMs?: number
  readonly keys?: DerivedKeys
}

/** One address for one organization. */
export const lockedTo = (
  address: string,
  {
    organization = ACME,
    origin = 'invitation',
    lockedAtMs = NOON_MS - DAY_MS,
    keys = TEST_KEYS,
  }: Locked = {},
): LockContent => ({
  ...NOTHING_LOCKED,
  entries: [
    {
      mark: markOfAddress(address, keys),
      memberships: [{ organization, identitySource: MEMBERS, origin, lockedAtMs }],
    },
  ],
})

/** As it lies in `app_metadata.og_lock`, signed: Ann was invited to her organization yesterday. */
export const aStoredLock = (
  content: LockContent = lockedTo(ANNS_ADDRESS),
  keys: DerivedKeys = TEST_KEYS,
  owner: LockOwner = ANN_OWNS,
): LockRecord => signLock(content, keys, owner)
