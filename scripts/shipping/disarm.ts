import { type DisarmedAction, disarmedFolder, readDisarmed } from '../bundle/stage-disarmed.ts'
import { stageTenant } from '../bundle/stage-tenant.ts'
import type { Surroundings } from '../commands/command.ts'
import { EXIT, type ExitCode } from '../failures.ts'
import { asking } from './access/asking.ts'
import { assertScopes } from './access/tenant-access.ts'
import { assertTyped } from './apply/assert-allowed.ts'
import { sha256 } from './plan/compare-action.ts'
import { readCircumstances } from './receipts/circumstances.ts'
import { fileReceipt, renderFiled } from './receipts/file-receipt.ts'
import { assertReason } from './restore/assert-reason.ts'
import { readGuard } from './restore/read-guard.ts'
import { shipAction } from './restore/ship-action.ts'
import { GUARD_SCOPES, type RollbackOptions } from './roll-back.ts'
import { openSession, type Session } from './session.ts'
import type { ActualTenant } from './tenant-state/resource.ts'

export type DisarmOptions = Omit<RollbackOptions, 'receiptFile'>

/**
 * Puts the monitor-only bundle in the place of every guard. Quick, and indifferent to what else has
 * become of the tenant: no plan, no build, no Deploy CLI. Bindings and secrets stay as they are.
 */
export async function disarm(
  options: DisarmOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { environmentName, receipts } = options
  assertReason(options.reason, 'disarm', 'takes a guard down')
  const ready = await findDisarmed(environmentName, surroundings)
  const session = await openSession(
    { environmentName, receipts, withoutSecrets: true },
    surroundings,
  )
  assertTyped(session.project, session.access.address.domain, options.domain)
  assertScopes(session.access, GUARD_SCOPES)
  const triggers = ready.map(({ trigger }) => trigger)
  const actual = await readGuard(session, triggers)
  await shipAll(session, ready, actual, surroundings)
  return report(session, ready, await readGuard(session, triggers), options, surroundings)
}

/** What a build left ready; only when there is none is one made now. */
async function findDisarmed(
  environmentName: string,
  { root, nowMs, environmentVariables, print, progress }: Surroundings,
): Promise<readonly DisarmedAction[]> {
  const folder = disarmedFolder(root, environmentName)
  const ready = await readDisarmed(folder)
  if (ready !== null) {
    print('using the disarmed bundle of the last build')
    return ready
  }
  progress('no disarmed bundle lies ready: building one')
  await stageTenant(root, environmentName, nowMs(), environmentVariables)
  return (await readDisarmed(folder)) ?? []
}

async function shipAll(
  { access }: Session,
  ready: readonly DisarmedAction[],
  actual: ActualTenant,
  { progress, print }: Surroundings,
): Promise<void> {
  await asking(access.address.domain, 'disarming', () =>
    Promise.all(
      ready.map(async ({ name, code }) => {
        const remote = actual.resources.find((one) => one.type === 'actions' && one.name === name)
        if (remote === undefined) {
          print(`${name}: not in the tenant`)
          return
        }
        if (remote.action?.versionId !== null && remote.action?.code === code) return
        progress(`disarming ${name}`)
        await shipAction(access.management, remote.id, { code })
      }),
    ),
  )
}

async function report(
  session: Session,
  ready: readonly DisarmedAction[],
  after: ActualTenant,
  { actor, reason }: DisarmOptions,
  { root, environmentVariables, nowMs, print }: Surroundings,
): Promise<ExitCode> {
  const guards = after.resources.filter(
    ({ type, name }) => type === 'actions' && ready.some((one) => one.name === name),
  )
  const holds = guards.every(({ name, action }) =>
    ready.some((one) => one.name === name && one.sha256 === sha256(action?.code ?? '')),
  )
  const filed = await fileReceipt(session, {
    kind: 'disarm',
    actual: after,
    at: new Date(nowMs()).toISOString(),
    circumstances: await readCircumstances(root, actor, environmentVariables),
    reason,
    plan: null,
    ours: new Set(guards.map(({ name }) => name)),
    uploadedSecret: () => null,
    wentBackTo: null,
    onlyIfNew: false,
    holds: async () => holds,
  })
  print(
    holds
      ? `disarmed ${session.access.address.domain}: ${guards.map(({ name }) => name).join(', ') || 'there is no guard'}; nobody is refused, everything is logged`
      : 'read back: not every guard runs the disarmed bundle',
  )
  if (filed !== null) print(renderFiled(filed))
  return holds ? EXIT.ok : EXIT.differences
}
