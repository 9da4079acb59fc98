import { isShutOut, organizationsOf, type Profile } from './find-person.ts'
import { sourceKindOf } from './judge-change.ts'
import { NotPermitted } from './not-permitted.ts'
import type { Actor } from './prove-actor.ts'
import { statusIn } from './status-in.ts'
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
}

/** @throws NotPermitted for whoever is blocked, or no member any more */
export async function readOwnAccount(tools: Tools, actor: Actor): Promise<OwnAccount> {
  const { profile, organization } = await findOneself(tools, actor)
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
  }
}

/**
 * Whoever acts, without a role; only within an organization, as a member.
 * @throws NotPermitted
 */
export async function findOneself(
  tools: Tools,
  actor: Actor,
): Promise<{ readonly profile: Profile; readonly organization: string }> {
  if (actor.kind === 'operator') throw new NotPermitted()
  const { userId, organization } = actor
  try {
    const profile = (await tools.management.users.get(userId)) as Profile
    const memberships = await organizationsOf(tools, userId)
    const isShut = isShutOut(tools, organization, profile)
    if (isShut || !memberships.includes(organization)) throw new NotPermitted()
    return { profile, organization }
  } catch (error) {
    throw statusIn(error) === 404 ? new NotPermitted() : error
  }
}
