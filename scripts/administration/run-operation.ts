import type { AuditEntry } from './audit-log.ts'
import type { Observation, ShutOut } from './observation.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import type { Revoked } from './revoke-access.ts'
import type { Tools } from './tools.ts'

export type About = {
  readonly operation: string
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
  readonly tokensDeadBy?: string
  readonly undone?: readonly string[]
}

/**
 * Says in the audit what is about to be done, does it, and says what came of it. Whoever is interrupted
 * runs the same operation again: it carries on from what is there. What stands against an operation is
 * asked before it comes here, so that a rehearsal meets all of it.
 */
export async function runOperation(
  tools: Tools,
  actor: Actor,
  about: About,
  work: () => Promise<Outcome>,
): Promise<Receipt> {
  const { operation, organization, person, before } = about
  if (tools.isRehearsal) return rehearsed(tools, about)
  const id = tools.newId()
  const entry = (phase: AuditEntry['phase'], after: unknown): AuditEntry => ({
    at: new Date(tools.nowMs()).toISOString(),
    phase,
    operation,
    receipt: id,
    actor: { kind: actor.kind, userId: actor.userId },
    organization,
    person,
    before,
    after,
  })
  await tools.audit.append(entry('begun', null))
  const outcome = await work()
  const { at, hash } = await tools.audit.append(entry('ended', outcome.after))
  const receipt = {
    id,
    operation,
    at,
    organization,
    person,
    changed: outcome.changed,
    revoked: outcome.revoked ?? null,
    tokensDeadBy: outcome.tokensDeadBy ?? null,
    observed: null,
    undone: undoneIn(outcome),
    audit: hash,
  }
  return about.shutOut === undefined ? receipt : withObservation(tools, about.shutOut, receipt)
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
const rehearsed = ({ nowMs }: Tools, { operation, organization, person }: About): Receipt => ({
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
    ...(refreshTokens === 'of the organization'
      ? ['refresh tokens that hold no mark of the organization stay; the guard refuses them here']
      : []),
    ...undone,
  ]
}
