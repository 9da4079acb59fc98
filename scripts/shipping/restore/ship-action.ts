import { type ManagementClient, ManagementError } from 'auth0'
import { UserFault } from '../../failures.ts'
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

const POLL_MS = 250
const MOST_POLLS = 480
const NOT_BUILT = "must be in the 'built' state"

/** Uploads a draft, waits for its build, deploys it. What runs until then runs on. */
export async function shipAction(
  management: ManagementClient,
  id: string,
  { code, secrets, runtime, dependencies }: ActionContent,
): Promise<void> {
  await management.actions.update(id, {
    code,
    ...(secrets === undefined ? {} : { secrets: [...secrets] }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(dependencies === undefined ? {} : { dependencies: [...dependencies] }),
  })
  await deployDraft(management, id)
}

/** @returns the id of the new Action, which is deployed and not bound */
export async function createAction(
  management: ManagementClient,
  { name, trigger, triggerVersion, code, secrets = [], runtime, dependencies = [] }: NewAction,
): Promise<string> {
  const { id } = await management.actions.create({
    name,
    code,
    secrets: [...secrets],
    dependencies: [...dependencies],
    // Auth0's list of triggers grows faster than the SDK's.
    supported_triggers: [{ id: trigger as never, version: triggerVersion }],
    ...(runtime === undefined ? {} : { runtime }),
  })
  await deployDraft(management, textOf(id))
  return textOf(id)
}

/** Puts an earlier version back into use, with the secrets it had; the draft follows. */
export async function reviveVersion(
  management: ManagementClient,
  id: string,
  versionId: string,
): Promise<void> {
  await management.actions.versions.deploy(id, versionId, { update_draft: true })
}

async function deployDraft(management: ManagementClient, id: string): Promise<void> {
  for (let poll = 0; poll < MOST_POLLS; poll += 1) {
    const { status, name } = await management.actions.get(id)
    if (status === 'failed') throw buildFailed(textOf(name))
    if (status === 'built' && (await deployed(management, id))) return
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw buildFailed(id)
}

/** False when the tenant takes its word back and is still building. */
async function deployed(management: ManagementClient, id: string): Promise<boolean> {
  try {
    await management.actions.deploy(id)
    return true
  } catch (error) {
    const isBuilding = error instanceof ManagementError && messageOf(error).includes(NOT_BUILT)
    if (!isBuilding) throw error
    return false
  }
}

const messageOf = ({ body, message }: ManagementError): string =>
  `${textOf((body as { message?: unknown } | undefined)?.message)} ${message}`

const buildFailed = (name: string): UserFault =>
  new UserFault([
    {
      code: 'action_not_built',
      message: `the tenant did not build the draft of \`${name}\`; what was deployed before still runs`,
      fix: 'look at the Action in the Dashboard, then run the command again',
    },
  ])
