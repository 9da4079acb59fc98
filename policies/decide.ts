import type { PolicyId } from './catalogue.ts'
import type { LockContent } from './lock.ts'
import { isOffEverywhere, type Mode, modeFor, OFF, type Scope, stricter, weaker } from './mode.ts'
import type { CommonFacts, CommonSettings, Exemption, Policy, Refusal, Verdict } from './policy.ts'
import type { Reason } from './reasons.ts'
import { withinAllowance } from './within-allowance.ts'

/** What became of a moment, and why. The only thing that effects may act on. */
export type Decision = Weighed & (Admission | Denial)

type Admission = {
  readonly outcome: 'allow'
  /** The whole record to store, or null when nothing changes. */
  readonly lock: LockContent | null
  /** When what is issued must have ended (epoch ms); null: as long as the platform lets it. */
  readonly expiresAtMs: number | null
}

type Denial = {
  readonly outcome: Refusal['kind']
  readonly reason: Reason
  readonly policy: PolicyId
}

type Weighed = {
  /** What policies that are only monitored would have done, in precedence order. */
  readonly monitored: readonly { readonly policy: PolicyId; readonly reason: Reason }[]
  /** Every policy's verdict and the mode that governed it, in precedence order. */
  readonly verdicts: readonly WeighedVerdict[]
  /** The person is a break-glass identity: what follows from evidence of them was only monitored. */
  readonly breakGlass: boolean
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
export function decide<Facts extends CommonFacts, Settings extends CommonSettings>(
  policies: readonly Policy<Facts, Settings>[],
  facts: Facts,
  settings: Settings,
): Decision {
  const modes = policies.map((policy) => ownMode(policy, facts, settings))
  const verdicts = policies.map((policy, place): WeighedVerdict => {
    const verdict = evaluateSafely(policy, facts, settings)
    const mode =
      policy.modeFrom === undefined
        ? (modes[place] ?? 'enforce')
        : governedMode(policy.modeFrom, verdict, policies, modes)
    return { policy: policy.id, verdict, mode }
  })
  const breakGlass = isBreakGlass(facts, settings)
  const weighed = { monitored: monitoredOf(verdicts), verdicts, breakGlass }
  const denial = firstEnforced(verdicts, 'deny') ?? firstEnforced(verdicts, 'reauth')
  return denial === null
    ? { outcome: 'allow', ...whatToKeep(verdicts), ...weighed }
    : { ...denial, ...weighed }
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

/** Who speaks for others is heard where any of them is, and always at least in the log. */
function governedMode<Facts, Settings>(
  modeFrom: NonNullable<Policy<Facts, Settings>['modeFrom']>,
  verdict: Verdict,
  policies: readonly Policy<Facts, Settings>[],
  modes: readonly Mode[],
): Mode {
  const speaksForAll = verdict.kind === 'pass' || verdict.reason === 'GUARD_FAILED'
  const governors = speaksForAll ? 'every-policy' : modeFrom(verdict)
  return policies.reduce<Mode>((strictest, { id, modeFrom: isGoverned }, place) => {
    if (isGoverned !== undefined) return strictest
    const isGovernor = governors === 'every-policy' || governors.includes(id)
    return isGovernor ? stricter(strictest, modes[place]) : strictest
  }, 'monitor')
}

type Named = Pick<Policy<never, never>, 'id' | 'isHumanDecision' | 'isAboutOthers'>

function ownMode(policy: Named, facts: CommonFacts, settings: CommonSettings): Mode {
  const mode = demandedMode(policy, facts, settings)
  return settings.ceiling === undefined ? mode : weaker(mode, settings.ceiling)
}

function demandedMode(policy: Named, facts: CommonFacts, settings: CommonSettings): Mode {
  const rollout = settings.rollout[policy.id] ?? OFF
  const written = modeFor(rollout, facts.scope)
  const requested = requestedMode(policy.id, facts)
  if (requested === undefined && written === 'off') return 'off'
  if (requested !== undefined && isOffEverywhere(rollout)) return 'off'
  if (policy.isHumanDecision === true) return stricter(written, requested)
  const mode =
    settings.requestsMayLoosen && requested !== undefined ? requested : stricter(written, requested)
  const isSetAside =
    (policy.isAboutOthers !== true && isBreakGlass(facts, settings)) ||
    isExempt(policy.id, facts, settings)
  return isSetAside && mode !== 'off' ? 'monitor' : mode
}

/** The strictest of what was asked for; undefined where nobody asked. */
function requestedMode(policy: PolicyId, { requestedModes }: CommonFacts): Mode | undefined {
  let strictest: Mode | undefined
  for (const modes of requestedModes) {
    const asked = modes === null ? 'enforce' : modes[policy]
    if (asked !== undefined) strictest = stricter(asked, strictest)
  }
  return strictest
}

const isBreakGlass = (
  { nowMs, breakGlassUntilMs }: CommonFacts,
  { longestAllowanceMs }: CommonSettings,
): boolean => withinAllowance(breakGlassUntilMs, nowMs, longestAllowanceMs)

const isExempt = (policy: PolicyId, facts: CommonFacts, settings: CommonSettings): boolean =>
  settings.exemptions.some(
    (exemption) => exemption.policy === policy && covers(exemption, facts, settings),
  )

/** An exemption that names nothing covers nothing; what it names must all be true of the login. */
function covers(
  exemption: Exemption,
  { nowMs, scope }: CommonFacts,
  { longestAllowanceMs }: CommonSettings,
): boolean {
  const { application, organization, identitySource } = exemption
  if (!withinAllowance(exemption.untilMs, nowMs, longestAllowanceMs)) return false
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

const isEnforced = (verdict: Refusal, mode: Mode): boolean =>
  mode === 'enforce' && verdict.unconfirmed === undefined

function firstEnforced(
  verdicts: readonly WeighedVerdict[],
  outcome: Refusal['kind'],
): Denial | null {
  for (const { policy, verdict, mode } of verdicts) {
    if (verdict.kind === outcome && isEnforced(verdict, mode)) {
      return { outcome, reason: verdict.reason, policy }
    }
  }
  return null
}

function monitoredOf(verdicts: readonly WeighedVerdict[]): Decision['monitored'] {
  const monitored: { policy: PolicyId; reason: Reason }[] = []
  for (const { policy, verdict, mode } of verdicts) {
    if (verdict.kind === 'pass' || mode === 'off' || isEnforced(verdict, mode)) continue
    monitored.push({ policy, reason: verdict.reason })
  }
  return monitored
}

/** The first record that a policy in use wants kept, and the earliest end that an enforced one sets. */
function whatToKeep(verdicts: readonly WeighedVerdict[]): Pick<Admission, 'lock' | 'expiresAtMs'> {
  let lock: LockContent | null = null
  let expiresAtMs: number | null = null
  for (const { verdict, mode } of verdicts) {
    if (verdict.kind !== 'pass') continue
    if (mode === 'capture' || mode === 'enforce') lock ??= verdict.record ?? null
    if (mode === 'enforce' && verdict.expiresAtMs !== undefined) {
      expiresAtMs = Math.min(expiresAtMs ?? verdict.expiresAtMs, verdict.expiresAtMs)
    }
  }
  return { lock, expiresAtMs }
}
