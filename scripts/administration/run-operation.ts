import type { AuditEntry } from './audit-log.ts'
import { type Asked, appendEntry, auditRefusal } from './audit-refusal.ts'
import { NotPermitted } from './not-permitted.ts'
import type { Observation, ShutOut } from './observation.ts'
import type { Actor } from './prove-actor.ts'
import { deadBy, longestTokenMs, type Receipt } from './receipt.ts'
import type { Revoked } from './revoke-access.ts'
import type { Tools } from './tools.ts'

/** What an operation is about, as it was found. */
export type About = {
  readonly organization: string | null
  readonly person: string | null
  /** As it is before; no address in clear. */
  readonly before: unknown
  /** Whoever it shuts out: it is tried afterwards. */
  readonly shutOut?: ShutOut
}

export type Outcome = {
  readonly changed: boolean
  readonly after: unknown
  readonly revoked?: Revoked
  readonly undone?: readonly string[]
}

export type Operation<Judged extends About> = {
  readonly asked: Asked
  /**
   * Asks everything that stands against it, and finds what it is about. It writes nothing: it is asked twice.
   * @throws NotPermitted
   */
  readonly judge: () => Promise<Judged>
  /** It ends what was issued before: the receipt says by when the last of it is dead. */
  readonly endsAccess?: true
  /** Does it, by what was found last. */
  readonly work: (judged: Judged) => Promise<Outcome>
}

/**
 * Judges an operation, says in the audit what is about to be done, judges it again, does it, and says what
 * came of it. Again, because the audit waits for its file and its sink, and memberships, rights, roles and
 * blocks change meanwhile. Whoever is interrupted runs the same operation again: it carries on from what is
 * there. A rehearsal meets all that stands against it.
 */
export async function runOperation<Judged extends About>(
  tools: Tools,
  actor: Actor,
  { asked, judge, endsAccess, work }: Operation<Judged>,
): Promise<Receipt> {
  const first = await auditRefusal(tools, actor, asked, judge)
  const longestMs = endsAccess ? await longestTokenMs(tools) : null
  const { operation } = asked
  if (tools.isRehearsal) return rehearsed(tools, operation, first)
  const id = tools.newId()
  const append = (phase: AuditEntry['phase'], about: About, after: unknown) => {
    const { organization, person, before } = about
    const line = { phase, operation, receipt: id, organization, person, before, after }
    return appendEntry(tools, actor, line)
  }
  await append('begun', first, null)
  const judged = await judge().catch(async (error: unknown) => {
    if (error instanceof NotPermitted) await append('refused', first, null)
    throw error
  })
  const outcome = await work(judged)
  const { at, hash } = await append('ended', judged, outcome.after)
  const receipt = {
    id,
    operation,
    at,
    organization: judged.organization,
    person: judged.person,
    changed: outcome.changed,
    revoked: outcome.revoked ?? null,
    tokensDeadBy: longestMs === null ? null : deadBy(tools, longestMs),
    observed: null,
    undone: undoneIn(outcome),
    audit: hash,
  }
  return judged.shutOut === undefined ? receipt : withObservation(tools, judged.shutOut, receipt)
}

/** After the audit has its last line: whoever is interrupted here has done the whole operation. */
async function withObservation(tools: Tools, shutOut: ShutOut, receipt: Receipt): Promise<Receipt> {
  const { left, ...seen } = (await tools.observe?.(tools, shutOut)) ?? NOBODY_TRIED
  const undone = [...receipt.undone, ...(left === undefined ? [] : [left])]
  if (!('unobserved' in seen)) return { ...receipt, observed: seen, undone }
  const { unobserved, open = [] } = seen
  return { ...receipt, undone: [...undone, `the refusal was not seen: ${unobserved}`, ...open] }
}

const NOBODY_TRIED: Observation = { unobserved: 'nobody was at hand to try it' }

/** Nothing was done: there is neither a line of the audit nor an id to find one by. */
const rehearsed = (
  { nowMs }: Tools,
  operation: string,
  { organization, person }: About,
): Receipt => ({
  id: '',
  operation,
  at: new Date(nowMs()).toISOString(),
  organization,
  person,
  changed: false,
  revoked: null,
  tokensDeadBy: null,
  observed: null,
  undone: [],
  audit: '',
})

function undoneIn({ revoked, undone = [] }: Outcome): readonly string[] {
  if (revoked === undefined) return undone
  const { sessions, refreshTokens } = revoked
  return [
    ...(sessions === null ? ['sessions were not ended: the tenant’s plan has no way to'] : []),
    ...(refreshTokens === null
      ? ['refresh tokens were not revoked: the tenant’s plan has no way to']
      : []),
    ...(sessions === 'of the organization' ? [NOT_OF_IT_ALONE] : []),
    ...(sessions !== 'of the organization' && refreshTokens === 'of the organization'
      ? ['refresh tokens that hold no mark of the organization stay; the guard refuses them here']
      : []),
    ...undone,
  ]
}

const NOT_OF_IT_ALONE =
  'sessions and refresh tokens that are not of this organization alone may go on; the guard refuses them here'
