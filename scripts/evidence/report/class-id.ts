import { sha256 } from '../../ground/sha256.ts'
import type { Where } from '../space/crossing.ts'
import type { ChangeClass } from './group-differences.ts'

/**
 * What a declaration names a class by: who, where (by ids and by labels), when, before and after. One more
 * client, organization or connection, or one more day, is another class.
 */
export function classId(
  environment: string,
  moment: string,
  { kind, before, after, who, places, sinceMs, untilMs }: ChangeClass,
  wheres: readonly Where[],
): string {
  const where = places.map((place) => JSON.stringify(wheres[place])).sort()
  const all = [environment, moment, kind, before, after, [...who].sort(), where, sinceMs, untilMs]
  return sha256(JSON.stringify(all)).slice(0, 16)
}
