import { activeBlocks, isBlockedElsewhere } from './active-blocks.ts'
import {
  isNobody,
  organizationsOf,
  type PersonWithinReach,
  type Profile,
} from './find-within-reach.ts'
import { holdsTenantRights } from './holds-tenant-rights.ts'
import type { Tools } from './tools.ts'

/** Shut out by the tenant, or by a record of which nobody can say where it shuts out. */
export function isShutOutEverywhere(tools: Pick<Tools, 'nowMs'>, profile: Profile): boolean {
  // No organization has an empty id.
  const { block, isEverywhere } = activeBlocks(tools, '', profile)
  return isEverywhere || block === 'unreadable'
}

/**
 * Why an account outlives a membership of one organization, for operators; null where it ends with it. With the account
 * goes its block, and whoever is invited anew would be rid of it: right before that it is asked with nothing
 * `seen`.
 * @throws UserFault where nobody can tell
 */
export async function whyAccountStays(
  tools: Tools,
  person: string,
  organization: string,
  seen: Partial<PersonWithinReach> = {},
): Promise<string | null> {
  const memberships = seen.memberships ?? (await organizationsOf(tools, person))
  if (memberships.some((one) => one !== organization)) return OF_SEVERAL
  if (await holdsTenantRights(tools, person)) return WITH_RIGHTS
  const profile = seen.profile ?? (await profileOf(tools, person))
  if (profile === null) return null
  if (isShutOutEverywhere(tools, profile)) return SHUT_OUT
  return isBlockedElsewhere(tools, organization, profile) ? SHUT_OUT_ELSEWHERE : null
}

/** Null for an account that ended already. */
async function profileOf({ management }: Tools, person: string): Promise<Profile | null> {
  try {
    return (await management.users.get(person)) as Profile
  } catch (error) {
    if (isNobody(error)) return null
    throw error
  }
}

const OF_SEVERAL = 'the account stays: the person is a member of other organizations'
const WITH_RIGHTS = 'the account stays: it holds roles or permissions of the tenant'
const SHUT_OUT = 'the account stays: with it would go its block for the whole tenant'
const SHUT_OUT_ELSEWHERE = 'the account stays: with it would go the block of another organization'
