import type { Json, JsonObject, Tenant } from '../store.ts'
import { writeLog } from '../tenant-log.ts'
import type { BoundAction } from './bound-actions.ts'
import type { ExecutionFailure } from './execution-failure.ts'
import type { ActionError } from './run-result.ts'
import type { TriggerEvent } from './trigger-outcome.ts'

/** Where the sandbox's own frames are: they would tell nobody anything. */
const OWN_FRAME = /^ {4}at .*(?:runtime\/sandbox\/|node:(?:internal|async_hooks))/
const STACK_CHARACTERS = 4096

export type FailedExecution = {
  triggerId: string
  executionId: string
  action: BoundAction
  event: TriggerEvent
  failure: ExecutionFailure
}

/**
 * @fact A failed Action writes this entry into the tenant log. (Auth0's schema of tenant logs; read
 * 2026-08-20)
 */
export function logFailedExecution(tenant: Tenant, failed: FailedExecution): void {
  const { triggerId, executionId, action, event, failure } = failed
  const { name, version, actionId, bindingId } = action
  writeLog(tenant, {
    type: 'actions_execution_failed',
    description: failure.message,
    environment_name: 'local',
    ...partiesOf(event),
    details: {
      trigger_id: triggerId,
      execution_id: executionId,
      action_id: actionId,
      action_name: name,
      version_id: version.id,
      binding_id: bindingId,
      error_class: failure.id,
      ...(failure.thrown === undefined ? {} : { action_error: describe(failure.thrown) }),
    },
  })
}

function describe({ name, message, code, stack }: ActionError): JsonObject {
  const frames = stack.split('\n').filter((line) => !OWN_FRAME.test(line))
  return { name, message, code, stack: frames.join('\n').slice(0, STACK_CHARACTERS) }
}

/** Who took part, as far as the event says. */
function partiesOf(event: TriggerEvent): JsonObject {
  const { client, connection, organization, request, user } = event
  const strategy = textIn(connection, 'strategy')
  const known: Record<string, Json | undefined> = {
    client_id: textIn(client, 'client_id'),
    client_name: textIn(client, 'name') ?? '',
    connection: textIn(connection, 'name'),
    connection_id: textIn(connection, 'id'),
    strategy: strategy ?? '',
    strategy_type: strategyType(strategy),
    hostname: textIn(request, 'hostname') ?? '',
    ip: textIn(request, 'ip') ?? '',
    user_agent: textIn(request, 'user_agent'),
    user_id: textIn(user, 'user_id'),
    user_name: textIn(user, 'email') ?? textIn(user, 'username'),
    organization_id: textIn(organization, 'id'),
    organization_name: textIn(organization, 'name'),
  }
  const present = Object.entries(known).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined,
  )
  return Object.fromEntries(present)
}

function strategyType(strategy: string | undefined): string {
  if (strategy === undefined) return ''
  return strategy === 'auth0' ? 'database' : 'enterprise'
}

function textIn(value: unknown, field: string): string | undefined {
  const text =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : null
  return typeof text === 'string' ? text : undefined
}
