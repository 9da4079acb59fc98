import { isObject, textOf } from '../ground/json-value.ts'
import { type Call, get, isSuccess, parentOf, type Reply } from './call.ts'
import type { TenantPort } from './tenant-port.ts'

type Waiting = {
  readonly port: TenantPort
  readonly wait: (ms: number) => Promise<void>
  /** Throws where the draft is not what was uploaded: asked each time, because a build takes its time. */
  readonly assertDraft: () => Promise<void>
}

const POLL_MS = 250
/** Two minutes. The Deploy CLI would ask again every two seconds; a build is over in less. */
const MOST_POLLS = 480
const NOT_BUILT = "must be in the 'built' state"

/**
 * Deploys the draft of an Action, which the tenant may still be building.
 * @param call the deploy of the draft: `POST /actions/actions/{id}/deploy`
 * @returns the tenant's last answer; `isUnbuilt` of it where the build failed or did not end
 */
export async function deployWhenBuilt(
  call: Call,
  { port, wait, assertDraft }: Waiting,
): Promise<Reply> {
  for (let poll = 0; ; poll += 1) {
    await assertDraft()
    const answer = await port(call, assertDraft)
    if (!isUnbuilt(answer) || poll === MOST_POLLS) return answer
    const { body: action } = await port(get(parentOf(call.path)))
    if (isObject(action) && action.status === 'failed') return answer
    await wait(POLL_MS)
  }
}

/** The draft could not be deployed because it is not built. */
export const isUnbuilt = (answer: Reply): boolean =>
  !isSuccess(answer) && isObject(answer.body) && textOf(answer.body.message).includes(NOT_BUILT)
