import type { Event } from '@auth0/actions/post-login/v3'
import { renderLogLine } from '../../actions/answers/log-line.ts'
import { readLogin } from '../../actions/post-login/facts.ts'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import type { Decision, WeighedVerdict } from '../../policies/decide.ts'
import { decideLogin, LOGIN_POLICIES } from '../../policies/login/decide.ts'
import type { LoginFacts } from '../../policies/login/facts.ts'
import { REASON_SENTENCES } from '../../policies/reasons.ts'
import { actionRulebook } from '../bundle/action-rulebook.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'
import { renderTable } from '../ground/printing/render-table.ts'

export type Explanation = {
  readonly facts: LoginFacts
  readonly decision: Decision
  /** What the Action would have logged. */
  readonly logLine: string
}

/** Runs the very facts and the very decision of the Action over a saved event, at a moment of choice. */
export function explainLogin(event: Event, rulebook: BakedRulebook, atMs: number): Explanation {
  const { facts } = readLogin(event, rulebook, atMs)
  const decision = decideLogin(facts, rulebook.login)
  const { hash } = actionRulebook('post-login', rulebook)
  return {
    facts,
    decision,
    logLine: renderLogLine(decision, facts.door, facts, hash),
  }
}

/** For programs: what was decided and why. That something would be stored is said, and not what. */
export function explanationJson({ facts, decision, logLine }: Explanation): object {
  const isIn = decision.outcome === 'allow'
  return {
    door: facts.door,
    outcome: decision.outcome,
    reason: isIn ? null : decision.reason,
    policy: isIn ? null : decision.policy,
    breakGlass: decision.breakGlass,
    verdicts: decision.verdicts.map(({ policy, mode, verdict }) => ({
      policy,
      mode,
      verdict: verdict.kind,
      reason: verdict.kind === 'pass' ? null : verdict.reason,
    })),
    effects: effectsOf(decision),
    log: logLine,
  }
}

/** The whole answer for a person: every policy, what it said and why, and what comes of it. */
export function renderExplanation({ facts, decision, logLine }: Explanation): Lines {
  const questions = new Map(LOGIN_POLICIES.map(({ id, question }) => [id, question]))
  const row = (weight: WeighedVerdict): readonly string[] => [
    weight.policy,
    weight.mode,
    verdictOf(weight),
    questions.get(weight.policy) ?? '',
    weight.verdict.kind === 'pass' ? '' : REASON_SENTENCES[weight.verdict.reason],
  ]
  return lines(
    renderTable([['policy', 'mode', 'verdict', 'asks', 'because'], ...decision.verdicts.map(row)]),
    '',
    `door      ${facts.door}`,
    `decision  ${decisionOf(decision)}`,
    `effects   ${effectsOf(decision).join('; ')}`,
    `log       ${logLine}`,
  )
}

const verdictOf = ({ verdict, mode }: WeighedVerdict): string => {
  const isOff = mode === 'off'
  // Whoever is off vouches for nothing.
  if (verdict.kind === 'pass') return isOff ? '(ignored)' : 'pass'
  const isHeard = mode === 'enforce' && verdict.unconfirmed === undefined
  return `${verdict.kind} ${verdict.reason}${isHeard ? '' : ` (${isOff ? 'ignored' : 'only logged'})`}`
}

const decisionOf = (decision: Decision): string =>
  decision.outcome === 'allow'
    ? `allow${decision.breakGlass ? ' (break-glass)' : ''}`
    : `${decision.outcome} ${decision.reason} by ${decision.policy}`

function effectsOf(decision: Decision): readonly string[] {
  if (decision.outcome !== 'allow') return ['refuse with the public code and a reference']
  const effects = [
    ...(decision.lock === null ? [] : ['store the address lock']),
    ...(decision.expiresAtMs === null
      ? []
      : [`end what is issued by ${new Date(decision.expiresAtMs).toISOString()}`]),
  ]
  return effects.length > 0 ? effects : ['none']
}
