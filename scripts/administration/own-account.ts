import type { ProfileField } from '../../policies/profile-change/profile-field.ts'
import type { Reason } from '../../policies/reasons.ts'
import { auditRefusal } from './audit-refusal.ts'
import { findPerson, isShutOut, type PersonWithinReach, type Profile } from './find-within-reach.ts'
import { judgeChange, sourceKindOf } from './judge-change.ts'
import { NotPermitted } from './not-permitted.ts'
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
  /** The address that was asked for, and not answered yet. */
  readonly asksFor: string | null
  /** What of it could be asked to be changed. */
  readonly fields: readonly OwnField[]
}

export type OwnField = {
  readonly field: ProfileField
  /** As it is; empty where nothing is there. */
  readonly value: string
  /** Why it stays; null where it may be changed. */
  readonly closed: Reason | null
}

/** @throws NotPermitted for whoever is blocked, or no member any more */
export async function readOwnAccount(tools: Tools, actor: Actor): Promise<OwnAccount> {
  const asked = { operation: 'account', person: actor.userId }
  const { profile, organization } = await auditRefusal(tools, actor, asked, () =>
    findOneself(tools, actor),
  )
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
    fields: ownFields(tools, profile, organization),
  }
}

const PLAIN = ['name', 'phone', 'username', 'email', 'password', 'deletion'] as const

function ownFields(tools: Tools, profile: Profile, organization: string): readonly OwnField[] {
  const { attributes } = tools.settings.profileChange.profileChange
  const held = (profile.user_metadata ?? {}) as Readonly<Record<string, unknown>>
  const values = { name: profile.name, phone: profile.phone_number, username: profile.username }
  const closed = (field: ProfileField): Reason | null => {
    const asked = { actor: 'self', field, profile, organization, organizations: null } as const
    const decision = judgeChange(tools, asked)
    return decision.outcome === 'allow' ? null : decision.reason
  }
  const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
  return [
    ...PLAIN.map((kind) => {
      const value = textOf((values as Readonly<Record<string, unknown>>)[kind])
      return { field: { kind }, value, closed: closed({ kind }) }
    }),
    ...Object.entries(attributes).flatMap(([application, names]) =>
      names.map((name) => {
        const field = { kind: 'attribute', application, name } as const
        return { field, value: textOf(held[name]), closed: closed(field) }
      }),
    ),
  ]
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
): Promise<PersonWithinReach & { readonly organization: string }> {
  if (actor.kind === 'operator') throw new NotPermitted()
  const { userId, organization } = actor
  const found = await findPerson(tools, userId)
  const profile = asSeen(found.profile)
  const isShut = isShutOut(tools, organization, profile)
  if (isShut || !found.memberships.includes(organization)) throw new NotPermitted()
  return { ...found, profile, organization }
}
