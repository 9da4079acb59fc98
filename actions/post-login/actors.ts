import type { Event } from '@auth0/actions/post-login/v3'
import { readText } from '../reading/read-text.ts'

/**
 * Everyone who acts for the person: a service in an exchange, a person in a delegated session, an
 * agent, and whoever any of them acts for in turn. One without a readable name is one all the same.
 * @fact The post-login event names who acts in `transaction.actor`, `session.actor` and `agent`.
 * (Auth0, post-login v3 types; read 2026-11-27)
 */
export const readActors = ({ agent, session, transaction }: Event): readonly string[] => [
  // Where a token of an actor was exchanged, there is one.
  ...chainOf(transaction?.actor ?? (isThere(transaction?.actor_token_type) ? {} : undefined)),
  ...(isReadable(session) ? chainOf(session?.actor) : ['']),
  ...(isThere(agent) ? [readText((agent as { agent_id?: unknown }).agent_id)] : []),
]

/** Auth0 nests five; who stands behind more cannot be known. */
const MOST_NESTED = 6

function chainOf(actor: unknown, depth = 0): readonly string[] {
  if (!isThere(actor)) return []
  if (depth > MOST_NESTED) return ['']
  const { sub, act, actor: behind } = actor as Readonly<Record<string, unknown>>
  return [readText(sub), ...chainOf(act, depth + 1), ...chainOf(behind, depth + 1)]
}

/** A session that is there and cannot be read may be anybody's; without one, nobody holds it. */
const isReadable = (session: Event['session']): boolean =>
  !isThere(session) || (typeof session === 'object' && !Array.isArray(session))

const isThere = (value: unknown): boolean => value !== undefined && value !== null
