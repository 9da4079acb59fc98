import type { Management } from 'auth0'
import { activeBlocks } from './active-blocks.ts'
import { isMachine } from './is-machine.ts'
import { NotPermitted } from './not-permitted.ts'
import type { Actor } from './prove-actor.ts'
import { statusIn } from './status-in.ts'
import type { Tools } from './tools.ts'

export type Profile = Management.GetUserResponseContent & { readonly user_id: string }

/** Whom an operation is about, and where. */
export type OfMember = {
  /** User id. */
  readonly person: string
  /** Id; an administrator's is that of their token, said or not. */
  readonly organization?: string
}

/** A person that the actor may work on, and where. */
export type PersonWithinReach = {
  readonly profile: Profile
  /** Ids of the organizations the person is a member of now. */
  readonly memberships: readonly string[]
}

/** An id that begins with its identity provider; what else it holds is the tenant's business. */
export const USER_ID = /^[^|\s]{1,64}\|\S{1,256}$/
const PER_PAGE = 100
const MOST_PAGES = 10

/**
 * Whom an operation is about. An administrator holds the role in the organization of their token, now,
 * and finds members of that organization only.
 * @throws NotPermitted for all others, and for whoever is not there
 */
export async function findWithinReach(
  tools: Tools,
  actor: Actor,
  userId: string,
  hasBegunToLeave: (profile: Profile) => boolean = () => false,
): Promise<PersonWithinReach> {
  await assertStillAdministrator(tools, actor)
  if (!USER_ID.test(userId)) throw new NotPermitted()
  const found = await findPerson(tools, userId)
  if (actor.kind === 'operator') return found
  const { profile, memberships } = found
  const isWithin = memberships.includes(actor.organization) || hasBegunToLeave(profile)
  if (!isWithin) throw new NotPermitted()
  return found
}

/**
 * Both are asked for in any case: from the time that a refusal takes nobody learns whether somebody is there.
 * @throws NotPermitted for nobody
 */
export async function findPerson(tools: Tools, userId: string): Promise<PersonWithinReach> {
  const [profile, memberships] = await Promise.allSettled([
    tools.management.users.get(userId),
    organizationsOf(tools, userId),
  ])
  const failed = [profile, memberships].filter((one) => one.status === 'rejected')
  const [failure] = failed
  if (failed.some(({ reason }) => isNobody(reason))) throw new NotPermitted()
  if (profile.status === 'fulfilled' && memberships.status === 'fulfilled') {
    return { profile: profile.value as Profile, memberships: memberships.value }
  }
  throw failure?.reason
}

/** Everything is of one organization for an administrator; an operator says which. */
export function organizationOf(actor: Actor, asked: string | undefined): string {
  if (actor.kind === 'operator') {
    if (asked === undefined || asked === '') throw new NotPermitted()
    return asked
  }
  if (asked !== undefined && asked !== actor.organization) throw new NotPermitted()
  return actor.organization
}

/**
 * The organization that whoever asks looks into.
 * @throws NotPermitted, as for a person of it
 */
export async function findOrganization(
  tools: Tools,
  actor: Actor,
  asked: string | undefined,
): Promise<string> {
  const organization = organizationOf(actor, asked)
  await assertStillAdministrator(tools, actor)
  return organization
}

/**
 * A role of the same name that somebody holds elsewhere, or without an organization, is none here, and
 * whoever is blocked acts no more, however long the token lives: an operator of the tenant neither.
 * @throws NotPermitted
 */
export async function assertStillAdministrator(tools: Tools, actor: Actor): Promise<void> {
  // A token that a machine client got for itself names no account that could be blocked.
  if (actor.kind === 'operator' && isMachine(actor.userId)) return
  try {
    if (await mayAct(tools, actor)) return
  } catch (error) {
    if (!isNobody(error)) throw error
  }
  throw new NotPermitted()
}

async function mayAct(tools: Tools, actor: Actor): Promise<boolean> {
  if (actor.kind === 'administrator' && !(await holdsAdministratorRole(tools, actor))) return false
  const profile = (await tools.management.users.get(actor.userId)) as Profile
  // No organization has an empty id.
  return !isShutOut(tools, actor.kind === 'operator' ? '' : actor.organization, profile)
}

async function holdsAdministratorRole(
  { management, settings }: Tools,
  { organization, userId }: Extract<Actor, { kind: 'administrator' }>,
): Promise<boolean> {
  for await (const role of await management.organizations.members.roles.list(
    organization,
    userId,
  )) {
    if (role.name === settings.administratorRole) return true
  }
  return false
}

/** By the tenant, everywhere, in this organization, or by a record that nobody can read. */
export function isShutOut(tools: Tools, organization: string, profile: Profile): boolean {
  const { block, isEverywhere } = activeBlocks(tools, organization, profile)
  return isEverywhere || block !== 'none'
}

/** Ids, in no order that means anything. */
export async function organizationsOf(tools: Tools, userId: string): Promise<readonly string[]> {
  const ids: string[] = []
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const list = await tools.management.users.organizations.list(userId, {
      page,
      per_page: PER_PAGE,
    })
    ids.push(...list.data.flatMap(({ id }) => (id === undefined ? [] : [id])))
    if (list.data.length < PER_PAGE) return ids
  }
  // Nobody could say that there is no other membership, which decides what may be done to an account.
  throw new Error(`\`${userId}\` is a member of more than ${PER_PAGE * MOST_PAGES} organizations`)
}

/** 400 is for what cannot be an id at all. */
export const isNobody = (error: unknown): boolean => [400, 404].includes(statusIn(error) ?? 0)
