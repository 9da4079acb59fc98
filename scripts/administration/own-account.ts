import { auditRefusal } from './audit-refusal.ts'
import { findPerson, isShutOut, type PersonWithinReach, type Profile } from './find-within-reach.ts'
import { sourceKindOf } from './judge-change.ts'
import { mayConfirm } from './may-confirm.ts'
import { NotPermitted } from './not-permitted.ts'
import { openRebinds } from './open-rebinds.ts'
import { type FieldState, profileFields } from './profile-fields.ts'
import type { Actor } from './prove-actor.ts'
import { requestedAddress } from './requested-address.ts'
import type { Tools } from './tools.ts'

/** What the tenant knows of whoever asks, as far as it concerns the organization they are signed in to. */
export type OwnAccount = {
  readonly name: string
  readonly email: string | null
  readonly isEmailVerified: boolean
  readonly phone: string | null
  readonly username: string | null
  /** Name of the connection the account is of. */
  readonly connection: string
  /** Whether the tenant keeps the password; otherwise an identity provider owns the account. */
  readonly hasPassword: boolean
  readonly organization: { readonly id: string; readonly name: string }
  /** The address that was asked for, until it is declined or taken. */
  readonly asksFor: string | null
  /** Whether a new address was approved, and who then changes the one of the profile. */
  readonly approval: 'none' | 'to confirm' | 'with an operator'
  /** What of it could be asked to be changed. */
  readonly fields: readonly FieldState[]
}

/** @throws NotPermitted for whoever is blocked, or no member any more */
export async function readOwnAccount(tools: Tools, actor: Actor): Promise<OwnAccount> {
  const asked = { operation: 'account', person: actor.userId }
  const found = await auditRefusal(tools, actor, asked, () => findOneself(tools, actor))
  const { profile, organization } = found
  const { name, display_name: shown } = await tools.management.organizations.get(organization)
  const { connection = '' } = profile.identities?.[0] ?? {}
  return {
    name: profile.name ?? '',
    email: profile.email ?? null,
    isEmailVerified: profile.email_verified === true,
    phone: profile.phone_number ?? null,
    username: profile.username ?? null,
    connection,
    hasPassword: sourceKindOf(profile) === 'database',
    organization: { id: organization, name: shown ?? name ?? '' },
    asksFor: requestedAddress(profile, organization),
    approval: approvalOf(tools, found),
    fields: profileFields(tools, { actor: 'self', profile, organization, organizations: null }),
  }
}

type Oneself = PersonWithinReach & { readonly organization: string }

function approvalOf(tools: Tools, found: Oneself): OwnAccount['approval'] {
  const { profile, organization } = found
  if (sourceKindOf(profile) !== 'database') return 'none'
  if (openRebinds(tools, profile, organization).length === 0) return 'none'
  return mayConfirm(tools, found) ? 'to confirm' : 'with an operator'
}

/**
 * Whoever acts, without a role; only within an organization, as a member.
 * @param asSeen the profile, by which blocks are judged: an operation that shuts out first does not count its own
 * @throws NotPermitted
 */
export async function findOneself(
  tools: Tools,
  actor: Actor,
  asSeen: (profile: Profile) => Profile = (profile) => profile,
): Promise<Oneself> {
  if (actor.kind === 'operator') throw new NotPermitted()
  const { userId, organization } = actor
  const found = await findPerson(tools, userId)
  const profile = asSeen(found.profile)
  const isShut = isShutOut(tools, organization, profile)
  if (isShut || !found.memberships.includes(organization)) throw new NotPermitted()
  return { ...found, profile, organization }
}
