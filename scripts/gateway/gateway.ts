import {
  type Call,
  CallRefused,
  get,
  isPassing,
  isRead,
  isSuccess,
  parentOf,
  type Reply,
  refusal,
} from './call.ts'
import type { Differ } from './create-differ.ts'
import { type Effect, effectOf } from './effect-of.ts'
import { addLeftOut, type KeepSettings, keepBack } from './kept-back.ts'
import type { Ledger } from './ledger.ts'
import { OpenLedger } from './open-ledger.ts'
import { leftOverPermissions, newPermissions } from './role-permissions.ts'
import type { SecretStandIns } from './secret-stand-ins.ts'
import { judgeEffect, takeEffect } from './take-effect.ts'
import { TenantSilent } from './tenant-port.ts'
import type { VirtualTenant } from './virtual-tenant.ts'

/**
 * Stands between whoever changes a tenant and the tenant. Reads are answered from what was read and
 * written so far. A write that changes nothing is answered here. All others go to the `Writer`: in a
 * rehearsal it makes the answer up, in an apply it sends what the plan holds.
 */
export type Gateway = {
  answer(call: Call): Promise<Reply>
  /** To be called after the last write: sends what the Deploy CLI left out, then the deletions. */
  finish(): Promise<void>
  /** Refuses every further call; resolves when the write under way has ended. */
  close(): Promise<void>
  readonly ledger: Ledger
  readonly tenant: VirtualTenant
  readonly notes: readonly string[]
  /** The first thing that could not be asked, or that was refused; null as long as all went well. */
  failure(): Error | null
}

export type Write = { readonly call: Call; readonly effect: Effect; readonly isRemoval: boolean }

export type Writer = {
  write(write: Write): Promise<Reply>
  /** Called after all writes: sends the deletions, which wait for the end. */
  finish(): Promise<void>
}

export type GatewaySettings = {
  readonly tenant: VirtualTenant
  readonly differ: Differ
  readonly keep: KeepSettings
  readonly writer: Writer
  /** Takes the tenant's secrets out of each answer before the caller gets it. */
  readonly conceal: SecretStandIns['conceal']
}

export function openGateway(settings: GatewaySettings): Gateway {
  const { tenant, writer, conceal } = settings
  const ledger = new OpenLedger()
  const notes = new Set<string>()
  const context = { settings, ledger, notes }
  let failed: Error | null = null
  let last: Promise<unknown> = Promise.resolve()

  /** Nothing more is asked or sent once something went wrong. */
  const unlessFailed = async (call: Call, work: () => Promise<Reply>): Promise<Reply> => {
    if (failed !== null) return refusal(424, 'gateway_closed', failed.message)
    try {
      const { body, ...answer } = passable(await work())
      return body === undefined ? answer : { ...answer, body: conceal(body) }
    } catch (error) {
      failed = error instanceof Error ? error : new Error(String(error))
      const code = error instanceof TenantSilent ? 'tenant_silent' : 'gateway_refused'
      return refusal(424, code, `${call.method} ${call.path}: ${failed.message}`)
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
      if (isRead(call)) return unlessFailed(call, () => tenant.answer(call))
      // One write at a time: each is judged by what the ones before it have left.
      const next = last.then(() => unlessFailed(call, () => writeThrough(call, context)))
      last = next
      return next
    },
    close: async () => {
      failed ??= new Error('the run is over')
      await last
    },
    finish: async () => {
      // The caller may come here before its last write is answered.
      await last
      if (failed !== null) throw failed
      await writeLeftOut(context)
      for (const call of leftOverPermissions(ledger, tenant)) {
        await writer.write({ call, effect: { kind: 'unknown' }, isRemoval: true })
      }
      await writer.finish()
    },
  }
}

type WriteContext = {
  readonly settings: GatewaySettings
  readonly ledger: OpenLedger
  readonly notes: Set<string>
}

async function writeLeftOut(context: WriteContext): Promise<void> {
  const { tenant, keep } = context.settings
  for (const call of await addLeftOut(keep.assets(), tenant)) {
    const answer = await writeThrough(call, context)
    if (!isSuccess(answer)) throw new CallRefused(call, answer)
  }
}

async function writeThrough(
  asked: Call,
  { settings: { tenant, differ, keep, writer }, ledger, notes }: WriteContext,
): Promise<Reply> {
  const { call, note } = await keepBack(asked, tenant, keep)
  if (note !== null) notes.add(note)
  if (call === null) return nothingToSay(asked)
  const effect = await effectOf(call, tenant)
  if (await isNowhere(call, effect, tenant)) {
    return refusal(404, 'inexistent', `\`${call.path}\` is not there`)
  }
  const { isNeeded, notes: told } = await judgeEffect(effect, tenant, differ)
  for (const one of told) notes.add(one)
  if (!isNeeded) return unchanged(effect, call, tenant)
  const sent = await newPermissions(call, effect, tenant)
  const isRemoval = effect.kind === 'remove'
  const answer =
    sent === null ? nothingToSay(call) : await writer.write({ call: sent, effect, isRemoval })
  if (isSuccess(answer)) await takeEffect(effect, answer, { call, ledger, tenant })
  return answer
}

/** A PATCH of what does not exist gets 404, as from Auth0: the Deploy CLI then creates it. */
const isNowhere = async (call: Call, effect: Effect, tenant: VirtualTenant): Promise<boolean> =>
  call.method === 'PATCH' &&
  effect.kind === 'change' &&
  !effect.isForm &&
  parentOf(effect.path) !== '' &&
  (await tenant.now(effect.path)) === null &&
  (await tenant.answer(get(effect.path))).status === 404

/** 429 and 5xx become 424: the Deploy CLI would repeat the call for minutes, and the port has done so. */
const passable = (answer: Reply): Reply =>
  isPassing(answer)
    ? refusal(424, 'tenant_unavailable', `the tenant answered ${answer.status}`)
    : answer

const nothingToSay = ({ method, body }: Call): Reply =>
  method === 'DELETE' ? { status: 204 } : { status: 200, body: body ?? {} }

async function unchanged(effect: Effect, call: Call, tenant: VirtualTenant): Promise<Reply> {
  if (effect.kind === 'put-to-use') {
    return { status: 200, body: { status: 'built', deployed: true } }
  }
  if (effect.kind !== 'change' || effect.isForm) return nothingToSay(call)
  return { status: 200, body: { ...(await tenant.now(effect.path)), ...effect.members } }
}
