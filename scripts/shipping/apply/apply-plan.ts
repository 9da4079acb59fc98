import { asking } from '../../auth0/asking.ts'
import { createApplyingWriter, WriteNotPlanned } from '../../gateway/applying-writer.ts'
import { boundedPort } from '../../gateway/bounded-port.ts'
import { CallRefused } from '../../gateway/call.ts'
import type { Uploads } from '../../gateway/draft-difference.ts'
import { type Gateway, openGateway } from '../../gateway/gateway.ts'
import type { Rehearsal } from '../../gateway/rehearse.ts'
import { type DeployCliRun, type Pace, runDeployCli } from '../../gateway/run-deploy-cli.ts'
import { SECRET_MEMBERS } from '../../gateway/secret-places.ts'
import type { TenantPort } from '../../gateway/tenant-port.ts'
import { openSnapshot, readingText, type TenantSnapshot } from '../../gateway/tenant-snapshot.ts'
import { TenantMoved } from '../../gateway/unmoved-check.ts'
import { openVirtualTenant } from '../../gateway/virtual-tenant.ts'
import type { JsonObject } from '../../ground/json-value.ts'
import { plainText } from '../../ground/printing/plain-text.ts'
import { strikeOut } from '../../ground/strike-out.ts'
import { UserFault } from '../../ground/user-fault.ts'
import { deployCliRequest } from '../deploy-cli-request.ts'
import { ownClientIds } from '../plan-tenant.ts'
import { voidHeld } from '../receipts/void-held.ts'
import type { BuiltSession } from '../session.ts'
import { readAgain } from './read-again.ts'

export type PlanApplication = {
  /** The one that produced the plan; what it wrote is what may be sent. */
  readonly rehearsal: Rehearsal
  readonly pace: Pace
  readonly actor: string
  readonly nowMs: () => number
}

/**
 * Does what the plan says and nothing else: the same run again. A write that the plan holds is sent, one
 * that changes nothing is answered here, and any other is refused by name. Nothing is sent unless the
 * tenant reads as it did when the plan was made.
 * @returns what the tenant answered to each upload of an Action
 * @throws UserFault before the first write when the tenant moved; or when something fails half-way: the
 *   next deploy carries on
 */
export async function applyPlan(
  session: BuiltSession,
  { rehearsal, pace, actor, nowMs }: PlanApplication,
  onStep: (line: string) => void,
): Promise<Uploads> {
  const { access, project, standIns } = session
  const { writes: planned, readings, differ } = rehearsal
  const port = boundedPort(access.port, Date.now)
  const tenant = openVirtualTenant(await readUnmoved(access.address.domain, port, readings))
  await voidHeld(session, rehearsal, { actor, at: new Date(nowMs()).toISOString() })
  let assets: JsonObject = {}
  const writer = createApplyingWriter({
    port,
    tenant,
    standIns,
    planned,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onStep,
  })
  const gateway = openGateway({
    tenant,
    differ,
    writer,
    conceal: standIns.conceal,
    keep: {
      keeps: project.environment.keeps,
      ownClientIds: ownClientIds(session),
      assets: () => assets,
    },
  })
  const run = await runDeployCli(deployCliRequest(session, pace), {
    answer: gateway.answer,
    onLoaded: (loaded) => {
      assets = loaded
    },
  })
  await finish(session, run, gateway)
  return writer.uploads
}

/** @throws UserFault with the first thing that went wrong */
async function finish(
  { access, secrets }: BuiltSession,
  run: DeployCliRun,
  gateway: Gateway,
): Promise<void> {
  const { domain } = access.address
  const strike = strikeOut(Object.values(secrets), SECRET_MEMBERS)
  const failed = gateway.failure()
  // After the first refusal the Deploy CLI may still have requests under way.
  if (run.failure !== null) await gateway.close()
  await asking(domain, 'changing the tenant', async () => {
    if (failed !== null) throw stopped(domain, failed)
  })
  if (run.failure !== null) throw deployFailed(domain, strike(said(run)))
  await asking(domain, 'changing the tenant', () =>
    gateway.finish().catch((error) => {
      throw error instanceof CallRefused
        ? deployFailed(domain, strike(error.message))
        : stopped(domain, error)
    }),
  )
}

/** `TenantMoved` and `WriteNotPlanned` as faults; other errors unchanged. */
const stopped = (domain: string, error: unknown): unknown => {
  if (error instanceof TenantMoved) return movedMeanwhile(domain, error)
  return error instanceof WriteNotPlanned ? notPlanned(domain, error) : error
}

/** @throws UserFault where the tenant does not read as it did */
async function readUnmoved(
  domain: string,
  port: TenantPort,
  readings: Rehearsal['readings'],
): Promise<TenantSnapshot> {
  const snapshot = openSnapshot(port)
  const earlier = readings.map(({ call, reading }) => ({ call, text: readingText(reading) }))
  const moved = await asking(domain, 'reading the tenant again', () => readAgain(earlier, snapshot))
  if (moved.length > 0) throw tenantMoved(domain, moved)
  return snapshot
}

const said = ({ failure }: DeployCliRun): string =>
  [failure?.stage, failure?.type, plainText(failure?.message ?? '')]
    .filter((one) => one !== '')
    .join(': ')

const tenantMoved = (domain: string, paths: readonly string[]): UserFault =>
  new UserFault(
    paths.map((path) => ({
      code: 'tenant_moved',
      message: `\`${path}\` of \`${domain}\` was changed while the plan was made`,
      fix: 'run the command again; nothing was changed by this one',
    })),
  )

const movedMeanwhile = (domain: string, { message }: TenantMoved): UserFault =>
  new UserFault([
    {
      code: 'tenant_moved',
      message: `somebody else changed ${message} of \`${domain}\` while the deploy ran; it stopped before it replaced that, and may have changed other things by then`,
      fix: 'find out who, then run the command again: it plans anew from what is there',
    },
  ])

const notPlanned = (domain: string, { message }: WriteNotPlanned): UserFault =>
  new UserFault([
    {
      code: 'write_not_planned',
      message: `the Deploy CLI does not write to \`${domain}\` what it rehearsed, and was stopped: ${message}`,
      fix: 'run the command again; if it comes back, this version of the Deploy CLI does not do the same twice: report it',
    },
  ])

const deployFailed = (domain: string, why: string): UserFault =>
  new UserFault([
    {
      code: 'deploy_failed',
      message: `the deploy to \`${domain}\` stopped, and the tenant may now be half changed: ${why}`,
      fix: 'mend what it names, then deploy again: it carries on where it stopped',
    },
  ])
