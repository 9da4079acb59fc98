import { describe, expect, test } from 'vitest'
import type { PolicyId } from '../../policies/catalogue.ts'
import { type Decision, decide } from '../../policies/decide.ts'
import { MODES, type Mode } from '../../policies/mode.ts'
import {
  type CommonFacts,
  type CommonSettings,
  deny,
  NO_REQUESTS,
  type Policy,
  type Verdict,
} from '../../policies/policy.ts'
import { inOrganization, lockOf } from '../builders/a-login.ts'
import { ACME, MEMBERS, PORTAL } from '../builders/ids.ts'
import { aRollout } from '../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../builders/noon.ts'

type FoldPolicy = Policy<CommonFacts, CommonSettings>
const says = (id: PolicyId, verdict: Verdict, human = false): FoldPolicy => ({
  id,
  question: 'What was I told to say?',
  evaluate: () => verdict,
  ...(human ? { isHumanDecision: true } : {}),
})
const derived = says('membership', deny('NOT_MEMBER'))
const human = says('user-suspended', deny('USER_SUSPENDED'), true)
const ofOthers: FoldPolicy = { ...derived, isAboutOthers: true }
const guard: FoldPolicy = {
  ...says('runtime-guard', deny('STATE_TAMPERED')),
  modeFrom: () => ['membership'],
}

const facts = (differences: Partial<CommonFacts> = {}): CommonFacts => ({
  ...NO_REQUESTS,
  nowMs: NOON_MS,
  scope: { application: PORTAL, organization: inOrganization(ACME), identitySource: MEMBERS },
  ...differences,
})
const settings = (mode: Mode, differences: Partial<CommonSettings> = {}): CommonSettings => ({
  rollout: { membership: aRollout(mode), 'user-suspended': aRollout(mode) },
  exemptions: [],
  requestsMayLoosen: false,
  longestAllowanceMs: 90 * DAY_MS,
  ...differences,
})
const modesIn = ({ verdicts }: Decision): readonly Mode[] => verdicts.map(({ mode }) => mode)
const breakGlass = { breakGlassUntilMs: NOON_MS + 1 }
const LONGEST_MS = NOON_MS + 90 * DAY_MS

describe('#63 a break-glass identity', () => {
  test.each<[string, FoldPolicy, Partial<CommonFacts>, 'allow' | 'deny']>([
    ['passes what was derived', derived, breakGlass, 'allow'],
    ['does not pass what a human decided', human, breakGlass, 'deny'],
    ['does not pass what is about somebody else', ofOthers, breakGlass, 'deny'],
    ['whose time is over passes nothing', derived, { breakGlassUntilMs: NOON_MS }, 'deny'],
    ['for as long as any may be passes', derived, { breakGlassUntilMs: LONGEST_MS }, 'allow'],
    ['for longer passes nothing', derived, { breakGlassUntilMs: LONGEST_MS + 1 }, 'deny'],
    ['that is none passes nothing', derived, {}, 'deny'],
  ])('%s', (_what, policy, differences, outcome) => {
    expect(decide([policy], facts(differences), settings('enforce')).outcome).toBe(outcome)
  })

  test('is reported, and so is what would have refused it', () => {
    expect(decide([derived], facts(breakGlass), settings('enforce'))).toMatchObject({
      breakGlass: true,
      monitored: [{ policy: 'membership', reason: 'NOT_MEMBER' }],
    })
    expect(decide([derived], facts(), settings('enforce')).breakGlass).toBe(false)
  })

  test('passes an unreadable record that concerns derived policies only', () => {
    const decision = decide(
      [guard, says('membership', { kind: 'pass' })],
      facts(breakGlass),
      settings('enforce'),
    )
    expect(decision.outcome).toBe('allow')
  })

  test('switches nothing on', () => {
    expect(modesIn(decide([derived], facts(breakGlass), settings('off')))).toEqual(['off'])
  })

  test('records nothing', () => {
    const keeps = says('membership', { kind: 'pass', record: lockOf() })
    expect(decide([keeps], facts(breakGlass), settings('enforce'))).toMatchObject({ lock: null })
  })
})

describe('modes that an application or an organization asks for', () => {
  const asking = (...modes: Mode[]): CommonFacts =>
    facts({ requestedModes: modes.map((mode) => ({ membership: mode, 'user-suspended': mode })) })
  const loosening = { requestsMayLoosen: true }

  test.each<[string, Mode, readonly Mode[], Partial<CommonSettings>, Mode]>([
    ['nothing asked', 'monitor', [], {}, 'monitor'],
    ['stricter', 'monitor', ['enforce'], {}, 'enforce'],
    ['weaker, which is not granted', 'enforce', ['off'], {}, 'enforce'],
    ['two of them: the strictest', 'monitor', ['capture', 'enforce'], {}, 'enforce'],
    ['weaker, where that is allowed', 'enforce', ['monitor'], loosening, 'monitor'],
    ['off, where that is allowed', 'enforce', ['off'], loosening, 'off'],
    [
      'weaker by one only, where that is allowed',
      'monitor',
      ['off', 'enforce'],
      loosening,
      'enforce',
    ],
    ['nothing, where weaker is allowed', 'enforce', [], loosening, 'enforce'],
    ['nothing, where weaker is allowed, monitored', 'monitor', [], loosening, 'monitor'],
    ['anything of a policy that is off for everyone', 'off', ['enforce'], {}, 'off'],
    [
      'anything of a policy that is off for everyone, loosely',
      'off',
      ['enforce'],
      loosening,
      'off',
    ],
  ])('%s', (_what, written, asked, differences, mode) => {
    expect(modesIn(decide([derived], asking(...asked), settings(written, differences)))).toEqual([
      mode,
    ])
  })

  test('who is silent about a policy takes back nothing of what another asks', () => {
    const askingOnce = facts({ requestedModes: [{ membership: 'enforce' }, {}] })
    expect(modesIn(decide([derived], askingOnce, settings('monitor')))).toEqual(['enforce'])
  })

  test.each<[string, Mode, Partial<CommonSettings>, Mode]>([
    ['one that is monitored', 'monitor', {}, 'enforce'],
    ['where requests may loosen', 'monitor', loosening, 'enforce'],
    ['one that is off for everyone', 'off', {}, 'off'],
    ['below a ceiling', 'monitor', { ceiling: 'monitor' }, 'monitor'],
  ])('what cannot be read asks for everything: %s', (_what, written, differences, mode) => {
    const unreadable = facts({ requestedModes: [{ membership: 'off' }, null] })
    const policies = [derived, human]
    expect(modesIn(decide(policies, unreadable, settings(written, differences)))).toEqual([
      mode,
      mode,
    ])
  })

  test('an exemption from what was asked off switches nothing on', () => {
    const exemptions = [
      { policy: 'membership', application: PORTAL, untilMs: NOON_MS + 1 },
    ] as const
    const loosely = settings('enforce', { ...loosening, exemptions })
    expect(modesIn(decide([derived], asking('off'), loosely))).toEqual(['off'])
  })

  test('a human decision can be made stricter, never weaker', () => {
    const modesOf = (written: Mode, asked: Mode): readonly Mode[] =>
      modesIn(decide([human], asking(asked), settings(written, loosening)))
    expect([modesOf('enforce', 'off'), modesOf('monitor', 'enforce')]).toEqual([
      ['enforce'],
      ['enforce'],
    ])
  })

  test('an exemption outweighs what was asked', () => {
    const exemptions = [
      { policy: 'membership', application: PORTAL, untilMs: NOON_MS + DAY_MS },
    ] as const
    expect(
      modesIn(decide([derived], asking('enforce'), settings('monitor', { exemptions }))),
    ).toEqual(['monitor'])
  })

  test('a policy that is on for somebody else can be asked for', () => {
    const rollout = { membership: aRollout('off', { applications: { other: 'monitor' } }) }
    expect(modesIn(decide([derived], asking('enforce'), settings('off', { rollout })))).toEqual([
      'enforce',
    ])
  })
})

test('an exemption does not reach a human decision', () => {
  const exemptions = [
    { policy: 'user-suspended', application: PORTAL, untilMs: NOON_MS + 1 },
  ] as const
  expect(decide([human], facts(), settings('enforce', { exemptions })).outcome).toBe('deny')
})

describe('a guard that is disarmed', () => {
  test.each(MODES)('refuses nobody and records nothing in mode %s', (mode) => {
    const policies = [guard, human, derived, says('email-lock', { kind: 'pass', record: lockOf() })]
    const disarmed = settings(mode, { ceiling: 'monitor' })
    const rollout = { ...disarmed.rollout, 'email-lock': aRollout(mode) }
    const asking = facts({ requestedModes: [{ membership: 'enforce', 'email-lock': 'enforce' }] })
    expect(decide(policies, asking, { ...disarmed, rollout })).toMatchObject({
      outcome: 'allow',
      lock: null,
    })
  })

  test('still says what it would have done', () => {
    expect(decide([derived], facts(), settings('enforce', { ceiling: 'monitor' }))).toEqual({
      outcome: 'allow',
      lock: null,
      expiresAtMs: null,
      breakGlass: false,
      monitored: [{ policy: 'membership', reason: 'NOT_MEMBER' }],
      verdicts: [{ policy: 'membership', verdict: deny('NOT_MEMBER'), mode: 'monitor' }],
    })
  })

  test('says nothing of what was off', () => {
    expect(modesIn(decide([derived], facts(), settings('off', { ceiling: 'monitor' })))).toEqual([
      'off',
    ])
  })
})

test('under a ceiling of capture nobody is refused, and locks are recorded', () => {
  const record = lockOf()
  const policies = [derived, says('email-lock', { kind: 'pass', record })]
  const asking = facts({ requestedModes: [{ membership: 'enforce', 'email-lock': 'enforce' }] })
  const held = settings('enforce', { ceiling: 'capture' })
  const rollout = { ...held.rollout, 'email-lock': aRollout('enforce') }
  expect(decide(policies, asking, { ...held, rollout })).toMatchObject({
    outcome: 'allow',
    lock: record,
    monitored: [{ policy: 'membership', reason: 'NOT_MEMBER' }],
  })
})

describe('when what is issued must end', () => {
  const ending = (id: PolicyId, expiresAtMs: number): FoldPolicy =>
    says(id, { kind: 'pass', expiresAtMs })
  test.each<[string, Mode, readonly FoldPolicy[], number | null]>([
    ['nobody says', 'enforce', [says('membership', { kind: 'pass' })], null],
    ['one says', 'enforce', [ending('membership', 7)], 7],
    ['the earliest counts', 'enforce', [ending('membership', 7), ending('user-suspended', 5)], 5],
    ['monitored, nothing ends', 'monitor', [ending('membership', 7)], null],
    ['captured, nothing ends', 'capture', [ending('membership', 7)], null],
  ])('%s', (_what, mode, policies, expiresAtMs) => {
    expect(decide(policies, facts(), settings(mode))).toMatchObject({ expiresAtMs })
  })
})

// Written out: facts of sign-ups, resets and machines, and what tests expect of them, are built on it.
test('where nobody can ask, nothing is asked for and nobody breaks the glass', () => {
  expect(NO_REQUESTS).toEqual({ breakGlassUntilMs: Number.NEGATIVE_INFINITY, requestedModes: [] })
})
