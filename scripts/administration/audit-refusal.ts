import type { AuditEntry, AuditLine } from './audit-log.ts'
import { auditedId } from './audited-id.ts'
import { USER_ID } from './find-within-reach.ts'
import { NotPermitted } from './not-permitted.ts'
import type { Actor } from './prove-actor.ts'
import type { Tools } from './tools.ts'

/** What somebody asks for, as they name it: nobody has found it yet. */
export type Asked = {
  readonly operation: string
  readonly person?: string
  readonly organization?: string
}

/**
 * Finds what was asked for. Whoever is refused leaves a line, so that whoever probes is seen: in a rehearsal
 * too, which tells them as much.
 */
export async function auditRefusal<Found>(
  tools: Tools,
  actor: Actor,
  asked: Asked,
  find: () => Promise<Found>,
): Promise<Found> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof NotPermitted) {
      await appendEntry(tools, actor, {
        phase: 'refused',
        operation: asked.operation,
        receipt: tools.newId(),
        organization: organizationIn(actor, asked),
        person: plain(USER_ID, asked.person),
        before: null,
        after: null,
        ...(tools.isRehearsal ? { isRehearsal: true } : {}),
      })
    }
    throw error
  }
}

/** Writes a line of the audit: who, and when, is the same for all, and no account is named by an address. */
export const appendEntry = (
  tools: Tools,
  { kind, userId }: Actor,
  { phase, operation, receipt, organization, person, ...rest }: Omit<AuditEntry, 'at' | 'actor'>,
): Promise<AuditLine> =>
  tools.audit.append({
    at: new Date(tools.nowMs()).toISOString(),
    phase,
    operation,
    receipt,
    actor: { kind, userId: auditedId(tools, userId) },
    organization,
    person: person === null ? null : auditedId(tools, person),
    ...rest,
  })

/** What was asked for may be anything. */
const ORGANIZATION = /^org_\w{1,64}$/

const plain = (shape: RegExp, text: string | undefined): string | null =>
  text !== undefined && shape.test(text) ? text : null

function organizationIn(actor: Actor, { organization }: Asked): string | null {
  if (organization !== undefined) return plain(ORGANIZATION, organization)
  return actor.kind === 'administrator' ? actor.organization : null
}
