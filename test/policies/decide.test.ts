import { describe, expect, test } from 'vitest'
import { CATALOGUE, type PolicyId } from '../../policies/catalogue.ts'
import { type Decision, decide } from '../../policies/decide.ts'
import type { LockContent } from '../../policies/lock.ts'
import { LOGIN_POLICIES } from '../../policies/login/decide.ts'
import { MACHINE_TOKEN_POLICIES } from '../../policies/machine-token/decide.ts'
import { MODES, type Mode } from '../../policies/mode.ts'
import { PASSWORD_RESET_POLICIES } from '../../policies/password-reset/decide.ts'
import {
  type CommonFacts,
  type CommonSettings,
  deny,
  type Exemption,
  NO_REQUESTS,
  PASS,
  type Policy,
  type Refusal,
  type Verdict,
} from '../../policies/policy.ts'
import { PROFILE_CHANGE_POLICIES } from '../../policies/profile-change/decide.ts'
import { POLICY_NUMBERS } from '../../policies/reasons.ts'
import { SIGNUP_POLICIES } from '../../policies/signup/decide.ts'
import { ANNS_MARK, aLockEntry, inOrganization, lockOf } from '../builders/a-login.ts'
import { ACME, GLOBEX, MEMBERS, PORTAL } from '../builders/ids.ts'
import { aRollout } from '../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../builders/noon.ts'

type FoldPolicy = Policy<CommonFacts, CommonSettings>

const facts: CommonFacts = {
  ...NO_REQUESTS,
  nowMs: NOON_MS,
  scope: { application: PORTAL, organization: inOrganization(ACME), identitySource: MEMBERS },
}
const someOrganization: CommonFacts = {
  ...facts,
  scope: { ...facts.scope, organization: { kind: 'unknown' } },
}

const says = (id: PolicyId, verdict: Verdict): FoldPolicy => ({
  id,
  question: 'What was I told to say?',
  evaluate: () => verdict,
})
const throws = (id: PolicyId): FoldPolicy => ({
  ...says(id, PASS),
  evaluate: () => {
    throw new Error('a bug in a policy')
  },
})
const reauth: Verdict = { kind: 'reauth', reason: 'NOT_MEMBER' }
const unconfirmed: Verdict = { kind: 'deny', reason: 'NOT_MEMBER', unconfirmed: true }
const record = (...organizations: string[]): LockContent =>
  lockOf(aLockEntry(ANNS_MARK, ...organizations))

const settings = (
  modes: Partial<Record<PolicyId, Mode>>,
  ...exemptions: Exemption[]
): CommonSettings => ({
  rollout: Object.fromEntries(Object.entries(modes).map(([id, mode]) => [id, aRollout(mode)])),
  exemptions,
  requestsMayLoosen: false,
  longestAllowanceMs: 90 * DAY_MS,
})
const inMode = (mode: Mode): CommonSettings =>
  settings({ 'org-required': mode, membership: mode, 'verified-email': mode, 'email-lock': mode })

const outcomeOf = ({ outcome, ...rest }: Decision): readonly unknown[] =>
  outcome === 'allow'
    ? [outcome]
    : [outcome, 'reason' in rest && rest.reason, 'policy' in rest && rest.policy]

describe('precedence', () => {
  const first = says('org-required', deny('ORG_CONTEXT_MISSING'))
  const second = says('membership', deny('NOT_MEMBER'))
  const again = says('verified-email', reauth)
  const passes = says('email-lock', PASS)

  test.each<[string, readonly FoldPolicy[], readonly unknown[]]>([
    ['no policy at all lets through', [], ['allow']],
    ['everyone passes', [passes], ['allow']],
    ['one refuses', [passes, second], ['deny', 'NOT_MEMBER', 'membership']],
    [
      'the first of two refusals is named',
      [first, second],
      ['deny', 'ORG_CONTEXT_MISSING', 'org-required'],
    ],
    [
      'the first of two refusals is named, turned round',
      [second, first],
      ['deny', 'NOT_MEMBER', 'membership'],
    ],
    [
      'a refusal is stronger than signing in again',
      [again, second],
      ['deny', 'NOT_MEMBER', 'membership'],
    ],
    [
      'signing in again is stronger than passing',
      [passes, again],
      ['reauth', 'NOT_MEMBER', 'verified-email'],
    ],
    [
      'a pass never outweighs',
      [first, passes, passes],
      ['deny', 'ORG_CONTEXT_MISSING', 'org-required'],
    ],
  ])('%s', (_what, policies, outcome) => {
    expect(outcomeOf(decide(policies, facts, inMode('enforce')))).toEqual(outcome)
  })

  test('the policies of a login keep the order the design gives them; a new one stands between', () => {
    const designed: readonly PolicyId[] = [
      'runtime-guard',
      'user-suspended',
      'org-status',
      'org-blocked',
      'org-required',
      'membership',
      'source-domain',
      'verified-email',
      'email-lock',
      'identity-lock',
      'identifier-lock',
      'delegation',
      'upstream-freshness',
    ]
    const ids = LOGIN_POLICIES.map(({ id }) => id)
    expect(ids.filter((id) => designed.includes(id))).toEqual(designed)
  })
})

describe('the policies of all moments', () => {
  const ALL = [
    ...LOGIN_POLICIES,
    ...SIGNUP_POLICIES,
    ...PASSWORD_RESET_POLICIES,
    ...MACHINE_TOKEN_POLICIES,
    ...PROFILE_CHANGE_POLICIES,
  ]

  test('each moment asks its own, in the order of the catalogue', () => {
    const asked = CATALOGUE.map(({ id, moment }) => [moment, id])
    expect([
      ...LOGIN_POLICIES.map(({ id }) => ['login', id]),
      ...PASSWORD_RESET_POLICIES.map(({ id }) => ['password-reset', id]),
      ...MACHINE_TOKEN_POLICIES.map(({ id }) => ['machine-token', id]),
      ...SIGNUP_POLICIES.map(({ id }) => ['signup', id]),
      ...PROFILE_CHANGE_POLICIES.map(({ id }) => ['profile-change', id]),
    ]).toEqual(asked)
  })

  test('in a login the guard itself comes first, then what a human decided, then what follows', () => {
    const rank = ({ modeFrom, isHumanDecision }: (typeof LOGIN_POLICIES)[number]): number =>
      modeFrom !== undefined ? 0 : isHumanDecision ? 1 : 2
    const ranks = LOGIN_POLICIES.map(rank)
    expect(ranks).toEqual(ranks.toSorted())
  })

  test('these stand for what a human decided, and nothing sets them aside', () => {
    expect(ALL.flatMap((policy) => (policy.isHumanDecision ? [policy.id] : []))).toEqual([
      'user-suspended',
      'org-status',
      'org-blocked',
      'password-reset-gate',
      'profile-change',
    ])
  })

  test('this one is about somebody else than the person, and break-glass says nothing of them', () => {
    expect(ALL.flatMap((policy) => (policy.isAboutOthers ? [policy.id] : []))).toEqual([
      'delegation',
    ])
  })

  test('each answers a question of its own, in one sentence', () => {
    const questions = ALL.map(({ question }) => question)
    expect(questions.filter((question) => !/^[A-Z][^.?]+\?$/.test(question))).toEqual([])
    expect(new Set(questions).size).toBe(Object.keys(POLICY_NUMBERS).length)
  })
})

describe('modes', () => {
  const refuses = says('membership', deny('NOT_MEMBER'))
  const wouldHave = [{ policy: 'membership', reason: 'NOT_MEMBER' }]

  test.each<[Mode, readonly unknown[], readonly unknown[]]>([
    ['off', ['allow'], []],
    ['monitor', ['allow'], wouldHave],
    ['capture', ['allow'], wouldHave],
    ['enforce', ['deny', 'NOT_MEMBER', 'membership'], []],
  ])('a refusal in mode %s', (mode, outcome, monitored) => {
    const decision = decide([refuses], facts, settings({ membership: mode }))
    expect(outcomeOf(decision)).toEqual(outcome)
    expect(decision.monitored).toEqual(monitored)
    expect(decision.verdicts).toEqual([{ policy: 'membership', verdict: deny('NOT_MEMBER'), mode }])
  })

  test('a policy without a rollout is off', () => {
    expect(decide([refuses], facts, settings({}))).toEqual({
      outcome: 'allow',
      lock: null,
      expiresAtMs: null,
      breakGlass: false,
      monitored: [],
      verdicts: [{ policy: 'membership', verdict: deny('NOT_MEMBER'), mode: 'off' }],
    })
  })

  test('monitored refusals are listed in precedence order, beside an enforced one', () => {
    const policies = [
      says('org-required', deny('ORG_CONTEXT_MISSING')),
      says('membership', deny('NOT_MEMBER')),
      says('verified-email', deny('EMAIL_UNVERIFIED')),
    ]
    const modes = settings({
      'org-required': 'monitor',
      membership: 'enforce',
      'verified-email': 'capture',
    })
    expect(decide(policies, facts, modes)).toMatchObject({
      outcome: 'deny',
      policy: 'membership',
      monitored: [
        { policy: 'org-required', reason: 'ORG_CONTEXT_MISSING' },
        { policy: 'verified-email', reason: 'EMAIL_UNVERIFIED' },
      ],
    })
  })

  test.each<[Mode, LockContent | null]>([
    ['off', null],
    ['monitor', null],
    ['capture', record(ACME)],
    ['enforce', record(ACME)],
  ])('a record in mode %s', (mode, lock) => {
    const keeps = says('email-lock', { kind: 'pass', record: record(ACME) })
    expect(decide([keeps], facts, settings({ 'email-lock': mode }))).toMatchObject({ lock })
  })

  test('the record of the first policy that keeps one is kept', () => {
    const policies = [
      says('org-required', { kind: 'pass', record: record('monitored') }),
      says('membership', { kind: 'pass', record: record(ACME) }),
      says('email-lock', { kind: 'pass', record: record(GLOBEX) }),
    ]
    const modes = settings({
      'org-required': 'monitor',
      membership: 'capture',
      'email-lock': 'enforce',
    })
    expect(decide(policies, facts, modes)).toMatchObject({ lock: record(ACME) })
  })

  test('a refused login keeps no record', () => {
    const policies = [
      says('email-lock', { kind: 'pass', record: record(ACME) }),
      says('membership', deny('NOT_MEMBER')),
    ]
    expect(decide(policies, facts, inMode('enforce'))).not.toHaveProperty('lock')
  })

  test('the strictest of application, organization and source governs', () => {
    const rollout = {
      membership: aRollout('off', {
        applications: { [PORTAL]: 'monitor' },
        organizations: { [ACME]: 'enforce' },
        identitySources: { [MEMBERS]: 'capture' },
      }),
    }
    expect(
      decide([refuses], facts, {
        rollout,
        exemptions: [],
        requestsMayLoosen: false,
        longestAllowanceMs: 90 * DAY_MS,
      }),
    ).toMatchObject({ outcome: 'deny' })
  })

  test('an unknown organization is treated as the strictest', () => {
    const rollout = {
      membership: aRollout('off', { organizations: { [ACME]: 'monitor', [GLOBEX]: 'enforce' } }),
    }
    const outcomeFor = (login: CommonFacts): string =>
      decide([refuses], login, {
        rollout,
        exemptions: [],
        requestsMayLoosen: false,
        longestAllowanceMs: 90 * DAY_MS,
      }).outcome
    expect([facts, someOrganization].map(outcomeFor)).toEqual(['allow', 'deny'])
  })
})

describe('facts that were never confirmed', () => {
  test.each(MODES)('are reported, never enforced, in mode %s', (mode) => {
    const decision = decide(
      [says('membership', unconfirmed)],
      facts,
      settings({ membership: mode }),
    )
    expect(outcomeOf(decision)).toEqual(['allow'])
    expect(decision.monitored).toEqual(
      mode === 'off' ? [] : [{ policy: 'membership', reason: 'NOT_MEMBER' }],
    )
  })

  test('a reauth that is not confirmed is not enforced either', () => {
    const verdict: Verdict = { kind: 'reauth', reason: 'NOT_MEMBER', unconfirmed: true }
    expect(decide([says('membership', verdict)], facts, inMode('enforce'))).toMatchObject({
      outcome: 'allow',
      monitored: [{ policy: 'membership', reason: 'NOT_MEMBER' }],
    })
  })

  test('they hide no refusal behind them', () => {
    const policies = [says('membership', unconfirmed), says('email-lock', deny('EMAIL_DRIFT'))]
    expect(decide(policies, facts, inMode('enforce'))).toMatchObject({
      outcome: 'deny',
      policy: 'email-lock',
      monitored: [{ policy: 'membership', reason: 'NOT_MEMBER' }],
    })
  })
})

describe('exemptions', () => {
  const refuses = says('membership', deny('NOT_MEMBER'))
  const untilMs = NOON_MS + DAY_MS
  const policy = 'membership'
  const LONGEST_MS = NOON_MS + 90 * DAY_MS
  const FAR_MS = Date.parse('9999-12-31')

  test.each<[string, Exemption, 'allow' | 'deny']>([
    ['of this application', { policy, application: PORTAL, untilMs }, 'allow'],
    ['of this organization', { policy, organization: ACME, untilMs }, 'allow'],
    ['of this source', { policy, identitySource: MEMBERS, untilMs }, 'allow'],
    [
      'of all three',
      { policy, application: PORTAL, organization: ACME, identitySource: MEMBERS, untilMs },
      'allow',
    ],
    ['of another application', { policy, application: 'other', untilMs }, 'deny'],
    ['of another organization', { policy, organization: GLOBEX, untilMs }, 'deny'],
    ['of another source', { policy, identitySource: 'con_other', untilMs }, 'deny'],
    [
      'of the application, elsewhere',
      { policy, application: PORTAL, organization: GLOBEX, untilMs },
      'deny',
    ],
    [
      'of the source, elsewhere',
      { policy, identitySource: MEMBERS, application: 'other', untilMs },
      'deny',
    ],
    [
      'of the organization, otherwise',
      { policy, organization: ACME, identitySource: 'con_other', untilMs },
      'deny',
    ],
    ['of nothing covers nothing', { policy, untilMs }, 'deny'],
    ['from another policy', { policy: 'email-lock', application: PORTAL, untilMs }, 'deny'],
    ['that has a millisecond left', { policy, application: PORTAL, untilMs: NOON_MS + 1 }, 'allow'],
    ['that ended this very moment', { policy, application: PORTAL, untilMs: NOON_MS }, 'deny'],
    ['that ended long ago', { policy, application: PORTAL, untilMs: 0 }, 'deny'],
    ['as long as any may be', { policy, application: PORTAL, untilMs: LONGEST_MS }, 'allow'],
    ['a millisecond longer', { policy, application: PORTAL, untilMs: LONGEST_MS + 1 }, 'deny'],
    ['without end', { policy, application: PORTAL, untilMs: FAR_MS }, 'deny'],
  ])('an exemption %s', (_what, exemption, outcome) => {
    expect(decide([refuses], facts, settings({ membership: 'enforce' }, exemption)).outcome).toBe(
      outcome,
    )
  })

  test('an exempt policy is still evaluated and reported', () => {
    const exemption = { policy, application: PORTAL, untilMs } as const
    expect(decide([refuses], facts, settings({ membership: 'enforce' }, exemption))).toEqual({
      outcome: 'allow',
      lock: null,
      expiresAtMs: null,
      breakGlass: false,
      monitored: [{ policy, reason: 'NOT_MEMBER' }],
      verdicts: [{ policy, verdict: deny('NOT_MEMBER'), mode: 'monitor' }],
    })
  })

  test('an exemption does not switch a policy on that is off', () => {
    const exemption = { policy, application: PORTAL, untilMs } as const
    expect(decide([refuses], facts, settings({ membership: 'off' }, exemption)).monitored).toEqual(
      [],
    )
  })

  test('an exempt policy records nothing', () => {
    const keeps = says('email-lock', { kind: 'pass', record: record(ACME) })
    const exemption = { policy: 'email-lock', application: PORTAL, untilMs } as const
    expect(decide([keeps], facts, settings({ 'email-lock': 'enforce' }, exemption))).toMatchObject({
      lock: null,
    })
  })

  test('it touches only its own policy', () => {
    const policies = [refuses, says('email-lock', deny('EMAIL_DRIFT'))]
    const exemption = { policy, application: PORTAL, untilMs } as const
    expect(
      outcomeOf(
        decide(
          policies,
          facts,
          settings({ membership: 'enforce', 'email-lock': 'enforce' }, exemption),
        ),
      ),
    ).toEqual(['deny', 'EMAIL_DRIFT', 'email-lock'])
  })

  test('an unknown organization is never the exempt one', () => {
    const exemption = { policy, organization: ACME, untilMs } as const
    expect(
      decide([refuses], someOrganization, settings({ membership: 'enforce' }, exemption)).outcome,
    ).toBe('deny')
  })

  test('one of two exemptions is enough', () => {
    const ended: Exemption = { policy, application: PORTAL, untilMs: NOON_MS }
    const holds: Exemption = { policy, organization: ACME, untilMs }
    expect(
      decide([refuses], facts, settings({ membership: 'enforce' }, ended, holds)).outcome,
    ).toBe('allow')
  })
})

describe('a policy that throws', () => {
  test.each<[Mode, readonly unknown[]]>([
    ['enforce', ['deny', 'GUARD_FAILED', 'membership']],
    ['capture', ['allow']],
    ['monitor', ['allow']],
    ['off', ['allow']],
  ])('in mode %s', (mode, outcome) => {
    expect(
      outcomeOf(decide([throws('membership')], facts, settings({ membership: mode }))),
    ).toEqual(outcome)
  })

  test('does not keep the others from being heard', () => {
    const policies = [throws('membership'), says('email-lock', deny('EMAIL_DRIFT'))]
    const modes = settings({ membership: 'monitor', 'email-lock': 'enforce' })
    expect(decide(policies, facts, modes)).toMatchObject({
      outcome: 'deny',
      reason: 'EMAIL_DRIFT',
      monitored: [{ policy: 'membership', reason: 'GUARD_FAILED' }],
    })
  })

  test.each<[Mode, string]>([
    ['enforce', 'deny'],
    ['monitor', 'allow'],
  ])('and speaks for others is heard where any of them is: %s', (mode, outcome) => {
    const guard: FoldPolicy = { ...throws('runtime-guard'), modeFrom: () => [] }
    expect(
      decide([guard, says('membership', PASS)], facts, settings({ membership: mode })).outcome,
    ).toBe(outcome)
  })
})

describe('a policy that speaks for others', () => {
  const guard = (
    modeFrom: (refusal: Refusal) => 'every-policy' | readonly PolicyId[],
  ): FoldPolicy => ({
    ...says('runtime-guard', deny('CONFIG_INVALID')),
    modeFrom,
  })
  const others = [says('membership', PASS), says('email-lock', PASS)]
  const modes = settings({ membership: 'enforce', 'email-lock': 'monitor' })

  test.each<[string, 'every-policy' | readonly PolicyId[], Mode]>([
    ['all of them: the strictest', 'every-policy', 'enforce'],
    ['one that is enforced', ['membership'], 'enforce'],
    ['one that is monitored', ['email-lock'], 'monitor'],
    ['both', ['membership', 'email-lock'], 'enforce'],
    ['none, and is at least in the log', [], 'monitor'],
  ])('%s', (_what, governors, mode) => {
    const [verdict] = decide([guard(() => governors), ...others], facts, modes).verdicts
    expect(verdict).toMatchObject({ policy: 'runtime-guard', mode })
  })

  // Whatever it would say of a refusal: it gave none.
  test.each<[string, Verdict]>([
    ['passes', PASS],
    ['fails', deny('GUARD_FAILED')],
  ])('whoever governs its refusals, everyone does where it %s', (_what, verdict) => {
    const speaker = { ...says('runtime-guard', verdict), modeFrom: () => ['email-lock' as const] }
    expect(decide([speaker, ...others], facts, modes).verdicts[0]).toEqual({
      policy: 'runtime-guard',
      verdict,
      mode: 'enforce',
    })
  })

  test('its own rollout and exemptions say nothing', () => {
    const exemption = {
      policy: 'runtime-guard',
      application: PORTAL,
      untilMs: NOON_MS + 1,
    } as const
    const own = settings({ 'runtime-guard': 'off', membership: 'enforce' }, exemption)
    expect(decide([guard(() => 'every-policy'), ...others], facts, own).outcome).toBe('deny')
  })

  test('it is not its own governor', () => {
    const own = settings({ 'runtime-guard': 'enforce', membership: 'monitor' })
    expect(decide([guard(() => 'every-policy'), ...others], facts, own).outcome).toBe('allow')
  })

  test('an exemption from a governor reaches it too', () => {
    const exemption = { policy: 'membership', application: PORTAL, untilMs: NOON_MS + 1 } as const
    const exempt = settings({ membership: 'enforce' }, exemption)
    expect(decide([guard(() => 'every-policy'), ...others], facts, exempt).outcome).toBe('allow')
  })
})

describe('every combination of three policies, their verdicts and modes', () => {
  const IDS = ['org-required', 'membership', 'email-lock'] as const
  const VERDICTS: readonly Verdict[] = [PASS, deny('NOT_MEMBER'), reauth, unconfirmed]
  const options = VERDICTS.flatMap((verdict) => MODES.map((mode) => ({ verdict, mode })))
  type Option = (typeof options)[number]
  const combinations: Option[][] = options.flatMap((a) =>
    options.flatMap((b) => options.map((c) => [a, b, c])),
  )
  const run = (combination: readonly Option[], order: readonly number[]): Decision =>
    decide(
      order.map((index) => says(IDS[index] ?? 'membership', combination[index]?.verdict ?? PASS)),
      facts,
      settings(Object.fromEntries(IDS.map((id, index) => [id, combination[index]?.mode ?? 'off']))),
    )
  const reaches = ({ verdict, mode }: Option, kind: string): boolean =>
    mode === 'enforce' && verdict.kind === kind && verdict !== unconfirmed

  test('there are as many as there should be', () => {
    expect(combinations).toHaveLength(16 ** 3)
  })

  test('the outcome is the strongest enforced verdict, in whatever order they are asked', () => {
    const ORDERS = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]
    const wrong = combinations.filter((combination) => {
      const expected = combination.some((option) => reaches(option, 'deny'))
        ? 'deny'
        : combination.some((option) => reaches(option, 'reauth'))
          ? 'reauth'
          : 'allow'
      return ORDERS.some((order) => run(combination, order).outcome !== expected)
    })
    expect(wrong).toEqual([])
  })

  test('the policy that is named is the first of the strongest', () => {
    const wrong = combinations.filter((combination) => {
      const decision = run(combination, [0, 1, 2])
      if (decision.outcome === 'allow') return false
      const index = combination.findIndex((option) => reaches(option, decision.outcome))
      return decision.policy !== IDS[index]
    })
    expect(wrong).toEqual([])
  })

  test('every refusal is either the outcome, beaten by it, monitored, or off', () => {
    const wrong = combinations.filter((combination) => {
      const { monitored } = run(combination, [0, 1, 2])
      return combination.some(({ verdict, mode }, index) => {
        const isListed = monitored.some(({ policy }) => policy === IDS[index])
        const isEnforced = mode === 'enforce' && verdict !== unconfirmed
        return isListed !== (verdict.kind !== 'pass' && mode !== 'off' && !isEnforced)
      })
    })
    expect(wrong).toEqual([])
  })
})
