import { takeFault } from '../../control/inject-fault.ts'
import { publishUser } from '../../events/publish-user.ts'
import { countRequest } from '../../limits/rate-limits.ts'
import { requestGroup } from '../../limits/request-group.ts'
import { mergeMetadata } from '../../merge-metadata.ts'
import type { TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { LateWrite, Tenant, User } from '../../store.ts'
import { readSwitch } from '../../switch-positions.ts'

/** How long a write takes where the switch `metadataIsLate` is on (ms); a value of our own. */
export const LATE_BY_MS = 5_000

type Write = Pick<LateWrite, 'user_id' | 'app_metadata' | 'user_metadata'>

/**
 * The one write after all Actions of a trigger, or before a person is sent elsewhere; also after a
 * refusal. Who writes nothing does not touch the profile. What an Action has changed through the
 * Management API meanwhile stays; of an account that it has linked to another nothing is left to write to.
 * @returns the outcome by which the login goes on: where the tenant refuses the write it may be another
 */
export function writeMetadata(
  tenant: Tenant,
  { user_id }: Pick<User, 'user_id'>,
  outcome: TriggerOutcome,
): TriggerOutcome {
  const { appMetadata: app_metadata, userMetadata: user_metadata } = outcome
  const nothing = isEmpty(app_metadata) && isEmpty(user_metadata)
  if (nothing || !tenant.state.users.has(user_id)) return outcome
  const lateByMs = askToWrite(tenant, user_id)
  if (lateByMs === 'refused') return afterRefusedWrite(tenant, outcome)
  const write = { user_id, app_metadata, user_metadata }
  if (lateByMs === 0) land(tenant, write)
  else tenant.state.lateWrites.push({ ...write, due_at_ms: tenant.clock.now() + lateByMs })
  return outcome
}

/** Writes what is due by now, oldest first: over whatever the profile holds by then. */
export function landLateWrites(tenant: Tenant): void {
  const { state, clock } = tenant
  const due = state.lateWrites.filter(({ due_at_ms }) => due_at_ms <= clock.now())
  if (due.length === 0) return
  state.lateWrites = state.lateWrites.filter((write) => !due.includes(write))
  for (const write of due) land(tenant, write)
}

/**
 * Limits and injected faults take it for the `PATCH` that it is to them.
 * @fact What Actions write counts against the limit of writing users. (Auth0 docs, manage user metadata;
 * read 2026-12-02)
 * @returns after how long it is in the profile (ms)
 */
function askToWrite(tenant: Tenant, userId: string): number | 'refused' {
  const [method, below] = ['PATCH', `/users/${encodeURIComponent(userId)}`]
  const path = `/api/v2${below}`
  const group = requestGroup(method, below)
  if (countRequest(tenant, { api: 'Management API', group, method, path })?.isRefused === true)
    return 'refused'
  const fault = takeFault(tenant, method, path)
  if (fault?.status !== undefined || fault?.drop === true) return 'refused'
  return fault?.latencyMs ?? (readSwitch(tenant, 'metadataIsLate') ? LATE_BY_MS : 0)
}

function afterRefusedWrite(tenant: Tenant, outcome: TriggerOutcome): TriggerOutcome {
  if (outcome.refusal !== null || !readSwitch(tenant, 'refusedWriteFailsLogin')) return outcome
  const { suspension: _nobodyIsSentElsewhere, ...rest } = outcome
  const message = '[local tenant] the write of metadata was refused: too many requests'
  return { ...rest, refusal: { kind: 'failed', actionName: '', message, timedOut: false } }
}

function land(tenant: Tenant, { user_id, app_metadata, user_metadata }: Write): void {
  const user = tenant.state.users.get(user_id)
  if (user === undefined) return
  user.app_metadata = mergeMetadata(user.app_metadata, app_metadata)
  user.user_metadata = mergeMetadata(user.user_metadata, user_metadata)
  user.updated_at = new Date(tenant.clock.now()).toISOString()
  publishUser(tenant, 'updated', user)
}

const isEmpty = (record: object): boolean => Object.keys(record).length === 0
