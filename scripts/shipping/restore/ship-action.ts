import { setTimeout } from 'node:timers/promises'
import { askTenant } from '../../gateway/ask-tenant.ts'
import { below, type Call, CallRefused, isSuccess } from '../../gateway/call.ts'
import { deployWhenBuilt, isUnbuilt } from '../../gateway/deploy-when-built.ts'
import { ACTIONS, draftDifference } from '../../gateway/draft-difference.ts'
import type { TenantPort } from '../../gateway/tenant-port.ts'
import { type JsonObject, textOf } from '../../ground/json-value.ts'
import { UserFault } from '../../ground/user-fault.ts'

/** What goes into an Action without the Deploy CLI, when things have to go quickly. */
export type ActionContent = {
  readonly code: string
  /** Left out: the tenant keeps the ones it has. */
  readonly secrets?: readonly { readonly name: string; readonly value: string }[]
  readonly runtime?: string
  readonly dependencies?: readonly { readonly name: string; readonly version: string }[]
}

export type NewAction = ActionContent & {
  readonly name: string
  readonly trigger: string
  readonly triggerVersion: string
}

/**
 * Uploads a draft, waits for its build, deploys it. What runs until then runs on.
 * @returns what the tenant answered to the upload
 */
export async function shipAction(
  port: TenantPort,
  id: string,
  { code, secrets, runtime, dependencies }: ActionContent,
): Promise<JsonObject> {
  const uploaded = await askTenant(port, 'PATCH', below(ACTIONS, id), {
    code,
    ...(secrets === undefined ? {} : { secrets: [...secrets] }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(dependencies === undefined ? {} : { dependencies: [...dependencies] }),
  })
  await deployDraft(port, id, uploaded)
  return uploaded
}

/** @returns what the tenant answered to the upload of the new Action, which is deployed and not bound */
export async function createAction(
  port: TenantPort,
  { name, trigger, triggerVersion, code, secrets = [], runtime, dependencies = [] }: NewAction,
): Promise<JsonObject> {
  const uploaded = await askTenant(port, 'POST', ACTIONS, {
    name,
    code,
    secrets: [...secrets],
    dependencies: [...dependencies],
    supported_triggers: [{ id: trigger, version: triggerVersion }],
    ...(runtime === undefined ? {} : { runtime }),
  })
  await deployDraft(port, textOf(uploaded.id), uploaded)
  return uploaded
}

/** Puts an earlier version back into use, with the secrets it had; the draft follows. */
export async function reviveVersion(
  port: TenantPort,
  id: string,
  versionId: string,
): Promise<void> {
  const version = below(`${below(ACTIONS, id)}/versions`, versionId)
  await askTenant(port, 'POST', `${version}/deploy`, { update_draft: true })
}

/**
 * Binds exactly these Actions, in this order, in one call.
 * @param beforeAgain asked before the call is made once more; throws where the list is no longer ours to write
 */
export async function bindActions(
  port: TenantPort,
  trigger: string,
  actions: readonly string[],
  beforeAgain?: () => Promise<void>,
): Promise<void> {
  const bindings = actions.map((name) => ({
    ref: { type: 'action_name', value: name },
    display_name: name,
  }))
  const path = `${below('/actions/triggers', trigger)}/bindings`
  await askTenant(port, 'PATCH', path, { bindings }, beforeAgain)
}

async function deployDraft(port: TenantPort, id: string, uploaded: JsonObject): Promise<void> {
  const path = below(ACTIONS, id)
  const call: Call = { method: 'POST', path: `${path}/deploy`, query: new URLSearchParams() }
  const assertDraft = async (): Promise<void> => {
    const now = await askTenant(port, 'GET', path)
    const fields = draftDifference(uploaded, now)
    if (fields.length > 0) throw draftMoved(textOf(now.name), fields)
  }
  const answer = await deployWhenBuilt(call, { port, wait: setTimeout, assertDraft })
  if (isSuccess(answer)) return
  if (!isUnbuilt(answer)) throw new CallRefused(call, answer)
  const { name } = await askTenant(port, 'GET', path)
  throw buildFailed(textOf(name))
}

const draftMoved = (name: string, fields: readonly string[]): UserFault =>
  new UserFault([
    {
      code: 'tenant_moved',
      message: `somebody else changed the draft of \`${name}\` (${fields.map((field) => `\`${field}\``).join(', ')}) just after this command had written it; it was not put to use, and what was deployed before still runs`,
      fix: 'find out who, then run the command again',
    },
  ])

const buildFailed = (name: string): UserFault =>
  new UserFault([
    {
      code: 'action_not_built',
      message: `the tenant did not build the draft of \`${name}\`; what was deployed before still runs`,
      fix: 'look at the Action in the Dashboard, then run the command again',
    },
  ])
