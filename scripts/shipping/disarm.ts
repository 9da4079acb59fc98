import { asking } from '../auth0/asking.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import { BARE_GUARDS, type DisarmedGuard } from '../bundle/bare-guards.ts'
import { buildDisarmed } from '../bundle/build-disarmed.ts'
import { isBoundToTrigger } from '../bundle/bundle-action.ts'
import { isDisarmed } from '../bundle/disarm-rulebook.ts'
import { disarmedFolder, disarmedPurpose, readDisarmed } from '../bundle/stage-disarmed.ts'
import type { Answer } from '../ground/answer.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { type Fault, refuseFaults, UserFault } from '../ground/user-fault.ts'
import { assertTyped } from './apply/assert-allowed.ts'
import { readCircumstances } from './receipts/circumstances.ts'
import { fileReceipt } from './receipts/file-receipt.ts'
import { assertReason } from './restore/assert-reason.ts'
import { shipAction } from './restore/ship-action.ts'
import { GUARD_SCOPES, type RollbackOptions } from './roll-back.ts'
import { openSession, type Session } from './session.ts'
import { shippedAnswer } from './shipped-answer.ts'
import type { GuardedTenant, RemoteResource } from './tenant-state/guarded-tenant.ts'
import { guardsIn } from './tenant-state/guards-in.ts'
import { readGuardedTenant } from './tenant-state/read-guarded-tenant.ts'

export type DisarmOptions = Omit<RollbackOptions, 'receiptFile' | 'unsealed' | 'marksToLose'> & {
  /** Guards that do nothing and log nothing, where no monitor-only bundle can be had. */
  readonly bare: boolean
}

/**
 * Puts the monitor-only bundle in the place of every guard. Quick, and indifferent to what else has
 * become of the tenant: no plan, no Deploy CLI. Bindings and secrets stay as they are, so what runs
 * beside them is built here, or sealed by whoever deployed.
 */
export async function disarm(options: DisarmOptions, surroundings: Surroundings): Promise<Answer> {
  const { environment, receipts } = options
  assertReason(options.reason, 'disarm', 'takes a guard down')
  const session = await openSession({ environment, receipts, withoutSecrets: true }, surroundings)
  const { access } = session
  assertTyped(session.project, access.address.domain, options.domain)
  assertScopes(access, GUARD_SCOPES)
  const built = options.bare ? BARE_GUARDS : await findDisarmed(session, surroundings)
  const actual = await readGuardedTenant(access, [])
  const ready = withUnknown(built, actual, surroundings)
  const faults = await shipAll(session, ready, actual, surroundings)
  const after = await readGuardedTenant(
    access,
    ready.map(({ trigger }) => trigger).filter(isBoundToTrigger),
  )
  const answer = await report(session, ready, after, options, surroundings)
  if (faults.length > 0 && answer.text !== undefined) surroundings.print(answer.text)
  refuseFaults(faults)
  return answer
}

/** A guard that this checkout does not have refuses people all the same. */
function withUnknown(
  built: readonly DisarmedGuard[],
  tenant: GuardedTenant,
  { print }: Surroundings,
): readonly DisarmedGuard[] {
  const unknown = guardsIn(tenant).flatMap(({ name, action }) => {
    const isUp = action !== undefined && action.versionId !== null && !isDisarmed(action.code)
    const isKnown = built.some((one) => one.name === name)
    return isUp && !isKnown ? BARE_GUARDS.filter((one) => one.name === name) : []
  })
  for (const { name } of unknown)
    print(`${name}: not of this checkout, so a bare one takes its place`)
  return [...built, ...unknown]
}

/** What this checkout builds; only where nothing builds, what an earlier build left ready. */
async function findDisarmed(
  { project: { root, environmentName }, seal }: Session,
  { nowMs, print }: Surroundings,
): Promise<readonly DisarmedGuard[]> {
  try {
    return await buildDisarmed(root, environmentName, nowMs())
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    print(`nothing builds here (${why}): looking for the disarmed bundle of an earlier build`)
  }
  const ready = await readDisarmed(disarmedFolder(root, environmentName), (manifest, found) =>
    seal.fits(disarmedPurpose(environmentName), manifest, found),
  )
  if (ready === null) throw nothingToBelieve(environmentName)
  print('using the disarmed bundle that the last deploy sealed')
  return ready
}

const nothingToBelieve = (environmentName: string): UserFault =>
  new UserFault([
    {
      code: 'disarmed_unproven',
      message: `nothing builds here, and what lies in \`.build/${environmentName}/disarmed\` is not sealed by these credentials: whoever wrote it could have changed it, and it would run beside the secrets of the guard`,
      fix: 'check out a commit that builds, use the credentials of the last deploy, or add `--bare`: it lets everybody pass and logs nobody',
    },
  ])

/** @returns why some are still up; whatever comes of one, the others go down */
async function shipAll(
  { access }: Session,
  ready: readonly DisarmedGuard[],
  actual: GuardedTenant,
  { progress, print }: Surroundings,
): Promise<readonly Fault[]> {
  const shipped = ready.map(async ({ name, code }): Promise<readonly Fault[]> => {
    const remote = actual.resources.find((one) => one.type === 'actions' && one.name === name)
    if (remote === undefined) {
      print(`${name}: not in the tenant`)
      return []
    }
    if (remote.action?.versionId !== null && remote.action?.code === code) return []
    progress(`disarming ${name}`)
    return asking(access.address.domain, `disarming ${name}`, () =>
      shipAction(access.port, remote.id, { code }),
    ).then(() => [], faultsIn)
  })
  return (await Promise.all(shipped)).flat()
}

/** @throws whatever is no fault */
function faultsIn(error: unknown): readonly Fault[] {
  if (error instanceof UserFault) return error.faults
  throw error
}

async function report(
  session: Session,
  ready: readonly DisarmedGuard[],
  after: GuardedTenant,
  { actor, reason }: DisarmOptions,
  { root, environmentVariables, nowMs, print }: Surroundings,
): Promise<Answer> {
  const guards = after.resources.filter(
    ({ type, name }) => type === 'actions' && ready.some((one) => one.name === name),
  )
  const isDown = ({ name, action }: RemoteResource): boolean =>
    ready.some((one) => one.name === name && one.code === action?.code)
  const up = guards.filter((one) => !isDown(one))
  const holds = up.length === 0
  // First: whatever comes of the receipt, people can get in again.
  print(
    holds
      ? `disarmed ${session.access.address.domain}: ${namesOf(guards) || 'there is no guard'}; nobody is refused, ${logged(guards)}`
      : `read back: not every guard runs the disarmed bundle: ${namesOf(up)} may still refuse people`,
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
    holds: async () => ({ holds }),
  })
  return shippedAnswer(session, holds, filed, { guards: guards.map(({ name }) => name) })
}

const namesOf = (guards: readonly RemoteResource[]): string =>
  guards.map(({ name }) => name).join(', ')

function logged(guards: readonly RemoteResource[]): string {
  const silent = guards.filter(({ action }) =>
    BARE_GUARDS.some(({ code }) => code === action?.code),
  )
  if (silent.length === 0) return 'everything is logged'
  if (silent.length === guards.length) return 'and nothing is logged'
  return `everything but what passes ${namesOf(silent)} is logged`
}
