import { expect, test } from 'vitest'
import { type Decision, fold } from '../../policies/fold.ts'
import { LOGIN_POLICIES } from '../../policies/login/decide.ts'
import { MODES, type Mode, type Rollout } from '../../policies/mode.ts'
import {
  type CommonFacts,
  type CommonSettings,
  type Exemption,
  NO_REQUESTS,
  type Policy,
  type PolicyId,
  type Verdict,
} from '../../policies/policy.ts'
import type { Reason } from '../../policies/reasons.ts'
import { ANNS_MARK, aLockEntry, inOrganization, lockOf } from '../builders/a-login.ts'
import { ACME, GLOBEX, MEMBERS, PORTAL } from '../builders/ids.ts'
import { aRollout } from '../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../builders/noon.ts'
import { survey } from '../builders/survey.ts'

/** The policies of a login as the fold sees them, saying what they are told to. */
type Stub = Policy<CommonFacts, CommonSettings>
type Saying = 'keep' | 'deny' | 'reauth' | 'unconfirmed' | 'throw' | 'deny for all'
const PLACES = LOGIN_POLICIES.map((_policy, place) => place)
const IDS = LOGIN_POLICIES.map(({ id }) => id)
const HUMAN: readonly PolicyId[] = ['user-suspended', 'org-status', 'org-blocked']
/** Whom break-glass says nothing of. */
const OTHERS: readonly PolicyId[] = ['delegation']
const RECORDS: readonly PolicyId[] = ['email-lock', 'identity-lock', 'identifier-lock']

const record = (place: number) => lockOf(aLockEntry(ANNS_MARK, `org_${place}`))
const expiryOf = (place: number): number => NOON_MS + 100 - place
/** Made once: a stack for each of a million would be most of the work. */
const BUG = new Error('a bug in a policy')
function verdictOf(saying: Saying, place: number): Verdict {
  const reason: Reason = place === 0 ? 'STATE_TAMPERED' : 'NOT_MEMBER'
  switch (saying) {
    case 'keep':
      return { kind: 'pass', record: record(place), expiresAtMs: expiryOf(place) }
    case 'unconfirmed':
      return { kind: 'deny', reason, unconfirmed: true }
    case 'deny for all':
      return { kind: 'deny', reason: 'CONFIG_INVALID' }
    case 'throw':
      throw BUG
    default:
      return { kind: saying, reason }
  }
}
const stubs: Partial<Record<Saying, Stub>>[] = PLACES.map(() => ({}))
const stubOf = (place: number, saying: Saying): Stub => {
  const known = stubs[place] ?? {}
  known[saying] ??= makeStub(place, saying)
  return known[saying]
}
function makeStub(place: number, saying: Saying): Stub {
  const { evaluate: _real, ...rest } = LOGIN_POLICIES[place] as (typeof LOGIN_POLICIES)[number]
  const verdict = saying === 'throw' ? null : verdictOf(saying, place)
  return { ...rest, evaluate: () => verdict ?? verdictOf('throw', place) }
}

const facts: CommonFacts = {
  ...NO_REQUESTS,
  nowMs: NOON_MS,
  scope: { application: PORTAL, organization: inOrganization(ACME), identitySource: MEMBERS },
}
const ROLLOUTS = Object.fromEntries(MODES.map((mode) => [mode, aRollout(mode)])) as Record<
  Mode,
  Rollout
>

type Part = { readonly place: number; readonly saying: Saying; readonly mode: Mode }

/** What a decision says, in one line. */
const linesOf = (decision: Decision): string => {
  const monitored = decision.monitored.map(({ policy, reason }) => `${policy}:${reason}`).join()
  if (decision.outcome !== 'allow') {
    return `${decision.outcome} ${decision.policy} ${decision.reason} (${monitored})`
  }
  const organization = decision.lock?.entries[0]?.memberships[0]?.organization
  return `allow ${organization ?? 'nothing'} ${decision.expiresAtMs} (${monitored})`
}

const GRADES: readonly Mode[] = ['off', 'monitor', 'capture', 'enforce']
const highest = (modes: readonly Mode[]): Mode =>
  GRADES[Math.max(1, ...modes.map((mode) => GRADES.indexOf(mode)))] ?? 'off'

/** A policy that has been heard: what it says, and how loud. */
type Heard = { readonly part: Part; readonly reason: string; readonly mode: Mode }
function hear(part: Part, parts: readonly Part[]): Heard {
  const reason = REASON_OF[part.saying] ?? (part.place === 0 ? 'STATE_TAMPERED' : 'NOT_MEMBER')
  if (part.place > 0) return { part, reason, mode: part.mode }
  const isOfRecords = reason === 'STATE_TAMPERED' && part.saying !== 'keep'
  const concerned = parts.filter(
    ({ place }) => place > 0 && (!isOfRecords || RECORDS.includes(IDS[place] ?? 'membership')),
  )
  return { part, reason, mode: highest(concerned.map(({ mode }) => mode)) }
}
const REASON_OF: Readonly<Partial<Record<Saying, Reason>>> = {
  throw: 'GUARD_FAILED',
  'deny for all': 'CONFIG_INVALID',
}

/** The same line, worked out from what each policy says and the mode that its own rollout comes to. */
function mustSay(parts: readonly Part[]): string {
  const heard = parts.map((part) => hear(part, parts))
  const keeps = heard.filter(({ part }) => part.saying === 'keep')
  const refuses = heard.filter(({ part, mode }) => part.saying !== 'keep' && mode !== 'off')
  const acts = refuses.filter(
    ({ part, mode }) => mode === 'enforce' && part.saying !== 'unconfirmed',
  )
  const noted = refuses.filter((one) => !acts.includes(one))
  const monitored = noted.map(({ part, reason }) => `${IDS[part.place]}:${reason}`).join()
  const first = acts.find(({ part }) => part.saying !== 'reauth') ?? acts[0]
  if (first !== undefined) {
    const { saying, place } = first.part
    return `${saying === 'reauth' ? saying : 'deny'} ${IDS[place]} ${first.reason} (${monitored})`
  }
  const kept = keeps.find(({ mode }) => mode === 'capture' || mode === 'enforce')
  // The later a policy stands, the earlier the end that it sets here.
  const ends = keeps.findLast(({ mode }) => mode === 'enforce')
  const end = ends === undefined ? null : expiryOf(ends.part.place)
  return `allow ${kept === undefined ? 'nothing' : `org_${kept.part.place}`} ${end} (${monitored})`
}

/** Every `count` of the twelve policies, in precedence order. */
const choices = (count: number, from = 0): readonly (readonly number[])[] =>
  count === 0
    ? [[]]
    : PLACES.slice(from).flatMap((place) =>
        choices(count - 1, place + 1).map((rest) => [place, ...rest]),
      )

const SAYINGS: readonly Saying[] = ['keep', 'deny', 'reauth', 'unconfirmed', 'throw']
const OPTIONS = SAYINGS.flatMap((saying) => MODES.map((mode) => ({ saying, mode })))
/** Who speaks for others has one saying more, and no mode of its own. */
const GUARD_OPTIONS = [...SAYINGS, 'deny for all' as const].map((saying) => ({
  saying,
  mode: 'off' as const,
}))
type Option = { readonly saying: Saying; readonly mode: Mode }
const optionsOf = (place: number): readonly Option[] => (place === 0 ? GUARD_OPTIONS : OPTIONS)

function settingsOf(
  parts: readonly Part[],
  differences: Partial<CommonSettings> = {},
): CommonSettings {
  const rollout: Partial<Record<PolicyId, Rollout>> = {}
  for (const { place, mode } of parts) rollout[IDS[place] ?? 'membership'] = ROLLOUTS[mode]
  return {
    rollout,
    exemptions: [],
    requestsMayLoosen: false,
    longestAllowanceMs: 90 * DAY_MS,
    ...differences,
  }
}

/** Every combination of what these policies may say. */
function surveyOf(
  chosen: readonly number[],
  mayAlsoSay: (option: Option) => boolean,
): { readonly points: number; readonly failures: readonly string[] } {
  const space = Object.fromEntries(
    chosen.map((place) => {
      const options = optionsOf(place).filter((option) => place === 0 || mayAlsoSay(option))
      return [`p${place}`, options.map((option): Part => ({ place, ...option }))]
    }),
  )
  return survey(space, (point) => {
    const parts = chosen.map((place) => point[`p${place}`] as Part)
    const policies = parts.map(({ place, saying }) => stubOf(place, saying))
    const found = linesOf(fold(policies, facts, settingsOf(parts)))
    const expected = mustSay(parts)
    return found === expected ? undefined : { found, expected }
  })
}

test.each([
  ['single policy', 1, 246],
  ['pair of policies', 2, 27_840],
  // A policy that throws is a refusal: the pairs have shown it.
  ['triple of policies', 3, 1_002_496],
])(
  'every %s, whatever they say in whatever mode: the strongest, then the first',
  (_what, count, points) => {
    const surveys = choices(count).map((chosen) =>
      surveyOf(chosen, ({ saying }) => count < 3 || saying !== 'throw'),
    )
    expect(surveys.flatMap(({ failures }) => failures).slice(0, 5)).toEqual([])
    expect(surveys.reduce((sum, one) => sum + one.points, 0)).toBe(points)
  },
)

/** What sets a policy aside, and what only looks as if it did. */
const ASIDE = [
  'nothing',
  'break-glass',
  'break-glass that is over',
  'break-glass until the last day there may be',
  'break-glass without a near end',
  'an exemption',
  'an exemption that is over',
  'an exemption until the last day there may be',
  'an exemption without a near end',
  'an exemption of another policy',
  'an exemption elsewhere',
  'an exemption of nothing',
  'both',
] as const
type Aside = (typeof ASIDE)[number]
function exemptionsOf(aside: Aside, policy: PolicyId): readonly Exemption[] {
  const here = { policy, application: PORTAL, organization: ACME, untilMs: NOON_MS + 1 }
  switch (aside) {
    case 'an exemption':
    case 'both':
      return [here]
    case 'an exemption that is over':
      return [{ ...here, untilMs: NOON_MS }]
    case 'an exemption until the last day there may be':
      return [{ ...here, untilMs: NOON_MS + 90 * DAY_MS }]
    case 'an exemption without a near end':
      return [{ ...here, untilMs: NOON_MS + 90 * DAY_MS + 1 }]
    case 'an exemption of another policy':
      return [{ ...here, policy: 'signup-gate' }]
    case 'an exemption elsewhere':
      return [{ ...here, organization: GLOBEX }]
    case 'an exemption of nothing':
      return [{ policy, untilMs: NOON_MS + 1 }]
    default:
      return []
  }
}
const SETS_ASIDE: readonly Aside[] = [
  'break-glass',
  'break-glass until the last day there may be',
  'an exemption',
  'an exemption until the last day there may be',
  'both',
]
const breakGlassOf = (aside: Aside): number => {
  if (aside === 'break-glass' || aside === 'both') return NOON_MS + 1
  if (aside === 'break-glass until the last day there may be') return NOON_MS + 90 * DAY_MS
  if (aside === 'break-glass without a near end') return NOON_MS + 90 * DAY_MS + 1
  return aside === 'break-glass that is over' ? NOON_MS : Number.NEGATIVE_INFINITY
}

test('the mode of a policy: what is written, asked for, and set aside', () => {
  const space = {
    place: PLACES.slice(1),
    written: MODES,
    here: [null, ...MODES],
    asked: [null, ...MODES],
    askedToo: [null, 'capture'],
    mayLoosen: [false, true],
    aside: ASIDE,
    isDisarmed: [false, true],
  } as const
  const found = survey(space, (point) => {
    const { place, written, here, asked, askedToo, aside, isDisarmed, mayLoosen } = point
    const id = IDS[place] ?? 'membership'
    const rollout = aRollout(written, here === null ? {} : { organizations: { [ACME]: here } })
    const requestedModes = [asked, askedToo].flatMap((mode) =>
      mode === null ? [] : [{ [id]: mode }],
    )
    const [found] = fold(
      [stubOf(place, 'deny')],
      { ...facts, requestedModes, breakGlassUntilMs: breakGlassOf(aside) },
      {
        rollout: { [id]: rollout },
        exemptions: exemptionsOf(aside, id),
        requestsMayLoosen: mayLoosen,
        longestAllowanceMs: 90 * DAY_MS,
        ...(isDisarmed ? { ceiling: 'monitor' as const } : {}),
      },
    ).verdicts
    // In grades: what is written anywhere for this login, then what was asked for, then what holds down.
    const grade = (mode: Mode | null): number => (mode === null ? -1 : GRADES.indexOf(mode))
    const own = Math.max(grade(written), grade(here))
    const wish = Math.max(grade(asked), grade(askedToo))
    const isHuman = HUMAN.includes(id)
    const heeded = mayLoosen && wish >= 0 && !isHuman ? wish : Math.max(own, wish)
    const isGlassAlone = aside !== 'both' && aside.startsWith('break-glass')
    const isAside = !isHuman && SETS_ASIDE.includes(aside) && !(isGlassAlone && OTHERS.includes(id))
    const ceiling = isAside || isDisarmed ? 1 : 3
    const expected = own <= 0 ? 'off' : GRADES[Math.min(heeded, ceiling)]
    return found?.mode === expected ? undefined : { found: found?.mode, expected }
  })
  expect(found).toEqual({ points: 124_800, failures: [] })
})

test('of every pair an exemption touches its own policy, and whoever speaks for that', () => {
  const pairs = choices(2).filter(([first]) => first !== 0)
  const failures = pairs.flatMap(([one = 1, other = 2]) => {
    const space = { ofOne: OPTIONS, ofOther: OPTIONS, aside: ASIDE } as const
    return survey(space, ({ ofOne, ofOther, aside }) => {
      const parts = [
        { place: one, ...ofOne },
        { place: other, ...ofOther },
      ]
      const policies = [
        stubOf(0, 'keep'),
        ...parts.map(({ place, saying }) => stubOf(place, saying)),
      ]
      const exemptions = exemptionsOf(
        aside === 'both' ? 'an exemption' : aside,
        IDS[one] ?? 'membership',
      )
      const [, first, second] = fold(policies, facts, settingsOf(parts, { exemptions })).verdicts
      const isAside =
        SETS_ASIDE.includes(aside) &&
        !aside.startsWith('break-glass') &&
        !HUMAN.includes(IDS[one] ?? 'membership')
      const mustBe = isAside && ofOne.mode !== 'off' ? 'monitor' : ofOne.mode
      return first?.mode === mustBe && second?.mode === ofOther.mode ? undefined : [first, second]
    }).failures
  })
  expect(failures.slice(0, 5)).toEqual([])
})

test('no order of the rulebook file says anything: of every pair, with exemptions and requests', () => {
  const failures = choices(2).flatMap(([one = 1, other = 2]) => {
    const space = { ofOne: optionsOf(one), ofOther: optionsOf(other), aside: ASIDE } as const
    return survey(space, ({ ofOne, ofOther, aside }) => {
      const parts = [
        { place: one, ...ofOne },
        { place: other, ...ofOther },
      ]
      const policies = parts.map(({ place, saying }) => stubOf(place, saying))
      const exemptions = [one, other].flatMap((place) =>
        exemptionsOf(aside, IDS[place] ?? 'membership'),
      )
      const login = { ...facts, breakGlassUntilMs: breakGlassOf(aside) }
      const [forth, back] = [
        settingsOf(parts, { exemptions }),
        settingsOf(parts.toReversed(), { exemptions: exemptions.toReversed() }),
      ].map((settings) => linesOf(fold(policies, login, settings)))
      return forth === back ? undefined : { forth, back }
    }).failures
  })
  expect(failures.slice(0, 5)).toEqual([])
})
