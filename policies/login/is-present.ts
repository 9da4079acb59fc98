import { INTERACTIVE_DOORS } from './door.ts'
import type { LoginFacts } from './facts.ts'

/**
 * The person is there and acts, nobody in their place, and a record could be told from one of somebody
 * else.
 */
export const isPresent = ({ door, isOwnerKnown, actors }: LoginFacts): boolean =>
  INTERACTIVE_DOORS.has(door) && isOwnerKnown && actors.length === 0
