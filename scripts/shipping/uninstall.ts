import { resolve } from 'node:path'
import { asking } from '../auth0/asking.ts'
import { managementClient } from '../auth0/management-client.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import {
  countRecords,
  ERASE_RECORDS_SCOPES,
  type ErasedRecords,
  type ExportFile,
  eraseRecords,
} from '../state/erase-records.ts'
import { assertTyped } from './apply/assert-allowed.ts'
import { readCircumstances } from './receipts/circumstances.ts'
import { fileReceipt } from './receipts/file-receipt.ts'
import type { FiledReceipt } from './receipts/receipt.ts'
import { assertReason } from './restore/assert-reason.ts'
import { boundTo } from './restore/bound-to.ts'
import { openSession, type Session } from './session.ts'
import { shippedAnswer } from './shipped-answer.ts'
import type { GuardedTenant } from './tenant-state/guarded-tenant.ts'
import { guardsIn } from './tenant-state/guards-in.ts'
import { readGuardedTenant } from './tenant-state/read-guarded-tenant.ts'
import {
  GUARDED_TRIGGERS,
  hearsEvents,
  isEmptyUninstall,
  planUninstall,
  type UninstallPlan,
} from './uninstall/plan-uninstall.ts'
import { describeUninstall, renderUninstall } from './uninstall/render-uninstall.ts'
import { deleteClients, takeOutGuard } from './uninstall/take-out-guard.ts'

export type UninstallOptions = {
  /** Name of its file. */
  readonly environment: string
  readonly domain: string
  readonly actor: string
  readonly reason: string
  readonly receipts: string
  /** Ids of machine clients that go too. */
  readonly clients: readonly string[]
  /** A user export of those whose records go too; empty for nobody’s. */
  readonly records: string
  /** How many people are written in a minute at most. */
  readonly perMinute: number
  /** Without asking. */
  readonly yes: boolean
}

export const UNINSTALL_SCOPES = ['read:actions', 'update:actions', 'delete:actions']
export const STREAM_SCOPES = ['read:event_streams', 'delete:event_streams']
export const CLIENT_SCOPES = ['read:clients', 'delete:clients']

/** What is to be taken out, as the tenant is. */
type Uninstall = {
  readonly session: Session
  readonly actual: GuardedTenant
  readonly plan: UninstallPlan
  readonly erasure: (ExportFile & { readonly people: number }) | null
}

/**
 * Takes the guard out of a tenant, whichever checkout put it there: what it is bound by, its Actions, and,
 * where they are named, clients and records. What others have there stays as it is. No plan of git, no Deploy
 * CLI: what is in the tenant is found there, so that whatever stopped it, the next run does the rest.
 */
export async function uninstall(
  options: UninstallOptions,
  surroundings: Surroundings,
): Promise<Answer> {
  const { environment, receipts } = options
  assertReason(options.reason, 'uninstall', 'takes the guard out of a tenant')
  const session = await openSession({ environment, receipts, withoutSecrets: true }, surroundings)
  const { domain } = session.access.address
  assertTyped(session.project, domain, options.domain)
  const found = await findGuard(session, options, surroundings)
  const { plan, erasure } = found
  if (isEmptyUninstall(plan) && erasure === null) return nothingLeft(found, options, surroundings)
  surroundings.print(renderUninstall(plan, erasure, `to be taken out of ${domain}:`))
  const mayWrite =
    options.yes || (await surroundings.confirm?.(`take this out of ${domain}? [y/N] `)) === true
  if (mayWrite) return takeOut(found, options, surroundings)
  return {
    exit: EXIT.differences,
    json: { environment, domain, holds: false, receipt: null, plan, isDryRun: true },
    text: lines('nothing was taken out; `--yes` takes it out'),
  }
}

async function findGuard(
  session: Session,
  { clients, records }: UninstallOptions,
  { root, progress }: Surroundings,
): Promise<Uninstall> {
  const { access } = session
  assertScopes(access, [
    ...UNINSTALL_SCOPES,
    ...(clients.length > 0 ? CLIENT_SCOPES : []),
    ...(records === '' ? [] : ERASE_RECORDS_SCOPES),
  ])
  const file = { path: resolve(root, records), file: records }
  const erasure = records === '' ? null : { ...file, people: await countRecords(file) }
  progress(`reading ${access.address.domain}`)
  const actual = await readGuardedTenant(access, GUARDED_TRIGGERS)
  if (hearsEvents(actual)) assertScopes(access, STREAM_SCOPES)
  const plan = await asking(access.address.domain, 'reading the tenant', () =>
    planUninstall(access, actual, clients),
  )
  return { session, actual, plan, erasure }
}

/** A run that was stopped before its receipt still gets one; whoever never had a guard here does not. */
async function nothingLeft(
  found: Uninstall,
  options: UninstallOptions,
  surroundings: Surroundings,
): Promise<Answer> {
  const { session, actual, plan } = found
  const { domain } = session.access.address
  for (const id of plan.unknownClients) surroundings.print(`not in the tenant: the client ${id}`)
  surroundings.print(`nothing to do: no guard is in ${domain}`)
  const last = (await session.receipts.list()).at(-1)?.receipt
  const isFiled = last === undefined || last.kind === 'uninstall'
  const filed = isFiled ? null : await file(session, actual, true, [], options, surroundings)
  return shippedAnswer(session, true, filed, { removed: [] })
}

async function takeOut(
  found: Uninstall,
  options: UninstallOptions,
  surroundings: Surroundings,
): Promise<Answer> {
  const { session, plan, erasure } = found
  const { access } = session
  const { domain } = access.address
  const { progress, print } = surroundings
  const isOwn = ({ id }: { readonly id: string }): boolean => id === access.credentials.clientId
  const erased = await asking(domain, 'taking out the guard', async () => {
    await takeOutGuard(access.port, plan, progress)
    const records = erasure && (await erase(access, { ...erasure, ...options }, progress))
    await deleteClients(
      access.port,
      plan.clients.filter((one) => !isOwn(one)),
      progress,
    )
    return records
  })
  const after = await readGuardedTenant(access, GUARDED_TRIGGERS)
  const left = leftOver(plan, after, erased)
  const holds = left.length === 0
  // First: whatever comes of the receipt, people can get in again.
  print(
    holds
      ? `taken out of ${domain}: nobody is refused, and nothing is left but what you were told`
      : `read back: not all of it went: ${left.join('; ')}`,
  )
  const removed = describeUninstall(plan, erasure)
  const filed = await file(session, after, holds, removed, options, surroundings)
  // Last: the receipt is sealed, and nothing more has to be asked.
  await asking(domain, 'deleting the client of this command', () =>
    deleteClients(access.port, plan.clients.filter(isOwn), progress),
  )
  return shippedAnswer(session, holds, filed, { removed, left, erased })
}

const erase = (
  access: Session['access'],
  given: ExportFile & { readonly perMinute: number },
  progress: Surroundings['progress'],
): Promise<ErasedRecords> => eraseRecords(managementClient(access), given, progress)

/** What a plan wanted gone and is there, or wanted to stay and is not as it was. Pure. */
function leftOver(
  { bindings }: UninstallPlan,
  after: GuardedTenant,
  erased: ErasedRecords | null,
): readonly string[] {
  return [
    ...guardsIn(after).map(({ name }) => `the Action ${name} is there`),
    ...bindings
      .filter((one) => {
        // What somebody binds meanwhile is none of ours.
        const stayed = boundTo(after, one.trigger).filter((name) => one.after.includes(name))
        return stayed.join('\n') !== one.after.join('\n')
      })
      .map(
        ({ trigger }) => `${trigger} runs ${boundTo(after, trigger).join(', then ') || 'nothing'}`,
      ),
    ...(erased?.left ?? []).map((name) => `the organization ${name} has tombstones`),
  ]
}

async function file(
  session: Session,
  actual: GuardedTenant,
  holds: boolean,
  removed: readonly string[],
  { actor, reason }: UninstallOptions,
  { root, environmentVariables, nowMs }: Surroundings,
): Promise<FiledReceipt | null> {
  return fileReceipt(session, {
    kind: 'uninstall',
    actual,
    at: new Date(nowMs()).toISOString(),
    circumstances: await readCircumstances(root, actor, environmentVariables),
    reason,
    plan: null,
    removed,
    ours: new Set(),
    uploadedSecret: () => null,
    wentBackTo: null,
    onlyIfNew: false,
    holds: async () => ({ holds }),
  })
}
