import type { OrganizationContext } from '../../policies/mode.ts'
import type { LockOwner } from '../records/lock-owner.ts'
import { type NamedPerson, readPeopleList } from './people-list.ts'

/**
 * The secret `OG_BREAK_GLASS`: those who repair the tenant. An entry that names an organization is for
 * logins to it alone; one that says when the account was made is for no later account of the same id.
 * @returns until when the person of the login is one of them (epoch ms); `-Infinity` for everyone else
 */
export function readBreakGlassUntil(
  secret: unknown,
  { userId, createdAtMs }: LockOwner,
  organization: OrganizationContext,
  nowMs: number,
  longestMs: number,
): number {
  const isMeant = (entry: NamedPerson): boolean =>
    entry.user === userId &&
    (entry.createdAtMs === null || entry.createdAtMs === createdAtMs) &&
    (entry.organization === null ||
      (organization.kind === 'named' && organization.id === entry.organization))
  const own = readPeopleList(secret, nowMs, longestMs).filter(isMeant)
  return Math.max(Number.NEGATIVE_INFINITY, ...own.map(({ untilMs }) => untilMs))
}
