import { resolve } from 'node:path'
import { asking } from '../auth0/asking.ts'
import { managementClient } from '../auth0/management-client.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { UserFault } from '../ground/user-fault.ts'
import {
  countRecords,
  ERASE_RECORDS_SCOPES,
  type ErasedRecords,
  type ExportFile,
  eraseRecords,
} from '../state/erase-records.ts'
import { assertTyped } from './apply/assert-allowed.ts'
import { renderFiled } from './receipts/file-receipt.ts'
import { assertReason } from './restore/assert-reason.ts'
import { openSession, type Session } from './session.ts'
import { shippedAnswer } from './shipped-answer.ts'
import { readGuardedTenant } from './tenant-state/read-guarded-tenant.ts'
import {
  GUARDED_TRIGGERS,
  hearsEvents,
  isEmptyUninstall,
  ownClients,
  planUninstall,
  type Uninstall,
} from './uninstall/plan-uninstall.ts'
import { describeErased, renderUninstall } from './uninstall/render-uninstall.ts'
import { fileUninstall, reportUninstall } from './uninstall/report-uninstall.ts'
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
  const isFiled = last === undefined || (last.kind === 'uninstall' && last.outcome === 'verified')
  const outcome = { holds: true, removed: [] }
  const filed = isFiled
    ? null
    : await fileUninstall(session, actual, outcome, options, surroundings)
  return shippedAnswer(session, true, filed, { removed: [] })
}

async function takeOut(
  found: Uninstall,
  options: UninstallOptions,
  surroundings: Surroundings,
): Promise<Answer> {
  const { access } = found.session
  const { progress, print } = surroundings
  const removed: string[] = []
  const onGone = (line: string): unknown => removed.push(line)
  const erased = await takeOutAllButOwn(found, options, progress, onGone).catch((error: unknown) =>
    reportStopped(error, found, removed, options, surroundings),
  )
  const { left, filed } = await reportUninstall(found, { erased, removed }, options, surroundings)
  // Last: the receipt is sealed, and nothing more has to be asked.
  await asking(access.address.domain, 'deleting the client of this command', () =>
    deleteClients(access.port, ownClients(found), progress, onGone),
  ).catch((error: unknown) => {
    if (filed !== null) print(renderFiled(filed))
    throw error
  })
  return shippedAnswer(found.session, left.length === 0, filed, { removed, left, erased })
}

function takeOutAllButOwn(
  found: Uninstall,
  options: UninstallOptions,
  progress: Surroundings['progress'],
  onGone: (line: string) => void,
): Promise<ErasedRecords | null> {
  const { plan, erasure } = found
  const { access } = found.session
  const own = ownClients(found)
  return asking(access.address.domain, 'taking out the guard', async () => {
    await takeOutGuard(access.port, plan, progress, onGone)
    const erased = erasure && (await erase(access, { ...erasure, ...options }, progress))
    if (erased !== null && erasure !== null) onGone(describeErased(erased, erasure.file))
    const others = plan.clients.filter((one) => !own.includes(one))
    await deleteClients(access.port, others, progress, onGone)
    return erased
  })
}

/**
 * By then guards may be out of what triggers run, and a next run would find, and record, only the rest.
 * @throws always why it stopped
 */
async function reportStopped(
  stop: unknown,
  found: Uninstall,
  removed: readonly string[],
  options: UninstallOptions,
  surroundings: Surroundings,
): Promise<never> {
  const { print } = surroundings
  const { domain } = found.session.access.address
  print(`stopped; gone from ${domain} by then: ${removed.join('; ') || 'nothing'}`)
  try {
    const { filed } = await reportUninstall(
      found,
      { erased: null, removed, stop },
      options,
      surroundings,
    )
    if (filed !== null) print(renderFiled(filed))
  } catch (error) {
    if (!(stop instanceof UserFault) || !(error instanceof UserFault)) throw stop
    throw new UserFault([...stop.faults, ...error.faults])
  }
  throw stop
}

const erase = (
  access: Session['access'],
  given: ExportFile & { readonly perMinute: number },
  progress: Surroundings['progress'],
): Promise<ErasedRecords> => eraseRecords(managementClient(access), given, progress)
