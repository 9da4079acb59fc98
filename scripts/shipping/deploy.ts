import { assertScopes } from '../auth0/tenant-access.ts'
import { disarmedFolder, disarmedPurpose, writeDisarmed } from '../bundle/stage-disarmed.ts'
import type { Rehearsal } from '../gateway/rehearse.ts'
import { loadDeployCli, type Pace } from '../gateway/run-deploy-cli.ts'
import type { Answer } from '../ground/answer.ts'
import { objectsIn, textOf } from '../ground/json-value.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { refuseFaults } from '../ground/user-fault.ts'
import { listOpenings } from '../project/describe-openings.ts'
import { applyPlan } from './apply/apply-plan.ts'
import { type AllowedDeletions, assertAllowed, assertTyped } from './apply/assert-allowed.ts'
import { assertChecked } from './apply/assert-checked.ts'
import { assertSameCheckout } from './apply/assert-same-checkout.ts'
import { assertKeysRetirable } from './assert-keys-retirable.ts'
import { ofDisarmed } from './plan/judge-rehearsal.ts'
import type { Plan } from './plan/plan.ts'
import { renderPlan } from './plan/render-plan.ts'
import { writeScopes } from './plan/scopes.ts'
import { assertStillTrue, planHash, readPlan } from './plan/stored-plan.ts'
import { type PlannedTenant, planTenant } from './plan-tenant.ts'
import { type Circumstances, readCircumstances } from './receipts/circumstances.ts'
import { fileReceipt } from './receipts/file-receipt.ts'
import { findHeld } from './receipts/find-held.ts'
import { isSettled, settledBy } from './receipts/settled.ts'
import { uploadedSecrets } from './receipts/uploaded-secrets.ts'
import { keepTrusted } from './restore/keep-trusted.ts'
import { type BuiltSession, withBuiltSession } from './session.ts'
import { shippedAnswer } from './shipped-answer.ts'
import { readGuardOf } from './tenant-state/read-guard-of.ts'
import { findUnboundGuards, renderUnboundGuard } from './verify/find-unbound-guards.ts'
import { renderVerification } from './verify/render-verification.ts'
import { verifyTenant } from './verify-tenant.ts'

export type DeployOptions = {
  /** Name of its file. */
  readonly environment: string
  /** File of a stored plan; empty to plan now and apply that. */
  readonly planFile: string
  readonly domain: string
  readonly allowDelete: AllowedDeletions
  /** How many marks under a retired key may be lost. */
  readonly marksToLose: number
  readonly actor: string
  readonly receipts: string
}

/**
 * Plans, checks that the plan may be applied, applies exactly that, reads back, and files a receipt.
 * @param pace of the apply; a tenant on this machine knows at once what it has made
 * @throws UserFault when anything forbids it, before the first write; or when a write fails
 */
export async function deploy(
  options: DeployOptions,
  surroundings: Surroundings,
  pace: Pace = 'with waits',
): Promise<Answer> {
  const { environment, receipts, planFile } = options
  const stored = planFile === '' ? null : await readPlan(surroundings.root, planFile)
  if (stored !== null) loadDeployCli()
  return withBuiltSession(
    { environment, receipts, withoutSecrets: false },
    surroundings,
    (session) => deployBuilt(session, stored, { options, pace }, surroundings),
  )
}

async function deployBuilt(
  session: BuiltSession,
  stored: Plan | null,
  { options, pace }: { readonly options: DeployOptions; readonly pace: Pace },
  surroundings: Surroundings,
): Promise<Answer> {
  const { root, environmentVariables, nowMs, print, progress } = surroundings
  const { domain } = session.access.address
  assertTyped(session.project, domain, options.domain)
  progress(`reading ${domain}`)
  if (stored === null && (await isSettled(session))) {
    print(
      `nothing to do: ${domain} is as git says (${session.project.environmentName}), as it was after the last deploy`,
    )
    await leaveDisarmed(session)
    return reportUnbound(session, surroundings)
  }
  // Of what was built: a checkout may go on to another commit while the deploy runs.
  const circumstances = await readCircumstances(root, options.actor, environmentVariables)
  progress('the Deploy CLI rehearses: it reads, and nothing that it writes leaves')
  const planned = await planTenant(session)
  await assertKeysRetirable({
    root,
    project: session.project,
    receipts: session.receipts,
    nowMs: nowMs(),
    marksToLose: options.marksToLose,
  })
  const { plan } = planned
  refuseFaults(ofDisarmed(plan.refusals))
  if (stored !== null) assertStillTrue(stored, plan)
  // Its refusals are thrown next, and said once.
  if (plan.refusals.length === 0 || plan.changes.length > 0) {
    print(renderPlan({ ...plan, refusals: [] }))
  }
  assertAllowed(plan, options.allowDelete)
  await leaveDisarmed(session)
  if (plan.changes.length === 0) return adopt(session, planned, circumstances, surroundings)
  assertScopes(session.access, writeScopes(plan))
  await assertChecked(session.project, surroundings)
  await assertSameCheckout(session, surroundings)
  return applyAndVerify(session, planned, { circumstances, pace }, surroundings)
}

/** Only by whoever may deploy: what lies there is believed by the seal of the last one. */
const leaveDisarmed = ({ project, staged, seal }: BuiltSession): Promise<void> =>
  writeDisarmed(disarmedFolder(project.root, project.environmentName), staged, (manifest) =>
    seal.make(disarmedPurpose(project.environmentName), manifest),
  )

/** A waiver may have run out since the last deploy. */
async function reportUnbound(
  session: BuiltSession,
  { nowMs, print }: Surroundings,
): Promise<Answer> {
  const unbound = await findUnboundGuards(session, await readGuardOf(session), nowMs())
  for (const guard of unbound) print(renderUnboundGuard(guard))
  const holds = unbound.every(({ waiver }) => waiver !== null)
  return shippedAnswer(session, holds, null, { changes: 0, unbound, canaries: [] })
}

/** Nothing to do; but a deploy that was stopped before its receipt still gets one. */
async function adopt(
  session: BuiltSession,
  { plan, rehearsal }: PlannedTenant,
  circumstances: Circumstances,
  { nowMs, print }: Surroundings,
): Promise<Answer> {
  const actual = await readGuardOf(session, rehearsal.assets)
  const unbound = await findUnboundGuards(session, actual, nowMs())
  for (const guard of unbound) print(renderUnboundGuard(guard))
  const holds = unbound.every(({ waiver }) => waiver !== null)
  const settled = settledBy(session, rehearsal, plan.notes)
  const filed = await fileReceipt(session, {
    kind: 'deploy',
    openings: listOpenings(session.project),
    actual,
    at: new Date(nowMs()).toISOString(),
    circumstances,
    reason: null,
    plan: planHash(plan),
    ours: actionsIn(rehearsal),
    uploadedSecret: () => null,
    wentBackTo: null,
    onlyIfNew: true,
    holds: async () => ({ holds, ...(settled === undefined ? {} : { settled }) }),
  })
  return shippedAnswer(session, holds, filed, { changes: 0, unbound, canaries: [] })
}

async function applyAndVerify(
  session: BuiltSession,
  { plan, rehearsal }: PlannedTenant,
  { circumstances, pace }: { readonly circumstances: Circumstances; readonly pace: Pace },
  { environmentVariables, nowMs, print, progress }: Surroundings,
): Promise<Answer> {
  const before = await readGuardOf(session, rehearsal.assets)
  progress('the Deploy CLI applies what was rehearsed; it takes its time')
  const { result: uploads, untold } = await keepTrusted(session, before, progress, () =>
    applyPlan(session, { rehearsal, pace, actor: circumstances.actor, nowMs }, progress),
  )
  const actual = await readGuardOf(session, rehearsal.assets)
  const uploaded = uploadedSecrets(rehearsal, uploads, session)
  let verified = false
  let seen = {}
  const filed = await fileReceipt(session, {
    kind: 'deploy',
    openings: listOpenings(session.project),
    actual,
    at: new Date(nowMs()).toISOString(),
    circumstances,
    reason: null,
    plan: planHash(plan),
    ours: actionsIn(rehearsal),
    uploadedSecret: uploaded.ofAction,
    modules: uploaded.ofModules,
    wentBackTo: null,
    onlyIfNew: false,
    holds: async (known) => {
      refuseFaults(untold)
      const { planned, ...found } = await findHeld(session, rehearsal, known)
      const verification = await verifyTenant(session, environmentVariables, nowMs(), progress, {
        actual,
        known,
        planned,
      })
      print(lines('', renderVerification(verification)))
      verified = verification.holds
      seen = { unbound: verification.unbound, canaries: verification.canaries }
      const settled = verified
        ? settledBy(session, verification.rehearsal, verification.plan.notes)
        : undefined
      return {
        holds: verified,
        ...found,
        ...(settled === undefined ? {} : { settled }),
      }
    },
  })
  return shippedAnswer(session, verified, filed, { changes: plan.changes.length, ...seen })
}

const actionsIn = ({ assets }: Rehearsal): ReadonlySet<string> =>
  new Set(objectsIn(assets.actions).map(({ name }) => textOf(name)))
