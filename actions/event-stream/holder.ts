import type { Event } from '@auth0/actions/event-stream/v1'
import { type Keyring, readKeyring } from '../records/keyring.ts'
import { type LockOwner, lockOwner } from '../records/lock-owner.ts'
import { LOCK_KEY, readLock } from '../records/lock-record.ts'
import { readRecord } from '../records/read-record.ts'
import { readRememberedOrganization } from '../records/token-memory.ts'
import type { DriftRulebook } from '../rulebook/baked-rulebook.ts'
import type { Issued } from './issued.ts'
import { type PresentState, readPresentState } from './present-state.ts'
import type { Change } from './read-change.ts'
import type { Fields, TenantCalls } from './tenant-calls.ts'

/** A person, and where what they hold may be used. */
export type Holder = {
  readonly present: PresentState
  readonly owner: LockOwner
  readonly keyring: Keyring
  /**
   * Of the memberships, of the lock, and that of the event: where the person is, or was. A token that
   * remembers none may be of any of them.
   */
  readonly organizations: readonly string[]
}

/** The guard has no key that its rulebook names: nothing it reads could be believed. */
export class KeysUnusable extends Error {
  override readonly name = 'KeysUnusable'
}

/** @returns null where the person is gone. @throws KeysUnusable, and as `TenantCalls` does */
export async function readHolder(
  { person, organization }: Change,
  issued: readonly Issued[],
  { keyIds, login }: DriftRulebook,
  { message, secrets }: Event,
  calls: TenantCalls,
): Promise<Holder | null> {
  const keyring = readKeyring(secrets, keyIds)
  if (keyring === null) throw new KeysUnusable()
  const ownerOf = (profile: Fields) => lockOwner(message.a0tenant, profile)
  const lockedIn = (profile: Fields): readonly string[] => {
    const stored = readRecord(profile.app_metadata ?? {}, LOCK_KEY)
    const lock = readLock(stored, keyring, ownerOf(profile))
    const entries = lock.kind === 'held' ? lock.entries : []
    return entries.flatMap(({ memberships }) => memberships.map((one) => one.organization))
  }
  const named = organization === '' ? [] : [organization]
  const rememberedBy = (profile: Fields): readonly string[] =>
    issued.flatMap(({ metadata }) => {
      const remembered = readRememberedOrganization({ metadata }, ownerOf(profile), keyring)
      return remembered.kind === 'named' ? [remembered.id] : []
    })
  const present = await readPresentState(
    {
      person,
      applications: issued.flatMap(({ applications }) => applications),
      organizationsOf: (profile) => [...lockedIn(profile), ...rememberedBy(profile), ...named],
      withRoles: login.membership.source === 'marker-role',
    },
    calls,
  )
  if (present === null) return null
  const { profile, memberships } = present
  const organizations = [...new Set([...memberships, ...lockedIn(profile), ...named])]
  return { present, owner: ownerOf(profile), keyring, organizations }
}
