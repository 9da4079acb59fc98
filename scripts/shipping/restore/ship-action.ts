import { UserFault } from '../../failures.ts'
import { askTenant } from '../../gateway/ask-tenant.ts'
import { below, CallRefused } from '../../gateway/call.ts'
import type { TenantPort } from '../../gateway/tenant-port.ts'
import { textOf } from '../../json-value.ts'

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

const ACTIONS = '/actions/actions'
const POLL_MS = 250
const MOST_POLLS = 480
const NOT_BUILT = "must be in the 'built' state"

/** Uploads a draft, waits for its build, deploys it. What runs until then runs on. */
export async function shipAction(
  port: TenantPort,
  id: string,
  { code, secrets, runtime, dependencies }: ActionContent,
): Promise<void> {
  await askTenant(port, 'PATCH', below(ACTIONS, id), {
    code,
    ...(secrets === undefined ? {} : { secrets: [...secrets] }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(dependencies === undefined ? {} : { dependencies: [...dependencies] }),
  })
  await deployDraft(port, id)
}

/** @returns the id of the new Action, which is deployed and not bound */
export async function createAction(
  port: TenantPort,
  { name, trigger, triggerVersion, code, secrets = [], runtime, dependencies = [] }: NewAction,
): Promise<string> {
  const { id } = await askTenant(port, 'POST', ACTIONS, {
    name,
    code,
    secrets: [...secrets],
    dependencies: [...dependencies],
    supported_triggers: [{ id: trigger, version: triggerVersion }],
    ...(runtime === undefined ? {} : { runtime }),
  })
  await deployDraft(port, textOf(id))
  return textOf(id)
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

/** Binds exactly these Actions, in this order, in one call. */
export async function bindActions(
  port: TenantPort,
  trigger: string,
  actions: readonly string[],
): Promise<void> {
  await askTenant(port, 'PATCH', `${below('/actions/triggers', trigger)}/bindings`, {
    bindings: actions.map((name) => ({
      ref: { type: 'action_name', value: name },
      display_name: name,
    })),
  })
}

async function deployDraft(port: TenantPort, id: string): Promise<void> {
  for (let poll = 0; poll < MOST_POLLS; poll += 1) {
    const { status, name } = await askTenant(port, 'GET', below(ACTIONS, id))
    if (status === 'failed') throw buildFailed(textOf(name))
    if (status === 'built' && (await isDeployed(port, id))) return
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw buildFailed(id)
}

/** False when the tenant takes its word back and is still building. */
async function isDeployed(port: TenantPort, id: string): Promise<boolean> {
  try {
    await askTenant(port, 'POST', `${below(ACTIONS, id)}/deploy`)
    return true
  } catch (error) {
    if (!(error instanceof CallRefused && error.said.includes(NOT_BUILT))) throw error
    return false
  }
}

const buildFailed = (name: string): UserFault =>
  new UserFault([
    {
      code: 'action_not_built',
      message: `the tenant did not build the draft of \`${name}\`; what was deployed before still runs`,
      fix: 'look at the Action in the Dashboard, then run the command again',
    },
  ])
