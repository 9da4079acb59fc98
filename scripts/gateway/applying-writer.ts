import { canonicalJson, isObject, type JsonObject, textOf } from '../ground/json-value.ts'
import { below, CallRefused, isSuccess, type Reply, refusal } from './call.ts'
import { isAction, isModule } from './create-differ.ts'
import { deployWhenBuilt } from './deploy-when-built.ts'
import { ACTIONS, MODULES, type Uploads } from './draft-difference.ts'
import type { Write, Writer } from './gateway.ts'
import { identifierOf } from './overlay.ts'
import { planName, plannedWrite, type RehearsedWrite } from './planned-write.ts'
import { readResourcePath } from './resource-path.ts'
import type { SecretStandIns } from './secret-stand-ins.ts'
import type { TenantPort } from './tenant-port.ts'
import { type AssertUnmoved, unmovedCheck } from './unmoved-check.ts'
import type { VirtualTenant } from './virtual-tenant.ts'

export type ApplySettings = {
  readonly tenant: VirtualTenant
  readonly port: TenantPort
  readonly standIns: SecretStandIns
  /** What may be sent, each once. */
  readonly planned: readonly RehearsedWrite[]
  readonly wait: (ms: number) => Promise<void>
  readonly onStep: (line: string) => void
}

export type ApplyingWriter = Writer & {
  /** What the tenant answered to each upload of an Action or a module. */
  readonly uploads: Uploads
}

/** A write that the plan does not hold, of which nothing has left; or one of the plan that did not come. */
export class WriteNotPlanned extends Error {
  override readonly name = 'WriteNotPlanned'
}

/** Sends what the plan holds and nothing else, with the secrets put in; what goes, goes last. */
export function createApplyingWriter(settings: ApplySettings): ApplyingWriter {
  const { port, tenant, onStep } = settings
  const names = new Map<string, string>()
  const removals: Write[] = []
  /** The Deploy CLI goes on after some refusals, and would end well. */
  let refused: CallRefused | null = null
  const uploads = new Map<string, JsonObject>()
  const assertUnmoved = unmovedCheck(tenant, port, { uploads, reveal: settings.standIns.reveal })

  const left = [...settings.planned]

  return {
    uploads,
    write: async (write: Write): Promise<Reply> => {
      const { call, effect, isRemoval } = write
      takeFrom(left, plannedWrite(call, settings.standIns, names))
      if (isRemoval) {
        removals.push(write)
        return { status: 204 }
      }
      const isPutToUse = effect.kind === 'put-to-use'
      if (!isPutToUse && !tenant.isNew(call.path)) await assertUnmoved(write)
      onStep(`${call.method} ${call.path}`)
      const answer = isPutToUse
        ? // Also of what is new somebody else may write the draft.
          await deployWhenBuilt(call, { ...settings, assertDraft: () => assertUnmoved(write) })
        : await send(write, settings, assertUnmoved)
      if (!isSuccess(answer)) refused ??= new CallRefused(call, answer)
      if (effect.kind === 'create') nameCreated(effect, answer, names)
      noteUpload(effect, answer, uploads)
      return answer
    },
    finish: async () => {
      // What was to take its place may not be there.
      if (refused !== null) throw refused
      if (removals.length > 0) assertAllMade(left)
      for (const write of removals.toSorted(byRank)) await remove(write, settings, assertUnmoved)
    },
  }
}

async function remove(
  write: Write,
  settings: ApplySettings,
  assertUnmoved: AssertUnmoved,
): Promise<void> {
  const { call } = write
  await assertUnmoved(write)
  settings.onStep(`${call.method} ${call.path}`)
  const answer = await send(write, settings, assertUnmoved)
  // It went with something else, or an interrupted deploy had got this far.
  if (!isSuccess(answer) && answer.status !== 404) throw new CallRefused(call, answer)
}

/** What the tenant calls by an id of its own has a name of the plan. */
function nameCreated(
  { collection, value }: Extract<Write['effect'], { kind: 'create' }>,
  answer: Reply,
  names: Map<string, string>,
): void {
  const created = isSuccess(answer) && isObject(answer.body) ? answer.body : {}
  const id = textOf(created[identifierOf(collection)])
  if (id !== '' && !names.has(id)) names.set(id, planName(collection, value, names))
}

/** Before anybody else can have written: what is read later need not be ours. */
function noteUpload(
  effect: Write['effect'],
  answer: Reply,
  uploads: Map<string, JsonObject>,
): void {
  if (!isSuccess(answer) || !isObject(answer.body)) return
  const path = effect.kind === 'change' ? effect.path : ''
  if (isAction(path) || isModule(path)) uploads.set(path, answer.body)
  if (effect.kind !== 'create' || ![ACTIONS, MODULES].includes(effect.collection)) return
  uploads.set(below(effect.collection, textOf(answer.body.id)), answer.body)
}

/** Each write of the plan may be made once. */
function takeFrom(left: RehearsedWrite[], wanted: RehearsedWrite): void {
  const index = left.findIndex((one) => canonicalJson(one) === canonicalJson(wanted))
  if (index < 0) throw new WriteNotPlanned(`\`${wanted.method} ${wanted.path}\` is not in the plan`)
  left.splice(index, 1)
}

/** What did not come may be what was to take the place of something that goes. */
function assertAllMade([missing]: readonly RehearsedWrite[]): void {
  if (missing === undefined) return
  const { method, path } = missing
  throw new WriteNotPlanned(
    `\`${method} ${path}\` of the plan did not come, so nothing was deleted`,
  )
}

async function send(
  write: Write,
  { port, standIns }: ApplySettings,
  assertUnmoved: AssertUnmoved,
): Promise<Reply> {
  const { call } = write
  const beforeAgain = () => assertUnmoved(write, true)
  if (call.body === undefined) return port(call, beforeAgain)
  const body = standIns.reveal(call.body)
  if (body === null) {
    return refusal(424, 'secret_misplaced', `a secret of ${call.path} has no value here`)
  }
  return port({ ...call, body }, beforeAgain)
}

/** What refers to others goes before what it refers to. */
const LAST_TO_GO = ['connections', 'roles', 'clients', 'resourceServers', 'actionModules'] as const

const rank = ({ call }: Write): number =>
  LAST_TO_GO.indexOf(readResourcePath(call.path).type as (typeof LAST_TO_GO)[number])

const byRank = (one: Write, other: Write): number => rank(one) - rank(other)
