import type { ManagementClient } from 'auth0'
import type { Keyring } from '../../actions/records/keyring.ts'
import { openReference } from '../../actions/records/reference.ts'
import { REASON_SENTENCES, type Reason } from '../../policies/reasons.ts'
import { remedyFor } from './remedies.ts'

/** A failed login, exchange or the like out of the tenant's log. */
export type LoggedRefusal = {
  /** ISO 8601. */
  readonly at: string
  readonly application: string
  /** Name, or id; empty without. */
  readonly organization: string
  /** Null where it was not the guard that refused. */
  readonly reason: Reason | null
  readonly policy: string | null
  /** What the reason says; of Auth0's own refusals, the type of the entry. */
  readonly sentence: string
  readonly remedy: string | null
}

const MOST_ENTRIES = 100
const MOST_SHOWN = 5

/** The last refusals of one person, newest first. Needs read:logs and read:logs_users. */
export async function lastRefusals(
  management: ManagementClient,
  keyring: Keyring,
  userId: string,
): Promise<readonly LoggedRefusal[]> {
  const quoted = userId.replace(/["\\]/g, '\\$&')
  const page = await management.logs.list({
    search: `user_id:"${quoted}"`,
    sort: 'date:-1',
    per_page: MOST_ENTRIES,
  })
  const refused = page.data.filter(({ type }) => isOfRefusal(type ?? ''))
  return refused.slice(0, MOST_SHOWN).map((entry) => refusalOf(entry, keyring))
}

/**
 * @fact Types of what failed begin with `f`, but for those of flows and forms; those that begin with
 * `limit_` are blocks by attack protection. (Auth0's schema of tenant logs; read 2026-12-01)
 */
const isOfRefusal = (type: string): boolean => /^(f(?!lows_|orms_)|limit_)/.test(type)

function refusalOf(entry: object, keyring: Keyring): LoggedRefusal {
  const said = (name: string): string => {
    const value = (entry as Readonly<Record<string, unknown>>)[name]
    return typeof value === 'string' ? value : ''
  }
  const opened = openReference(said('description'), keyring.verifying)
  const about = {
    at: said('date'),
    application: said('client_name'),
    organization: said('organization_name') || said('organization_id'),
  }
  if (opened === null) {
    // What Auth0 says may hold an address.
    const sentence = `Auth0 itself refused, with an entry \`${said('type')}\` in the log`
    return { ...about, reason: null, policy: null, sentence, remedy: null }
  }
  const { reason, policy } = opened
  const sentence = REASON_SENTENCES[reason]
  return { ...about, reason, policy, sentence, remedy: remedyFor(reason) }
}
