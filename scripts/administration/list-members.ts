import { readPersonAddress } from '../../actions/records/address-mark.ts'
import { lockOwner } from '../../actions/records/lock-owner.ts'
import { LOCK_KEY, readLock } from '../../actions/records/lock-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { type ActiveBlocks, activeBlocks } from './active-blocks.ts'
import { auditRefusal } from './audit-refusal.ts'
import { connectionsOf } from './connections-of.ts'
import {
  findOrganization,
  findWithinReach,
  type OfMember,
  organizationOf,
  type Profile,
} from './find-within-reach.ts'
import { sourceKindOf } from './judge-change.ts'
import { type LockMatch, matchLock } from './match-lock.ts'
import { NotPermitted } from './not-permitted.ts'
import { openRebinds } from './open-rebinds.ts'
import type { Actor } from './prove-actor.ts'
import { requestedAddress } from './requested-address.ts'
import { statusIn } from './status-in.ts'
import type { Tools } from './tools.ts'

/** A member as an administrator of the organization sees them: nothing of other organizations. */
export type Member = {
  readonly person: string
  readonly name: string
  readonly email: string | null
  /**
   * Name of the connection the account is of; to an administrator null where the organization does not have it: others
   * may, and theirs say who they are.
   */
  readonly connection: string | null
  /** Whether the tenant keeps the password; otherwise an identity provider owns the account. */
  readonly hasPassword: boolean
  /** What the lock says of the address of today, in this organization. */
  readonly lock: LockMatch
  readonly block: ActiveBlocks['block']
  /** When that block ends, ISO 8601; null without an end. */
  readonly blockedUntil: string | null
  /** Blocked for the whole tenant, by whatever means. */
  readonly isShutOut: boolean
  /** The address that the person asks to move to, in this organization. */
  readonly asksFor: string | null
  /** Whether the person may move to an address, in this organization, that the profile has not. */
  readonly isApproved: boolean
}

export type MemberPage = {
  readonly members: readonly Member[]
  /** Pass it to get the page after; null on the last. */
  readonly next: string | null
}

const PAGE = 25
const AT_ONCE = 5

/**
 * One page of an organization's members. Each is read by itself, because lists of Auth0 lag and hold no
 * metadata: a page costs two requests, and one more for each of its people.
 * @throws NotPermitted
 */
export async function listMembers(
  tools: Tools,
  actor: Actor,
  request: { readonly organization?: string; readonly from?: string } = {},
): Promise<MemberPage> {
  const organization = await auditRefusal(tools, actor, { ...request, operation: 'list' }, () =>
    findOrganization(tools, actor, request.organization),
  )
  const from = request.from === undefined ? {} : { from: request.from }
  const { members } = tools.management.organizations
  const page = await members.list(organization, { take: PAGE, ...from })
  const { next } = page.response as { readonly next?: string }
  const ids = page.data.flatMap(({ user_id }) => (user_id === undefined ? [] : [user_id]))
  const isShown = await seenBy(tools, actor, organization)
  const found: Member[] = []
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const profiles = await Promise.all(
      ids.slice(start, start + AT_ONCE).map((id) => readProfile(tools, id)),
    )
    found.push(
      ...profiles.flatMap((one) =>
        one === null ? [] : [describe(tools, organization, one, isShown)],
      ),
    )
  }
  return { members: found, next: next ?? null }
}

/**
 * One member, as the list has them.
 * @throws NotPermitted
 */
export const readMember = (tools: Tools, actor: Actor, request: OfMember): Promise<Member> =>
  auditRefusal(tools, actor, { ...request, operation: 'member' }, async () => {
    const organization = organizationOf(actor, request.organization)
    const { profile, memberships } = await findWithinReach(tools, actor, request.person)
    if (!memberships.includes(organization)) throw new NotPermitted()
    return describe(tools, organization, profile, await seenBy(tools, actor, organization))
  })

/** Null for whoever was deleted meanwhile. */
async function readProfile({ management }: Tools, id: string): Promise<Profile | null> {
  try {
    return (await management.users.get(id)) as Profile
  } catch (error) {
    if (statusIn(error) === 404) return null
    throw error
  }
}

/** @returns whether the name of a connection is shown to whoever asks */
async function seenBy(tools: Tools, actor: Actor, organization: string) {
  if (actor.kind === 'operator') return () => true
  const names = (await connectionsOf(tools, organization)).map(({ connection }) => connection?.name)
  return (name: string): boolean => names.includes(name)
}

function describe(
  tools: Tools,
  organization: string,
  profile: Profile,
  isShown: (connection: string) => boolean,
): Member {
  const { connection = '' } = profile.identities?.[0] ?? {}
  const { block, untilMs, isEverywhere } = activeBlocks(tools, organization, profile)
  return {
    person: profile.user_id,
    name: profile.name ?? '',
    email: profile.email ?? null,
    connection: isShown(connection) ? connection : null,
    hasPassword: sourceKindOf(profile) === 'database',
    lock: lockOf(tools, organization, profile),
    block,
    blockedUntil: untilMs === null ? null : new Date(untilMs).toISOString(),
    isShutOut: isEverywhere,
    asksFor: requestedAddress(profile, organization),
    isApproved: openRebinds(tools, profile, organization).length > 0,
  }
}

function lockOf(tools: Tools, organization: string, profile: Profile): LockMatch {
  const { keyring, tenantId, equivalentDomains, nowMs } = tools
  const owner = lockOwner(tenantId, profile)
  const lock = readLock(readRecord(profile.app_metadata, LOCK_KEY), keyring, owner)
  const address = readPersonAddress(profile.email, keyring, tenantId, equivalentDomains)
  return matchLock(lock, address, organization, nowMs())
}
