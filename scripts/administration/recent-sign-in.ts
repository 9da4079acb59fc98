import { NotPermitted } from './not-permitted.ts'
import { findOneself } from './own-account.ts'
import type { Actor } from './prove-actor.ts'
import type { Tools } from './tools.ts'

/** How long after a sign-in a person may do what cannot be undone, or tells of everything. */
export const RECENT_SIGN_IN_MS = 5 * 60_000
/** The tenant's clock may be ahead of ours. */
const SKEW_MS = 60_000

/**
 * Whether whoever acts signed in just now: a session that was left open does not show that they sit before it.
 * Where no token says when, nobody did.
 */
export function hasRecentSignIn({ nowMs }: Pick<Tools, 'nowMs'>, actor: Actor): boolean {
  if (actor.kind === 'operator' || actor.signedInAtMs === undefined) return false
  const ageMs = nowMs() - actor.signedInAtMs
  return ageMs >= -SKEW_MS && ageMs <= RECENT_SIGN_IN_MS
}

/**
 * Finds whoever acts, as `findOneself` does, where they signed in just now. That is judged once, here: an
 * operation that began in time may take its time.
 * @returns what finds them @throws NotPermitted (from it) for every other sign-in
 */
export function findRecentSelf(...asked: Parameters<typeof findOneself>) {
  const [tools, actor] = asked
  const isRecent = hasRecentSignIn(tools, actor)
  return async () => {
    if (!isRecent) throw new NotPermitted()
    return findOneself(...asked)
  }
}
