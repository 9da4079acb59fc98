import { expect, test } from 'vitest'
import { MODES } from '../../../policies/mode.ts'
import { decideSignup } from '../../../policies/signup/decide.ts'
import { signupGate } from '../../../policies/signup/signup-gate.ts'
import { aSignup, signupSettings } from '../../builders/a-signup.ts'
import { aRollout } from '../../builders/login-settings.ts'
import { firstOf, type PointOf, survey, wordsOf } from '../../builders/survey.ts'

const SPACE = {
  domain: [null, 'acme.example.com', 'eu.acme.example.com', 'example.com', '__proto__'],
  invitation: ['open', 'none', 'unknowable'],
  operator: ['grant', 'mark', 'none'],
  operators: ['granted', 'marked'],
  admit: ['invited', 'domains'],
  domains: [[], ['acme.example.com'], ['example.com', 'acme.example.com']],
  mode: MODES,
  isDisarmed: [false, true],
} as const
type Point = PointOf<typeof SPACE>

const words = ({ domain, invitation, operator, admit, domains, operators }: Point): string => {
  if (operator === 'grant' || (operator === 'mark' && operators === 'marked')) return 'pass'
  return admit === 'invited'
    ? {
        open: 'pass',
        none: 'deny SIGNUP_NOT_INVITED',
        unknowable: 'deny SIGNUP_UNAVAILABLE',
      }[invitation]
    : firstOf([!new Set<unknown>(domains).has(domain), 'deny SIGNUP_DOMAIN_NOT_ALLOWED'])
}
const reading = ({ mode, isDisarmed, ...point }: Point) =>
  [
    aSignup({ domain: point.domain, invitation: point.invitation, operator: point.operator }),
    signupSettings({
      signupGate: { admit: point.admit, domains: point.domains, operators: point.operators },
      rollout: { 'signup-gate': aRollout(mode) },
      ...(isDisarmed ? { ceiling: 'monitor' as const } : {}),
    }),
  ] as const

test('signup-gate, whatever is known: the verdict, and what comes of it in each mode', () => {
  const found = survey(SPACE, (point) => {
    const expected = words(point)
    const verdict = wordsOf(signupGate.evaluate(...reading(point)))
    const decision = decideSignup(...reading(point))
    const isRefused = expected !== 'pass' && point.mode === 'enforce' && !point.isDisarmed
    const isNoted = expected !== 'pass' && point.mode !== 'off' && !isRefused
    const told = decision.outcome === 'allow' ? 'pass' : `${decision.outcome} ${decision.reason}`
    const isRight =
      verdict === expected &&
      told === (isRefused ? expected : 'pass') &&
      decision.monitored.length === (isNoted ? 1 : 0)
    return isRight ? undefined : { verdict, expected, decision }
  })
  expect(found).toEqual({ points: 4320, failures: [] })
})

test('less evidence admits nobody: no address, no answer about invitations, no operator', () => {
  const found = survey(SPACE, (point) => {
    const isRefused = (one: Point): boolean => words(one) !== 'pass'
    if (
      decideSignup(...reading({ ...point, mode: 'enforce', isDisarmed: false })).outcome === 'allow'
    )
      return
    const less = [
      { ...point, domain: null },
      { ...point, invitation: 'none' as const },
      { ...point, invitation: 'unknowable' as const },
      { ...point, operator: 'mark' as const, operators: 'granted' as const },
      { ...point, operator: 'none' as const },
    ]
    const admitted = less.filter(
      (one) =>
        decideSignup(...reading({ ...one, mode: 'enforce', isDisarmed: false })).outcome ===
        'allow',
    )
    return admitted.length === 0 && isRefused(point) ? undefined : admitted
  })
  expect(found.failures).toEqual([])
})
