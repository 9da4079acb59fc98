import { join } from 'node:path'
import type { Surroundings } from '../commands/command.ts'
import { EXIT, type ExitCode, refuseFaults } from '../failures.ts'
import { lines } from '../printing/lines.ts'
import { type Doing, scopesFor } from './access/scopes.ts'
import { assertScopes } from './access/tenant-access.ts'
import { applyPlan } from './apply/apply-plan.ts'
import { type AllowedDeletions, assertAllowed, assertTyped } from './apply/assert-allowed.ts'
import { assertChecked } from './apply/assert-checked.ts'
import { assertKeysRetirable } from './assert-keys-retirable.ts'
import { objectsIn } from './json-value.ts'
import type { Plan } from './plan/plan.ts'
import { ofDisarmed } from './plan/refusals.ts'
import { renderPlan } from './plan/render-plan.ts'
import { assertStillTrue, planHash, readPlan } from './plan/stored-plan.ts'
import { type PlannedTenant, planTenant, readTenant } from './plan-tenant.ts'
import { readCircumstances } from './receipts/circumstances.ts'
import { fileReceipt, renderFiled } from './receipts/file-receipt.ts'
import { assertStillTrusted } from './restore/assert-still-trusted.ts'
import type { ImportFolder } from './run-deploy-cli.ts'
import { type BuiltSession, openBuiltSession } from './session.ts'
import type { ResourceType } from './tenant-state/resource.ts'
import { isSecretMark } from './tenant-state/secret-mark.ts'
import { findUnboundGuards, renderUnboundGuard } from './verify/find-unbound-guards.ts'
import { renderVerification } from './verify/render-verification.ts'
import { verifyTenant } from './verify-tenant.ts'

export type DeployOptions = {
  readonly environmentName: string
  /** File of a stored plan; empty to plan now and apply that. */
  readonly planFile: string
  readonly domain: string
  readonly allowed: AllowedDeletions
  /** How many marks under a retired key may be lost. */
  readonly marksToLose: number
  readonly actor: string
  readonly receipts: string
}

/** Variables by which a company's network is reached; the Deploy CLI's process gets these alone. */
const NETWORK = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS']

/**
 * Plans, checks that the plan may be applied, applies exactly that, reads back, and files a receipt.
 * @throws UserFault when anything forbids it, before the first write; or when a write fails
 */
export async function deploy(
  options: DeployOptions,
  surroundings: Surroundings,
  importFolder: ImportFolder,
): Promise<ExitCode> {
  const { environmentName, receipts, planFile } = options
  const stored = planFile === '' ? null : await readPlan(surroundings.root, planFile)
  const session = await openBuiltSession(
    { environmentName, receipts, withoutSecrets: false },
    surroundings,
  )
  assertTyped(session.project, session.access.address.domain, options.domain)
  surroundings.progress(`reading ${session.access.address.domain}`)
  const planned = await planTenant(session)
  await assertKeysRetirable({
    root: surroundings.root,
    project: session.project,
    receipts: session.receipts,
    nowMs: surroundings.nowMs(),
    marksToLose: options.marksToLose,
  })
  const { plan } = planned
  refuseFaults(ofDisarmed(plan.refusals))
  if (stored !== null) assertStillTrue(stored, plan)
  // Its refusals are thrown next, and said once.
  if (plan.refusals.length === 0 || plan.changes.length > 0) {
    surroundings.print(renderPlan({ ...plan, refusals: [] }))
  }
  assertAllowed(plan, options.allowed)
  if (plan.changes.length === 0) return adopt(session, planned, options, surroundings)
  assertScopes(session.access, scopesFor(doingsOf(plan)))
  await assertChecked(environmentName, surroundings)
  return applyAndVerify(session, planned, options, surroundings, importFolder)
}

const doingsOf = ({ changes }: Plan): readonly (readonly [ResourceType, Doing])[] =>
  changes.map(({ kind, type }) => [type, kind === 'bind' ? 'update' : kind])

/** Nothing to do; but a deploy that was stopped before its receipt still gets one. */
async function adopt(
  session: BuiltSession,
  { plan, actual }: PlannedTenant,
  { actor }: DeployOptions,
  { root, environmentVariables, nowMs, print }: Surroundings,
): Promise<ExitCode> {
  const unbound = await findUnboundGuards(session, actual, nowMs())
  for (const guard of unbound) print(renderUnboundGuard(guard))
  const holds = unbound.every(({ waiver }) => waiver !== null)
  const filed = await fileReceipt(session, {
    kind: 'deploy',
    actual,
    at: new Date(nowMs()).toISOString(),
    circumstances: await readCircumstances(root, actor, environmentVariables),
    reason: null,
    plan: planHash(plan),
    ours: actionsOf(session),
    uploadedSecret: () => null,
    wentBackTo: null,
    onlyIfNew: true,
    holds: async () => holds,
  })
  if (filed !== null) print(renderFiled(filed))
  return holds ? EXIT.ok : EXIT.differences
}

async function applyAndVerify(
  session: BuiltSession,
  planned: PlannedTenant,
  options: DeployOptions,
  surroundings: Surroundings,
  importFolder: ImportFolder,
): Promise<ExitCode> {
  const { root, environmentVariables, nowMs, print, progress } = surroundings
  const { plan, actual: before } = planned
  await applyPlan(plan, {
    access: session.access,
    desired: session.desired,
    actual: before,
    secrets: session.secrets,
    folder: join(root, '.build', options.environmentName, 'changes'),
    importFolder,
    network: Object.fromEntries(
      NETWORK.flatMap((name) => {
        const value = environmentVariables[name] ?? ''
        return value === '' ? [] : [[name, value]]
      }),
    ),
    onStep: progress,
  })
  await assertStillTrusted(session, before, progress)
  const actual = await readTenant(session)
  let holds = false
  const filed = await fileReceipt(session, {
    kind: 'deploy',
    actual,
    at: new Date(nowMs()).toISOString(),
    circumstances: await readCircumstances(root, options.actor, environmentVariables),
    reason: null,
    plan: planHash(plan),
    ours: actionsOf(session),
    uploadedSecret: uploadedBy(plan, session),
    wentBackTo: null,
    onlyIfNew: false,
    holds: async (known) => {
      const verification = await verifyTenant(session, environmentVariables, nowMs(), progress, {
        actual,
        known,
      })
      print(lines('', renderVerification(verification)))
      holds = verification.holds
      return holds
    },
  })
  if (filed !== null) print(renderFiled(filed))
  return holds ? EXIT.ok : EXIT.differences
}

const actionsOf = ({ sealed }: BuiltSession): ReadonlySet<string> =>
  new Set(sealed.resources.filter(({ type }) => type === 'actions').map(({ name }) => name))

/** An Action that is changed gets all of its secrets anew. */
function uploadedBy(
  { changes }: Plan,
  { sealed }: BuiltSession,
): (action: string, secret: string) => string | null {
  const uploaded = new Set(
    changes
      .filter(({ kind, type }) => type === 'actions' && kind !== 'delete')
      .map(({ name }) => name),
  )
  return (action, secret) => {
    const wanted = sealed.resources.find(({ type, name }) => type === 'actions' && name === action)
    const mark = objectsIn(wanted?.value.secrets).find(({ name }) => name === secret)?.value
    return uploaded.has(action) && isSecretMark(mark) ? mark.$fingerprint : null
  }
}
