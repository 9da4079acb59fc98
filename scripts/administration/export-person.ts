import { appendEntry, auditRefusal } from './audit-refusal.ts'
import { findWithinReach, type PersonWithinReach, type Profile } from './find-within-reach.ts'
import { NotPermitted } from './not-permitted.ts'
import type { Actor } from './prove-actor.ts'
import { findRecentSelf } from './recent-sign-in.ts'
import type { Tools } from './tools.ts'

/** All that the tenant holds about one person, for whoever asks for their own data. */
export type PersonExport = {
  /** ISO 8601. */
  readonly at: string
  readonly profile: Profile
  /** Ids. */
  readonly organizations: readonly string[]
  /** Null where the tenant's plan does not list them. */
  readonly sessions: readonly unknown[] | null
  readonly refreshTokens: readonly unknown[] | null
  readonly note: string
}

/**
 * Reads what is held about a person, records included. The tenant's log holds more for as long as it is
 * kept; it is searched by user id, which the export names.
 * @throws NotPermitted for administrators: an export tells of other organizations
 */
export const exportPerson = (
  tools: Tools,
  actor: Actor,
  { person }: { readonly person: string },
): Promise<PersonExport> =>
  handOut(tools, actor, person, async () => {
    if (actor.kind !== 'operator') throw new NotPermitted()
    return findWithinReach(tools, actor, person)
  })

/**
 * The same of oneself, for whoever is signed in: it is theirs, whichever organization it is about.
 * @throws NotPermitted without a recent sign-in, and for whoever is blocked, or no member any more
 */
export const exportOneself = (tools: Tools, actor: Actor): Promise<PersonExport> =>
  handOut(tools, actor, actor.userId, findRecentSelf(tools, actor))

/** Nothing is written to the tenant: one line of the audit says it all, and stands before anybody has the copy. */
async function handOut(
  tools: Tools,
  actor: Actor,
  person: string,
  find: () => Promise<PersonWithinReach>,
): Promise<PersonExport> {
  const operation = 'export'
  const found = await auditRefusal(tools, actor, { operation, person }, find)
  const collected = await collect(tools, found)
  await appendEntry(tools, actor, {
    phase: 'ended',
    operation,
    receipt: tools.newId(),
    organization: actor.kind === 'administrator' ? actor.organization : null,
    person,
    before: null,
    after: { exported: true },
  })
  return collected
}

async function collect(
  { management, settings, nowMs }: Tools,
  { profile, memberships }: PersonWithinReach,
): Promise<PersonExport> {
  const person = profile.user_id
  const list = async (page: PromiseLike<AsyncIterable<unknown>>): Promise<readonly unknown[]> => {
    const all: unknown[] = []
    for await (const one of await page) all.push(one)
    return all
  }
  const { users } = management
  return {
    at: new Date(nowMs()).toISOString(),
    profile,
    organizations: memberships,
    sessions: settings.revocation ? await list(users.sessions.list(person)) : null,
    refreshTokens: settings.revocation ? await list(users.refreshToken.list(person)) : null,
    note: 'the tenant’s log holds more: search it for the user id',
  }
}
