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
import type { Differ } from './differ.ts'
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
 * written so far. A write that changes nothing is answered and goes no further; all others are the
 * writer's: a rehearsal makes an answer up, an apply sends what its plan holds.
 */
export type Gateway = {
  answer(call: Call): Promise<Reply>
  /** Once all writes were made: what was put off, and what was left out. */
  finish(): Promise<void>
  /** Nothing more is asked or sent; done once what is under way has ended. */
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
  /** After all others: what goes, goes last. */
  finish(): Promise<void>
}

export type GatewaySettings = {
  readonly tenant: VirtualTenant
  readonly differ: Differ
  readonly keep: KeepSettings
  readonly writer: Writer
  /** Of an answer, before it is given: whoever asks learns no secret of the tenant. */
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
      // Whoever says that all was asked may not have waited for the answers.
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

/** The Deploy CLI then creates what it wanted to change: the tenant says no before it says yes. */
const isNowhere = async (call: Call, effect: Effect, tenant: VirtualTenant): Promise<boolean> =>
  call.method === 'PATCH' &&
  effect.kind === 'change' &&
  !effect.isForm &&
  parentOf(effect.path) !== '' &&
  (await tenant.now(effect.path)) === null &&
  (await tenant.answer(get(effect.path))).status === 404

/** The Deploy CLI would ask again, for minutes; whoever is behind the gateway has done so already. */
const passable = (answer: Reply): Reply =>
  isPassing(answer)
    ? refusal(424, 'tenant_unavailable', `the tenant answered ${answer.status}`)
    : answer

const nothingToSay = ({ method, body }: Call): Reply =>
  method === 'DELETE' ? { status: 204 } : { status: 200, body: body ?? {} }

async function unchanged(effect: Effect, call: Call, tenant: VirtualTenant): Promise<Reply> {
  if (effect.kind === 'deploy-action') {
    return { status: 200, body: { status: 'built', deployed: true } }
  }
  if (effect.kind !== 'change' || effect.isForm) return nothingToSay(call)
  return { status: 200, body: { ...(await tenant.now(effect.path)), ...effect.members } }
}
