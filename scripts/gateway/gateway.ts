import type { JsonObject } from '../json-value.ts'
import { type Answer, below, type Call, isRead, isSuccess, refusal } from './call.ts'
import type { Differ } from './differ.ts'
import { isAction } from './differ.ts'
import { addLeftOut, type KeepSettings, keepBack } from './kept-back.ts'
import { type Ledger, OpenLedger } from './ledger.ts'
import { leftOverPermissions, newPermissions } from './role-permissions.ts'
import { TenantSilent } from './tenant-port.ts'
import { identifierOf, type VirtualTenant } from './virtual-tenant.ts'
import { type Effect, effectOf } from './write-forms.ts'

/**
 * Stands between whoever changes a tenant and the tenant. Reads are answered from what was read and
 * written so far. A write that changes nothing is answered and goes no further; all others are the
 * writer's: a rehearsal makes an answer up, an apply sends what its plan holds.
 */
export type Gateway = {
  answer(call: Call): Promise<Answer>
  /** Once all writes were made: what was put off, and what was left out. */
  finish(): Promise<void>
  readonly ledger: Ledger
  readonly tenant: VirtualTenant
  readonly notes: readonly string[]
  /** The first thing that could not be asked, or that was refused; null as long as all went well. */
  failure(): Error | null
}

export type Write = { readonly call: Call; readonly effect: Effect; readonly isRemoval: boolean }

export type Writer = {
  write(write: Write): Promise<Answer>
  /** After all others: what goes, goes last. */
  finish(): Promise<void>
}

export type GatewaySettings = {
  readonly tenant: VirtualTenant
  readonly differ: Differ
  readonly keep: KeepSettings
  readonly writer: Writer
}

export function openGateway({ tenant, differ, keep, writer }: GatewaySettings): Gateway {
  const ledger = new OpenLedger()
  const notes = new Set<string>()
  let failed: Error | null = null
  let last: Promise<unknown> = Promise.resolve()

  const take = async (effect: Effect, call: Call, answer: Answer): Promise<void> => {
    if (effect.kind === 'create') {
      const item = { ...effect.value, ...(answer.body as JsonObject) }
      const path = below(effect.collection, String(item[identifierOf(effect.collection)]))
      tenant.create(effect.collection, item)
      ledger.enter(effect, path, {}, call)
      return
    }
    if (effect.kind === 'change') {
      const before = effect.isForm ? effect.before : ((await tenant.before(effect.path)) ?? {})
      ledger.enter(effect, effect.path, before, call)
      if (effect.isForm) tenant.setForm(effect.path, { ...effect.before, ...effect.members })
      else tenant.change(effect.path, effect.members)
      if (isAction(effect.path)) tenant.change(effect.path, { all_changes_deployed: false })
      return
    }
    if (effect.kind === 'remove') {
      ledger.enter(effect, effect.path, (await tenant.before(effect.path)) ?? {}, call)
      tenant.remove(effect.path)
      return
    }
    if (effect.kind === 'deploy-action') {
      tenant.change(effect.path, { all_changes_deployed: true, status: 'built' })
    }
    ledger.enter(effect, call.path, {}, call)
  }

  const isNeeded = async (effect: Effect): Promise<boolean> => {
    if (effect.kind === 'remove') return (await tenant.now(effect.path)) !== null
    if (effect.kind === 'deploy-action') return !isInUse(await tenant.now(effect.path))
    if (effect.kind !== 'change') return true
    const { fields, notes: told } = differ(
      effect.path,
      effect.members,
      effect.before,
      effect.isWhole,
    )
    for (const note of told) notes.add(`${String(effect.before.name ?? effect.path)}: ${note}`)
    return fields.length > 0
  }

  const write = async (asked: Call): Promise<Answer> => {
    const { call, note } = await keepBack(asked, tenant, keep)
    if (note !== null) notes.add(note)
    if (call === null) return nothingToSay(asked)
    const effect = await effectOf(call, tenant)
    if (!(await isNeeded(effect))) return unchanged(effect, call, tenant)
    const sent = await newPermissions(call, effect, tenant)
    if (sent === null) {
      await take(effect, call, nothingToSay(call))
      return nothingToSay(call)
    }
    const isRemoval = effect.kind === 'remove'
    const answer = await writer.write({ call: sent, effect, isRemoval })
    if (isSuccess(answer)) await take(effect, call, answer)
    return answer
  }

  const guarded = async (work: () => Promise<Answer>, call: Call): Promise<Answer> => {
    try {
      return await work()
    } catch (error) {
      failed ??= error instanceof Error ? error : new Error(String(error))
      const isSilent = error instanceof TenantSilent
      return refusal(
        424,
        isSilent ? 'tenant_silent' : 'gateway_refused',
        `${call.method} ${call.path}: ${failed.message}`,
      )
    }
  }

  return {
    tenant,
    ledger,
    get notes() {
      return [...notes]
    },
    failure: () => failed,
    answer: (call) => {
      if (failed !== null) return Promise.resolve(refusal(424, 'gateway_closed', failed.message))
      if (isRead(call)) return guarded(async () => passable(await tenant.answer(call)), call)
      // One write at a time: each is judged by what the ones before it have left.
      const next = last.then(() => guarded(async () => passable(await write(call)), call))
      last = next
      return next
    },
    finish: async () => {
      for (const call of await addLeftOut(keep.assets(), tenant)) await write(call)
      for (const call of await leftOverPermissions(ledger, tenant)) {
        await writer.write({ call, effect: { kind: 'unknown' }, isRemoval: true })
      }
      await writer.finish()
    },
  }
}

/** The Deploy CLI would ask again, for minutes; whoever is behind the gateway has done so already. */
const passable = (answer: Answer): Answer =>
  answer.status === 429 || answer.status >= 500
    ? refusal(424, 'tenant_unavailable', `the tenant answered ${answer.status}`)
    : answer

/** The deployed code is the draft's, and the tenant says so too. */
function isInUse(action: JsonObject | null): boolean {
  const deployed = action?.deployed_version as JsonObject | null | undefined
  if (action?.all_changes_deployed !== true || deployed == null) return false
  return deployed.code === undefined || deployed.code === action.code
}

const nothingToSay = ({ method, body }: Call): Answer =>
  method === 'DELETE' ? { status: 204 } : { status: 200, body: body ?? {} }

async function unchanged(effect: Effect, call: Call, tenant: VirtualTenant): Promise<Answer> {
  if (effect.kind === 'deploy-action') {
    return { status: 200, body: { status: 'built', deployed: true } }
  }
  if (effect.kind !== 'change' || effect.isForm) return nothingToSay(call)
  return { status: 200, body: { ...(await tenant.now(effect.path)), ...effect.members } }
}
