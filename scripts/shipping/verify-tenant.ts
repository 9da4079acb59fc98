import type { Plan } from './plan/plan.ts'
import { type GivenKnowledge, type PlannedTenant, planTenant } from './plan-tenant.ts'
import type { BuiltSession } from './session.ts'
import type { GuardedTenant } from './tenant-state/guarded-tenant.ts'
import { readGuardOf } from './tenant-state/read-guard-of.ts'
import { findUnboundGuards, type UnboundGuard } from './verify/find-unbound-guards.ts'
import type { CanaryResult } from './verify/walk-canaries.ts'

export type Verification = PlannedTenant & {
  /** Actions and bindings as they were read back. */
  readonly actual: GuardedTenant
  readonly canaries: readonly CanaryResult[]
  readonly unbound: readonly UnboundGuard[]
  /** The tenant is as git says, every guard runs that nobody waived, and every canary was treated as expected. */
  readonly holds: boolean
}

/**
 * Reads the tenant back and compares it with git; then the canaries sign in. Writes nothing, except
 * what a canary's own login writes about that canary.
 */
export async function verifyTenant(
  session: BuiltSession,
  variables: Readonly<Record<string, string | undefined>>,
  nowMs: number,
  onStep: (line: string) => void,
  given: GivenKnowledge & {
    readonly actual?: GuardedTenant
    readonly planned?: PlannedTenant
  } = {},
): Promise<Verification> {
  onStep(`comparing ${session.access.address.domain} with git`)
  const planned = given.planned ?? (await planTenant(session, given))
  const actual = given.actual ?? (await readGuardOf(session))
  const unbound = await findUnboundGuards(session, actual, nowMs)
  const canaries = await walkCanaries(session, variables, onStep)
  const holds =
    isAsGitSays(planned.plan) &&
    unbound.every(({ waiver }) => waiver !== null) &&
    canaries.every(({ holds }) => holds)
  return { ...planned, actual, unbound, canaries, holds }
}

const isAsGitSays = ({ changes, refusals }: Plan): boolean =>
  changes.length === 0 && refusals.length === 0

/** The journey's libraries are loaded only where there is a canary. */
async function walkCanaries(
  { project, access, secrets }: BuiltSession,
  variables: Readonly<Record<string, string | undefined>>,
  onStep: (line: string) => void,
): Promise<readonly CanaryResult[]> {
  if (project.environment.canaries.length === 0) return []
  const { walkCanaries: walk } = await import('./verify/walk-canaries.ts')
  return walk({ project, address: access.address, secrets, variables, onStep })
}
