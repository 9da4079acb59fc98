import type { Json, JsonObject } from '../store.ts'
import type { CollectedWrites } from './collected-writes.ts'

/** What a custom-token-exchange Action says of the subject; the sandbox has checked the details. */

export function collectSubjectById({ subjects }: CollectedWrites, [userId]: Json[]): boolean {
  if (typeof userId !== 'string') return false
  subjects.set('user-id', { kind: 'user-id', userId })
  return true
}

export function collectSubjectByConnection(
  { subjects }: CollectedWrites,
  [connection, attributes, options]: Json[],
): boolean {
  if (typeof connection !== 'string' || !isObject(attributes) || !isObject(options)) return false
  const { user_id } = attributes
  if (typeof user_id !== 'string') return false
  subjects.set('connection', {
    kind: 'connection',
    connection,
    attributes: { ...attributes, user_id },
    creationBehavior: behavior(options.creationBehavior, 'create_if_not_exists'),
    updateBehavior: behavior(options.updateBehavior, 'replace'),
  })
  return true
}

export function collectActor(writes: CollectedWrites, [actor]: Json[]): boolean {
  if (!isObject(actor) || typeof actor.sub !== 'string') return false
  writes.exchangeActor = { ...actor, sub: actor.sub }
  return true
}

const behavior = <Wanted extends string>(given: Json | undefined, wanted: Wanted) =>
  given === wanted ? wanted : 'none'

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
