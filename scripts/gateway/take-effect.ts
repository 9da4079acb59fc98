import type { JsonObject } from '../ground/json-value.ts'
import { below, type Call, type Reply } from './call.ts'
import { type Differ, isAction, isModule } from './create-differ.ts'
import type { Effect } from './effect-of.ts'
import type { OpenLedger } from './open-ledger.ts'
import { identifierOf } from './overlay.ts'
import type { VirtualTenant } from './virtual-tenant.ts'

export type EffectJudgement = {
  /** Nothing would be as it is by now. */
  readonly isNeeded: boolean
  /** What cannot be told, in words. */
  readonly notes: readonly string[]
}

/** Whether a write changes anything at all. */
export async function judgeEffect(
  effect: Effect,
  tenant: VirtualTenant,
  differ: Differ,
): Promise<EffectJudgement> {
  if (effect.kind === 'remove') {
    return { isNeeded: (await tenant.now(effect.path)) !== null, notes: [] }
  }
  if (effect.kind === 'put-to-use') {
    return { isNeeded: !isInUse(effect.path, await tenant.now(effect.path)), notes: [] }
  }
  if (effect.kind !== 'change') return { isNeeded: true, notes: [] }
  const { path, members, before, isWhole } = effect
  const { fields, notes } = differ(path, members, before, isWhole)
  const name = String(before.name ?? path)
  return { isNeeded: fields.length > 0, notes: notes.map((note) => `${name}: ${note}`) }
}

/** The tenant says that the draft is in use; of an Action, its code too. */
function isInUse(path: string, draft: JsonObject | null): boolean {
  if (isModule(path)) return draft?.all_changes_published === true
  const deployed = draft?.deployed_version as JsonObject | null | undefined
  if (draft?.all_changes_deployed !== true || deployed == null) return false
  return deployed.code === undefined || deployed.code === draft.code
}

const inUse = (path: string, isUsed: boolean): JsonObject =>
  isModule(path) ? { all_changes_published: isUsed } : { all_changes_deployed: isUsed }

export type EffectTaking = {
  readonly call: Call
  readonly ledger: OpenLedger
  readonly tenant: VirtualTenant
}

/** Lays a write that was answered well over the tenant, and enters it. */
export async function takeEffect(
  effect: Effect,
  answer: Reply,
  { call, ledger, tenant }: EffectTaking,
): Promise<void> {
  switch (effect.kind) {
    case 'create': {
      const item = { ...effect.value, ...(answer.body as JsonObject) }
      const path = below(effect.collection, String(item[identifierOf(effect.collection)]))
      tenant.create(effect.collection, item)
      return ledger.enter(effect, path, {}, call)
    }
    case 'change': {
      const before = effect.isForm ? effect.before : ((await tenant.before(effect.path)) ?? {})
      ledger.enter(effect, effect.path, before, call)
      if (effect.isForm) tenant.setForm(effect.path, { ...effect.before, ...effect.members })
      else tenant.change(effect.path, effect.members)
      if (isAction(effect.path) || isModule(effect.path)) {
        tenant.change(effect.path, inUse(effect.path, false))
      }
      return
    }
    case 'remove': {
      const before = (await tenant.before(effect.path)) ?? {}
      ledger.enter(effect, effect.path, before, call)
      return tenant.remove(effect.path, before)
    }
    case 'put-to-use':
      tenant.change(effect.path, { ...inUse(effect.path, true), status: 'built' })
      return ledger.enter(effect, call.path, {}, call)
    case 'unknown':
      return ledger.enter(effect, call.path, {}, call)
    default:
      return effect satisfies never
  }
}
