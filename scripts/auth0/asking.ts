import { CallRefused } from '../gateway/call.ts'
import { TenantSilent } from '../gateway/tenant-port.ts'
import { refusalIn } from '../ground/pinned-fetch.ts'
import { causeIn, type Fault, UserFault } from '../ground/user-fault.ts'

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
  const unbelieved = refusalIn(error)
  if (unbelieved !== null) {
    const said = `${what}: \`${domain}\` is not believed: ${unbelieved.message}`
    return fault('answer_refused', said, WHO)
  }
  const silence = causeIn(error, TenantSilent)
  if (silence !== null) return explainSilence(domain, what, silence)
  const refused = causeIn(error, CallRefused)
  return refused === null ? null : explainStatus(domain, what, refused)
}

function explainSilence(domain: string, what: string, { why, message }: TenantSilent): UserFault {
  if (why === 'unreadable') {
    const said = `${what}: \`${domain}\` sent an answer that cannot be read: ${message}`
    return fault('answer_unreadable', said, LATER)
  }
  const said = why === 'too late' ? 'did not answer in time' : `cannot be reached: ${message}`
  return fault('tenant_unavailable', `${what}: \`${domain}\` ${said}`, LATER)
}

function explainStatus(domain: string, what: string, { status, said }: CallRefused): UserFault {
  if (status === 401) {
    return fault('token_refused', `${what}: \`${domain}\` refused the token: ${said}`, AGAIN)
  }
  if (status === 429) {
    return fault('rate_limited', `${what}: \`${domain}\` takes no more requests just now`, LATER)
  }
  const answered = `${what}: \`${domain}\` answered ${status}: ${said}`
  if (status === 403) return fault('scope_missing', answered, GRANT)
  if (status >= 500) return fault('tenant_unavailable', answered, LATER)
  return fault('tenant_refused', answered, MEND)
}

const LATER = 'run the command again: what was done by then is not done twice'
const AGAIN = 'run the command again, which mints a new token; check the clock of this machine'
const GRANT = 'grant the scope to the machine client, or let the environment manage less'
export const WHO = 'find out who answers for this domain: Auth0 does nothing of the kind'
const MEND = 'mend what the tenant names'

/** What another try may mend. */
const PASSING = [
  'answer_unreadable',
  'tenant_unavailable',
  'rate_limited',
  'token_refused',
  'tenant_moved',
]

/** The fault with another command to try again by, where the one that met it would not carry on. */
export const triedAgainBy = (command: string, fault: Fault): Fault =>
  PASSING.includes(fault.code)
    ? { ...fault, fix: `run ${command}: it carries on where this one stopped` }
    : fault

const fault = (code: string, message: string, fix: string): UserFault =>
  new UserFault([{ code, message, fix } satisfies Fault])
