import { expect, test } from 'vitest'
import { MODES } from '../../../policies/mode.ts'
import { decideSignup } from '../../../policies/signup/decide.ts'
import { signupGate } from '../../../policies/signup/signup-gate.ts'
import { aSignup, signupSettings } from '../../builders/a-signup.ts'
import { aRollout } from '../../builders/login-settings.ts'
import {
  admittedForLess,
  everyPoint,
  type FactsIn,
  firstOf,
  survey,
  type WordsIn,
  wordsOf,
} from '../../builders/survey.ts'

const SPACE = {
  domain: [null, 'acme.example.com', 'eu.acme.example.com', 'example.com', '__proto__'],
  invitation: ['open', 'none', 'unknowable'],
  operator: ['grant', 'mark', 'none'],
  bringsPhone: [false, true],
  operators: ['granted', 'marked'],
  phone: ['refuse', 'admit'],
  admit: ['invited', 'domains'],
  domains: [[], ['acme.example.com'], ['example.com', 'acme.example.com']],
  mode: MODES,
  isDisarmed: [false, true],
} as const

const words = ({
  domain,
  invitation,
  operator,
  bringsPhone,
  admit,
  domains,
  operators,
  phone,
}: WordsIn<typeof SPACE>): string => {
  if (operator === 'grant' || (operator === 'mark' && operators === 'marked')) return 'pass'
  return firstOf(
    [admit === 'invited' && invitation === 'none', 'deny SIGNUP_NOT_INVITED'],
    [admit === 'invited' && invitation === 'unknowable', 'deny SIGNUP_UNAVAILABLE'],
    [
      admit === 'domains' && !new Set<unknown>(domains).has(domain),
      'deny SIGNUP_DOMAIN_NOT_ALLOWED',
    ],
    [bringsPhone && phone === 'refuse', 'deny SIGNUP_PHONE_UNPROVEN'],
  )
}
const reading = ({
  mode,
  isDisarmed,
  domain,
  invitation,
  operator,
  bringsPhone,
  ...gate
}: FactsIn<typeof SPACE>) =>
  [
    aSignup({ domain, invitation, operator, bringsPhone }),
    signupSettings({
      signupGate: gate,
      rollout: { 'signup-gate': aRollout(mode) },
      ...(isDisarmed ? { ceiling: 'monitor' as const } : {}),
    }),
  ] as const

test('signup-gate, whatever is known: the verdict, and what comes of it in each mode', () => {
  const found = survey(
    SPACE,
    (facts) => {
      const decision = decideSignup(...reading(facts))
      const told = decision.outcome === 'allow' ? 'pass' : `${decision.outcome} ${decision.reason}`
      const verdict = wordsOf(signupGate.evaluate(...reading(facts)))
      return `${verdict}: ${told}, ${decision.monitored.length} noted`
    },
    (point) => {
      const verdict = words(point)
      const isRefused = verdict !== 'pass' && point.mode === 'enforce' && !point.isDisarmed
      const isNoted = verdict !== 'pass' && point.mode !== 'off' && !isRefused
      return `${verdict}: ${isRefused ? verdict : 'pass'}, ${isNoted ? 1 : 0} noted`
    },
  )
  expect(found).toMatchObject({ points: 17280, failures: [] })
})

test('less evidence admits nobody: no address, no answer about invitations, no operator, no number that can be read', () => {
  const enforced = { ...SPACE, mode: ['enforce'], isDisarmed: [false] } as const
  const found = admittedForLess(
    everyPoint(enforced, (facts): FactsIn<typeof SPACE> => facts),
    (facts) => decideSignup(...reading(facts)).outcome !== 'allow',
    {
      'the address': { domain: null },
      'an invitation': { invitation: 'none' },
      'the answer about invitations': { invitation: 'unknowable' },
      'the word of who may grant': { operator: 'mark', operators: 'granted' },
      'an operator': { operator: 'none' },
      'a number that can be read': { bringsPhone: true },
    },
  )
  expect(found).toEqual({ removals: 5184, admitted: [], untrue: [] })
})
