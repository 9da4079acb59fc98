import { ManagementError, ManagementTimeoutError } from 'auth0'
import { type Fault, UserFault } from '../../failures.ts'
import { TenantSilent } from '../../gateway/tenant-port.ts'
import { refusalIn } from '../../pinned-fetch.ts'
import { UnreadableAnswer } from './collect.ts'

/**
 * Runs a piece of work that asks the Management API, and turns its failures into faults that say
 * what was asked for. The SDK has by then repeated what was worth repeating.
 * @throws UserFault in place of the SDK's errors; whatever else is thrown passes
 */
export async function asking<Answer>(
  domain: string,
  what: string,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UserFault) throw error
    throw explain(domain, what, error) ?? error
  }
}

function explain(domain: string, what: string, error: unknown): UserFault | null {
  const refusal = refusalIn(error)
  if (refusal !== null) {
    return fault(
      'answer_refused',
      `${what}: \`${domain}\` is not believed: ${refusal.message}`,
      WHO,
    )
  }
  const silence = silenceIn(error)
  if (silence !== null) return explainSilence(domain, what, silence)
  if (error instanceof ManagementTimeoutError) return inTime(domain, what)
  if (error instanceof ManagementError) return explainStatus(domain, what, error)
  if (isUnreadable(error)) return unreadable(domain, what)
  return null
}

const silenceIn = (error: unknown): TenantSilent | null =>
  error instanceof TenantSilent
    ? error
    : error instanceof Error && error.cause !== undefined
      ? silenceIn(error.cause)
      : null

function explainSilence(domain: string, what: string, { why, message }: TenantSilent): UserFault {
  if (why === 'unreadable') return unreadable(domain, what)
  if (why === 'too late') return inTime(domain, what)
  return fault('tenant_unavailable', `${what}: \`${domain}\` cannot be reached: ${message}`, LATER)
}

function explainStatus(domain: string, what: string, error: ManagementError): UserFault {
  const { statusCode: status } = error
  const said = messageOf(error)
  if (status === undefined) {
    if (isUnreadable(error)) return unreadable(domain, what)
    if (/timeout/i.test(error.message)) return inTime(domain, what)
    return fault('tenant_unavailable', `${what}: \`${domain}\` cannot be reached: ${said}`, LATER)
  }
  if (status === 401) {
    return fault('token_refused', `${what}: \`${domain}\` refused the token: ${said}`, AGAIN)
  }
  if (status === 403) {
    return fault('scope_missing', `${what}: \`${domain}\` answered 403: ${said}`, GRANT)
  }
  if (status === 429) {
    return fault('rate_limited', `${what}: \`${domain}\` takes no more requests just now`, LATER)
  }
  if (status >= 500) {
    return fault('tenant_unavailable', `${what}: \`${domain}\` answered ${status}: ${said}`, LATER)
  }
  if (status < 400) return unreadable(domain, what)
  return fault('tenant_refused', `${what}: \`${domain}\` answered ${status}: ${said}`, MEND)
}

const LATER = 'run the command again: it carries on where it stopped'
const AGAIN = 'run the command again, which mints a new token; check the clock of this machine'
const GRANT = 'grant the scope to the machine client, or let the environment manage less'
export const WHO = 'find out who answers for this domain: Auth0 does nothing of the kind'
const MEND = 'mend what the tenant names'

/** Ours, or wrapped by the SDK, which takes whatever its `fetch` throws for a failed connection. */
const isUnreadable = (error: unknown): boolean =>
  error instanceof UnreadableAnswer ||
  (error instanceof Error && (isUnreadable(error.cause) || error.message.includes('is not JSON')))

const inTime = (domain: string, what: string): UserFault =>
  fault('tenant_unavailable', `${what}: \`${domain}\` did not answer in time`, LATER)

const unreadable = (domain: string, what: string): UserFault =>
  fault('answer_unreadable', `${what}: \`${domain}\` sent an answer that is not JSON`, LATER)

// Only Auth0's own sentence: a body may hold what was sent.
function messageOf({ body, message }: ManagementError): string {
  const said = (body as { message?: unknown } | undefined)?.message
  return (typeof said === 'string' ? said : message.split('\n')[0] || 'no reason given').slice(
    0,
    300,
  )
}

const fault = (code: string, message: string, fix: string): UserFault =>
  new UserFault([{ code, message, fix } satisfies Fault])
