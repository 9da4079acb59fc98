import { stalePipelines } from '../../adoption/ci/stale-pipelines.ts'
import { assertScopes } from '../../auth0/tenant-access.ts'
import { askDeployCli } from '../../check/ask-deploy-cli.ts'
import { type CheckReport, checkProject } from '../../check/check-project.ts'
import { isEnforced } from '../../check/is-enforced.ts'
import { collect } from '../../ground/collect.ts'
import type { Surroundings } from '../../ground/surroundings.ts'
import type { Fault } from '../../ground/user-fault.ts'
import { checkSecrets } from '../../project/check-secrets.ts'
import { loadProject, type Project } from '../../project/load-project.ts'
import { readSurvey, type Survey } from '../../state/survey.ts'
import { errorsIn } from '../apply/assert-checked.ts'
import { assertKeysRetirable } from '../assert-keys-retirable.ts'
import { writeScopes } from '../plan/scopes.ts'
import { planTenant } from '../plan-tenant.ts'
import { type BuiltSession, readSecrets, withBuiltSession } from '../session.ts'
import { readGuardOf } from '../tenant-state/read-guard-of.ts'
import { findUnboundGuards } from '../verify/find-unbound-guards.ts'
import type { Found, ReadTenant, Rules } from './judge-readiness.ts'
import { nextOfRotation } from './next-of-rotation.ts'

export type ReadinessOptions = {
  /** Name of its file. */
  readonly environment: string
  readonly receipts: string
}

const DAY_MS = 86_400_000

/** All that is known of an environment and its tenant; what cannot be found out is what is missing. */
export async function readReadiness(
  { environment, receipts }: ReadinessOptions,
  surroundings: Surroundings,
): Promise<Found> {
  const { root, environmentVariables, nowMs, progress } = surroundings
  progress(`checking ${environment}`)
  const asked = {
    root,
    environmentNames: [environment],
    areAllEnvironments: false,
    nowMs: nowMs(),
    secrets: environmentVariables,
    demandSecrets: false,
  }
  const checked = await checkProject({ ...asked, askDeployCli })
  const enforced = await checkProject({ ...asked, askDeployCli: null, ceiling: 'enforce' })
  const { value: project } = await collect(() => loadProject(root, environment))
  const secrets = project === null ? [] : await secretFaults(project, environmentVariables)
  const read = await collect(() =>
    withBuiltSession({ environment, receipts, withoutSecrets: true }, surroundings, (session) =>
      readTenant(session, root, nowMs()),
    ),
  )
  return {
    errors: errorsIn(checked.findings),
    errorsEnforced: errorsIn(enforced.findings),
    warnedEnforced: warningsIn(enforced).filter((one) => !warningsIn(checked).includes(one)),
    rules: project && rulesOf(project, nowMs()),
    unreached: [...secrets, ...read.faults],
    tenant: read.value,
    survey: project && (await surveyOf(project)),
    pipelines: await stalePipelines(root),
  }
}

const warningsIn = ({ findings }: CheckReport): readonly string[] =>
  findings
    .filter(({ severity, waiver }) => severity === 'warning' && waiver === null)
    .map(({ id, message }) => `${id}: ${message}`)

async function secretFaults(
  project: Project,
  variables: Surroundings['environmentVariables'],
): Promise<readonly Fault[]> {
  const { value, faults } = await collect(async () =>
    checkSecrets(project, await readSecrets(project, variables)),
  )
  return value ?? faults
}

function rulesOf({ environment, rulebook }: Project, nowMs: number): Rules {
  const { policies } = rulebook
  const { cutOver, spread } = policies['email-lock']
  return {
    ceiling: environment.ceiling,
    isAnythingEnforced: Object.values(policies).some(isEnforced),
    isEmailLockEnforced: isEnforced(policies['email-lock']),
    cutOverMs: Date.parse(cutOver),
    spreadEndsMs: Date.parse(spread.from) + spread.days * DAY_MS,
    canaries: environment.canaries.length,
    nowMs,
  }
}

/** One of another tenant counts nobody of this one. */
async function surveyOf({ root, environmentName, environment }: Project): Promise<Survey | null> {
  const { value } = await collect(() => readSurvey(root, environmentName))
  const isOfThis = value?.environment === environmentName && value.domain === environment.domain
  return isOfThis ? value : null
}

async function readTenant(session: BuiltSession, root: string, nowMs: number): Promise<ReadTenant> {
  const { plan } = await planTenant(session)
  const actual = await readGuardOf(session)
  const { project, receipts } = session
  const retirement = await collect(() =>
    assertKeysRetirable({ root, project, receipts, nowMs, marksToLose: 0 }),
  )
  const scopes = await collect(async () => assertScopes(session.access, writeScopes(plan)))
  return {
    domain: session.access.address.domain,
    plan,
    retirement: retirement.faults,
    scopes: scopes.faults,
    unbound: await findUnboundGuards(session, actual, nowMs),
    rotation: await nextOfRotation(session, root, nowMs),
  }
}
