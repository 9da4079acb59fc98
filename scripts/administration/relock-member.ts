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
import { judgeMove } from './judge-move.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'

/**
 * Today's address becomes the locked one in this organization, whatever it was. Permissions to move that
 * were given before end.
 * @throws NotPermitted
 * @throws UserFault where the profile has no address that could be locked
 */
export function relockMember(tools: Tools, actor: Actor, request: OfMember): Promise<Receipt> {
  const { person } = request
  const judge = async () => {
    const organization = organizationOf(actor, request.organization)
    const found = await findWithinReach(tools, actor, person)
    await judgeMove(tools, actor, organization, found)
    const identitySource = await connectionIdOf(tools, found.profile)
    const before = { lock: readLockOf(tools, found.profile).kind }
    return { organization, person, before, identitySource }
  }
  return runOperation(tools, actor, {
    asked: { ...request, operation: 'relock' },
    judge,
    work: async ({ organization, identitySource }) => {
      const membership = {
        organization,
        identitySource,
        origin: 'operator',
        lockedAtMs: tools.nowMs(),
      } as const
      const changed = await changeRecord(tools, person, {
        key: LOCK_KEY,
        next: (_stored, latest) => relocked(tools, latest, membership),
      })
      return { changed, after: { lock: 'held' } }
    },
  })
}

function relocked(tools: Tools, profile: Profile, membership: Parameters<typeof relock>[2]) {
  const { keyring, tenantId, settings } = tools
  const owner = lockOwner(tenantId, profile)
  const address = readPersonAddress(profile.email ?? null, keyring, tenantId)
  if (address.kind !== 'usable') throw new UserFault([addressMissing])
  const given = readRecord(profile.app_metadata, REBIND_KEY)
  const rebinds = readRebinds(given, settings.rebindPublicKey, owner)
  const content = relock(readLockOf(tools, profile), address.marks, membership, rebinds)
  return signLock(content, keyring.signing, owner)
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
