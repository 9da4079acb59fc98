import { readPersonAddress } from '../../actions/records/address-mark.ts'
import { lockOwner } from '../../actions/records/lock-owner.ts'
import { LOCK_KEY, readLock, signLock } from '../../actions/records/lock-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { REBIND_KEY, readRebinds } from '../../actions/records/rebind-record.ts'
import { type Lock, relock } from '../../policies/lock.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { changeRecord } from './change-record.ts'
import {
  findWithinReach,
  type OfMember,
  organizationOf,
  type Profile,
} from './find-within-reach.ts'
import { refuseTenantRights } from './holds-tenant-rights.ts'
import { NotPermitted } from './not-permitted.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'

/**
 * Today's address becomes the locked one in this organization, whatever it was. Permissions to move that
 * were given before end.
 * @param publicKey whose permissions those are, as the environment commits it
 * @throws NotPermitted
 * @throws UserFault where the profile has no address that could be locked
 */
export async function relockMember(
  tools: Tools,
  actor: Actor,
  request: OfMember,
  publicKey: string | null,
): Promise<Receipt> {
  const organization = organizationOf(actor, request.organization)
  // Whoever drifted would move their own lock after them.
  if (actor.userId === request.person) throw new NotPermitted()
  const { profile } = await findWithinReach(tools, actor, request.person)
  await refuseTenantRights(tools, actor, request.person)
  const { keyring, tenantId } = tools
  const owner = lockOwner(tenantId, profile)
  const identitySource = await connectionIdOf(tools, profile)
  const lockedAtMs = tools.nowMs()
  const before = { lock: readLockOf(tools, profile).kind }
  const about = { operation: 'relock', organization, person: request.person, before }
  return runOperation(tools, actor, about, async () => {
    const changed = await changeRecord(tools, request.person, {
      key: LOCK_KEY,
      next: (_stored, latest) => {
        const address = readPersonAddress(latest.email ?? null, keyring, tenantId)
        if (address.kind !== 'usable') throw new UserFault([addressMissing])
        const membership = { organization, identitySource, origin: 'operator' as const, lockedAtMs }
        const rebinds = readRebinds(readRecord(latest.app_metadata, REBIND_KEY), publicKey, owner)
        const content = relock(readLockOf(tools, latest), address.marks, membership, rebinds)
        return signLock(content, keyring.signing, owner)
      },
    })
    return { changed, after: { lock: 'held' } }
  })
}

function readLockOf({ keyring, tenantId }: Tools, profile: Profile): Lock {
  const owner = lockOwner(tenantId, profile)
  return readLock(readRecord(profile.app_metadata, LOCK_KEY), keyring, owner)
}

/** Id of the connection the account is of; empty where the tenant has it no more. */
async function connectionIdOf({ management }: Tools, { identities }: Profile): Promise<string> {
  const name = identities?.[0]?.connection
  if (name === undefined) return ''
  const { data } = await management.connections.list({ name, take: 1 })
  return data[0]?.id ?? ''
}

const addressMissing: Fault = {
  code: 'address_missing',
  message: 'this person has no address that could be locked',
  fix: 'give the profile a plain e-mail address first',
}
