import type { ManagementClient } from 'auth0'
import type { Keyring } from '../../actions/records/keyring.ts'
import { openReference } from '../../actions/records/reference.ts'
import { REASON_SENTENCES, type Reason } from '../../policies/reasons.ts'
import { auditRefusal } from '../administration/audit-refusal.ts'
import { findOrganization, findWithinReach } from '../administration/find-within-reach.ts'
import { NotPermitted } from '../administration/not-permitted.ts'
import type { Actor } from '../administration/prove-actor.ts'
import type { Tools } from '../administration/tools.ts'
import { remedyFor } from './remedy-for.ts'

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

/** One of an organization: who it was, where they are a member. */
export type OrganizationRefusal = LoggedRefusal & {
  /** Null for whoever is no member now, or was never known: that is not the organization's to know. */
  readonly member: { readonly person: string; readonly name: string } | null
}

const MOST_OF_ORGANIZATION = 20

/**
 * The last refusals in the administrator's own organization, newest first, with the reason that the
 * reference holds. Entries that name no organization are of none.
 * @throws NotPermitted
 */
export async function organizationRefusals(
  tools: Tools,
  actor: Actor,
): Promise<readonly OrganizationRefusal[]> {
  const organization = await auditRefusal(tools, actor, { operation: 'refusals' }, () =>
    findOrganization(tools, actor, undefined),
  )
  const page = await tools.management.logs.list({
    search: `organization_id:"${organization}"`,
    sort: 'date:-1',
    per_page: MOST_ENTRIES,
  })
  // Whatever the search takes the words for.
  const refused = page.data.filter(
    (entry) => isOfRefusal(entry.type ?? '') && textIn(entry, 'organization_id') === organization,
  )
  const names = new Map<string, OrganizationRefusal['member']>()
  const found: OrganizationRefusal[] = []
  for (const entry of refused.slice(0, MOST_OF_ORGANIZATION)) {
    const person = textIn(entry, 'user_id')
    if (!names.has(person)) names.set(person, await memberNamed(tools, actor, organization, person))
    found.push({ ...refusalOf(entry, tools.keyring), member: names.get(person) ?? null })
  }
  return found
}

/** Nobody asks for these people by name: whoever is no member leaves no line. */
async function memberNamed(tools: Tools, actor: Actor, organization: string, person: string) {
  try {
    const { profile, memberships } = await findWithinReach(tools, actor, person)
    if (!memberships.includes(organization)) return null
    return { person, name: profile.name || (profile.email ?? person) }
  } catch (error) {
    if (error instanceof NotPermitted) return null
    throw error
  }
}

const textIn = (entry: object, name: string): string => {
  const value = (entry as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' ? value : ''
}

/**
 * @fact Types of what failed begin with `f`, but for those of flows and forms; those that begin with
 * `limit_` are blocks by attack protection. (Auth0's schema of tenant logs; read 2026-12-01)
 */
const isOfRefusal = (type: string): boolean => /^(f(?!lows_|orms_)|limit_)/.test(type)

function refusalOf(entry: object, keyring: Keyring): LoggedRefusal {
  const said = (name: string): string => textIn(entry, name)
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
