import type { LockEntry } from './lock.ts'
import { type Mode, modeFor, OFF, type Scope, strictest } from './mode.ts'
import type {
  CommonFacts,
  CommonSettings,
  Exemption,
  Policy,
  PolicyId,
  Refusal,
  Verdict,
} from './policy.ts'
import type { Reason } from './reasons.ts'

/** What became of a moment, and why. The only thing that effects may act on. */
export type Decision =
  | (Weighed & {
      readonly outcome: 'allow'
      /** The whole lock to store, or null when nothing changes. */
      readonly lock: readonly LockEntry[] | null
    })
  | (Weighed & {
      readonly outcome: 'deny' | 'reauth'
      readonly reason: Reason
      readonly policy: PolicyId
    })

type Weighed = {
  /** What policies that are only monitored would have done, in precedence order. */
  readonly monitored: readonly { readonly policy: PolicyId; readonly reason: Reason }[]
  /** Every policy's verdict and the mode that governed it, in precedence order. */
  readonly verdicts: readonly WeighedVerdict[]
}

export type WeighedVerdict = {
  readonly policy: PolicyId
  readonly verdict: Verdict
  readonly mode: Mode
}

/**
 * Folds the verdicts of all policies into one decision. Every policy is always evaluated. The
 * strongest enforced refusal wins, and among equals the first in `policies`, which is therefore
 * given in precedence order. A policy that throws is a refusal.
 */
export function fold<Facts extends CommonFacts, Settings extends CommonSettings>(
  policies: readonly Policy<Facts, Settings>[],
  facts: Facts,
  settings: Settings,
): Decision {
  const verdicts = policies.map((policy): WeighedVerdict => {
    const verdict = evaluateSafely(policy, facts, settings)
    return { policy: policy.id, verdict, mode: modeOf(policy, verdict, policies, facts, settings) }
  })
  const weighed = { verdicts, monitored: monitoredRefusals(verdicts) }
  const winner =
    verdicts.find((weight) => isEnforced(weight, 'deny')) ??
    verdicts.find((weight) => isEnforced(weight, 'reauth'))
  if (winner !== undefined && winner.verdict.kind !== 'pass') {
    const { kind: outcome, reason } = winner.verdict
    return { ...weighed, outcome, reason, policy: winner.policy }
  }
  return { ...weighed, outcome: 'allow', lock: lockToRecord(verdicts) }
}

function evaluateSafely<Facts, Settings>(
  policy: Policy<Facts, Settings>,
  facts: Facts,
  settings: Settings,
): Verdict {
  try {
    return policy.evaluate(facts, settings)
  } catch {
    return { kind: 'deny', reason: 'GUARD_FAILED' }
  }
}

function modeOf<Facts extends CommonFacts, Settings extends CommonSettings>(
  policy: Policy<Facts, Settings>,
  verdict: Verdict,
  policies: readonly Policy<Facts, Settings>[],
  facts: Facts,
  settings: Settings,
): Mode {
  if (policy.governedBy === undefined) return ownMode(policy.id, facts, settings)
  // It speaks for others, so it is heard where any of them is, and always at least in the log.
  const governors =
    verdict.kind === 'pass' || verdict.reason === 'GUARD_FAILED'
      ? 'every-policy'
      : policy.governedBy(verdict)
  const modes = policies
    .filter((other) => other.governedBy === undefined)
    .filter((other) => governors === 'every-policy' || governors.includes(other.id))
    .map((other) => ownMode(other.id, facts, settings))
  return strictest(['monitor', ...modes])
}

function ownMode(policy: PolicyId, facts: CommonFacts, settings: CommonSettings): Mode {
  const mode = modeFor(settings.rollout[policy] ?? OFF, facts.scope)
  const exempt = settings.exemptions.some(
    (exemption) => exemption.policy === policy && covers(exemption, facts),
  )
  return exempt && mode !== 'off' ? 'monitor' : mode
}

/** An exemption that names nothing covers nothing; what it names must all be true of the login. */
function covers(exemption: Exemption, { nowMs, scope }: CommonFacts): boolean {
  const { application, organization, identitySource } = exemption
  if (nowMs >= exemption.untilMs) return false
  if (application === undefined && organization === undefined && identitySource === undefined) {
    return false
  }
  return (
    (application === undefined || application === scope.application) &&
    (identitySource === undefined || identitySource === scope.identitySource) &&
    (organization === undefined || isNamed(scope, organization))
  )
}

const isNamed = ({ organization }: Scope, id: string): boolean =>
  organization.kind === 'named' && organization.id === id

const isEnforced = ({ verdict, mode }: WeighedVerdict, kind: Refusal['kind']): boolean =>
  verdict.kind === kind && mode === 'enforce' && verdict.unconfirmed === undefined

const monitoredRefusals = (verdicts: readonly WeighedVerdict[]): Decision['monitored'] =>
  verdicts.flatMap(({ policy, verdict, mode }) =>
    verdict.kind === 'pass' ||
    mode === 'off' ||
    (mode === 'enforce' && verdict.unconfirmed === undefined)
      ? []
      : [{ policy, reason: verdict.reason }],
  )

function lockToRecord(verdicts: readonly WeighedVerdict[]): readonly LockEntry[] | null {
  for (const { verdict, mode } of verdicts) {
    const keeps = mode === 'capture' || mode === 'enforce'
    if (keeps && verdict.kind === 'pass' && verdict.record !== undefined) return verdict.record
  }
  return null
}
