import { expect, test } from 'vitest'
import type { PolicyId } from '../../policies/catalogue.ts'
import { type Decision, decide } from '../../policies/decide.ts'
import { LOGIN_POLICIES } from '../../policies/login/decide.ts'
import { MODES, type Mode } from '../../policies/mode.ts'
import {
  type CommonFacts,
  type CommonSettings,
  type Exemption,
  NO_REQUESTS,
  type Policy,
  type Verdict,
} from '../../policies/policy.ts'
import type { Reason } from '../../policies/reasons.ts'
import { ANNS_MARK, aLockEntry, inOrganization, lockOf } from '../builders/a-login.ts'
import { ACME, GLOBEX, MEMBERS, PORTAL } from '../builders/ids.ts'
import { aRollout } from '../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../builders/noon.ts'
import { agreed, survey } from '../builders/survey.ts'

/** The policies of a login as `decide` sees them, saying what they are told to. */
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
const ROLLOUTS = Object.fromEntries(MODES.map((mode) => [mode, aRollout(mode)]))

type Part = {
  readonly id: PolicyId
  readonly place: number
  readonly saying: Saying
  readonly mode: Mode
}

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
    ({ id, place }) => place > 0 && (!isOfRecords || RECORDS.includes(id)),
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
  const monitored = noted.map(({ part, reason }) => `${part.id}:${reason}`).join()
  const first = acts.find(({ part }) => part.saying !== 'reauth') ?? acts[0]
  if (first !== undefined) {
    const { saying, id } = first.part
    return `${saying === 'reauth' ? saying : 'deny'} ${id} ${first.reason} (${monitored})`
  }
  const kept = keeps.find(({ mode }) => mode === 'capture' || mode === 'enforce')
  // The later a policy stands, the earlier the end that it sets here.
  const ends = keeps.findLast(({ mode }) => mode === 'enforce')
  const end = ends === undefined ? null : expiryOf(ends.part.place)
  return `allow ${kept === undefined ? 'nothing' : `org_${kept.part.place}`} ${end} (${monitored})`
}

/** Every `count` of the policies, in precedence order. */
const choices = (count: number, from = 0): readonly (readonly number[])[] =>
  count === 0
    ? [[]]
    : PLACES.slice(from).flatMap((place) =>
        choices(count - 1, place + 1).map((rest) => [place, ...rest]),
      )

const SAYINGS: readonly Saying[] = ['keep', 'deny', 'reauth', 'unconfirmed', 'throw']
/** Whatever a policy may say, in every mode. Who speaks for others has one saying more, and no mode of its own. */
const partsOf = (place: number, sayings = SAYINGS): readonly Part[] => {
  const id = IDS[place] ?? 'membership'
  return place === 0
    ? [...SAYINGS, 'deny for all' as const].map((saying) => ({ id, place, saying, mode: 'off' }))
    : sayings.flatMap((saying) => MODES.map((mode) => ({ id, place, saying, mode })))
}

const settingsOf = (
  parts: readonly Part[],
  differences: Partial<CommonSettings> = {},
): CommonSettings => ({
  rollout: Object.fromEntries(parts.map(({ id, mode }) => [id, ROLLOUTS[mode]])),
  exemptions: [],
  requestsMayLoosen: false,
  longestAllowanceMs: 90 * DAY_MS,
  ...differences,
})
const stubsOf = (parts: readonly Part[]) => parts.map(({ place, saying }) => stubOf(place, saying))

/** How many there are beside the first, which speaks for others and has 6 parts; each of these has 20. */
const RULED = PLACES.length - 1
const PAIRED = (RULED * (RULED - 1)) / 2
const TRIPLED = (PAIRED * (RULED - 2)) / 3
const POINTS_OF_PAIRS = 6 * 20 * RULED + 20 * 20 * PAIRED

test.each([
  ['single policy', 1, 6 + 20 * RULED, SAYINGS],
  ['pair of policies', 2, POINTS_OF_PAIRS, SAYINGS],
  // A policy that throws is a refusal: the pairs have shown it. So each has 16 parts.
  [
    'triple of policies',
    3,
    6 * 16 * 16 * PAIRED + 16 * 16 * 16 * TRIPLED,
    SAYINGS.filter((saying) => saying !== 'throw'),
  ],
])(
  'every %s, whatever they say in whatever mode: the strongest, then the first',
  (_what, count, points, sayings) => {
    const spaces = choices(count).map((chosen) =>
      Object.fromEntries(chosen.map((place) => [`policy ${place}`, partsOf(place, sayings)])),
    )
    const found = survey(
      spaces,
      (point) => {
        const parts = Object.values(point)
        return linesOf(decide(stubsOf(parts), facts, settingsOf(parts)))
      },
      (point) => mustSay(Object.values(point)),
    )
    expect(found).toMatchObject({ points, failures: [] })
  },
)

const LAST_MS = NOON_MS + 90 * DAY_MS
const glass = (breakGlassUntilMs: number): Aside => ({ breakGlassUntilMs, exemption: null })
const exemption = (differences: Partial<Exemption> = {}): Aside => ({
  breakGlassUntilMs: Number.NEGATIVE_INFINITY,
  exemption: { application: PORTAL, organization: ACME, untilMs: NOON_MS + 1, ...differences },
})
type Aside = {
  readonly breakGlassUntilMs: number
  readonly exemption: (Partial<Exemption> & Pick<Exemption, 'untilMs'>) | null
}
/** What sets a policy aside, and what only looks as if it did. */
const ASIDE = {
  nothing: glass(Number.NEGATIVE_INFINITY),
  'break-glass': glass(NOON_MS + 1),
  'break-glass that is over': glass(NOON_MS),
  'break-glass until the last day there may be': glass(LAST_MS),
  'break-glass without a near end': glass(LAST_MS + 1),
  'an exemption': exemption(),
  'an exemption that is over': exemption({ untilMs: NOON_MS }),
  'an exemption until the last day there may be': exemption({ untilMs: LAST_MS }),
  'an exemption without a near end': exemption({ untilMs: LAST_MS + 1 }),
  'an exemption of another policy': exemption({ policy: 'signup-gate' }),
  'an exemption elsewhere': exemption({ organization: GLOBEX }),
  'an exemption of nothing': { ...exemption(), exemption: { untilMs: NOON_MS + 1 } },
  both: { ...exemption(), breakGlassUntilMs: NOON_MS + 1 },
} as const
const SETS_ASIDE: readonly (keyof typeof ASIDE)[] = [
  'break-glass',
  'break-glass until the last day there may be',
  'an exemption',
  'an exemption until the last day there may be',
  'both',
]
const exemptionsOf = (aside: Aside, policy: PolicyId): readonly Exemption[] =>
  aside.exemption === null ? [] : [{ policy, ...aside.exemption }]

test('the mode of a policy: what is written, asked for, and set aside', () => {
  const found = survey(
    {
      place: PLACES.slice(1),
      written: MODES,
      here: [null, ...MODES],
      asked: [null, ...MODES],
      askedToo: [null, 'capture'],
      mayLoosen: [false, true],
      aside: ASIDE,
      isDisarmed: [false, true],
    } as const,
    ({ place, written, here, asked, askedToo, aside, isDisarmed, mayLoosen }) => {
      const id = IDS[place] ?? 'membership'
      const wishes = [asked, askedToo].filter((mode) => mode !== null)
      const { verdicts } = decide(
        [stubOf(place, 'deny')],
        {
          ...facts,
          requestedModes: wishes.map((mode) => ({ [id]: mode })),
          breakGlassUntilMs: aside.breakGlassUntilMs,
        },
        {
          rollout: {
            [id]: aRollout(written, here === null ? {} : { organizations: { [ACME]: here } }),
          },
          exemptions: exemptionsOf(aside, id),
          requestsMayLoosen: mayLoosen,
          longestAllowanceMs: 90 * DAY_MS,
          ...(isDisarmed ? { ceiling: 'monitor' as const } : {}),
        },
      )
      return `${verdicts[0]?.mode}`
    },
    ({ place, written, here, asked, askedToo, aside, isDisarmed, mayLoosen }) => {
      // In grades: what is written anywhere for this login, then what was asked for, then what holds down.
      const grade = (mode: Mode | null): number => (mode === null ? -1 : GRADES.indexOf(mode))
      const id = IDS[place] ?? 'membership'
      const own = Math.max(grade(written), grade(here))
      const wish = Math.max(grade(asked), grade(askedToo))
      const isHuman = HUMAN.includes(id)
      const heeded = mayLoosen && wish >= 0 && !isHuman ? wish : Math.max(own, wish)
      const isGlass = aside.startsWith('break-glass')
      const isAside = !isHuman && SETS_ASIDE.includes(aside) && !(isGlass && OTHERS.includes(id))
      const ceiling = isAside || isDisarmed ? 1 : 3
      return own <= 0 ? 'off' : `${GRADES[Math.min(heeded, ceiling)]}`
    },
  )
  expect(found).toEqual(agreed(10_400 * RULED, 'capture, enforce, monitor, off'))
})

const PAIRS = choices(2).map(([one = 1, other = 2]) => ({
  one: partsOf(one),
  other: partsOf(other),
  aside: ASIDE,
}))

test('of every pair an exemption touches its own policy, and whoever speaks for that', () => {
  const found = survey(
    PAIRS.filter(({ one: [part] }) => part?.place !== 0),
    ({ one, other, aside }) => {
      const parts = [one, other]
      const exemptions = exemptionsOf(aside, one.id)
      const settings = settingsOf(parts, { exemptions })
      const { verdicts } = decide([stubOf(0, 'keep'), ...stubsOf(parts)], facts, settings)
      return `${verdicts[1]?.mode} ${verdicts[2]?.mode}`
    },
    ({ one, other, aside }) => {
      const isAside = SETS_ASIDE.includes(aside) && !aside.startsWith('break-glass')
      const isHeldDown = isAside && !HUMAN.includes(one.id) && one.mode !== 'off'
      return `${isHeldDown ? 'monitor' : one.mode} ${other.mode}`
    },
  )
  expect(found).toMatchObject({ points: 13 * 20 * 20 * PAIRED, failures: [] })
})

test('no order of the rulebook file says anything: of every pair, with exemptions and requests', () => {
  const found = survey(
    PAIRS,
    ({ one, other, aside }) => {
      const parts = [one, other]
      const exemptions = parts.flatMap(({ id }) => exemptionsOf(aside, id))
      const login = { ...facts, breakGlassUntilMs: aside.breakGlassUntilMs }
      const [forth, back] = [
        settingsOf(parts, { exemptions }),
        settingsOf(parts.toReversed(), { exemptions: exemptions.toReversed() }),
      ].map((settings) => linesOf(decide(stubsOf(parts), login, settings)))
      return forth === back ? 'the same' : `${forth}, but ${back} in the other order`
    },
    () => 'the same',
  )
  expect(found).toEqual(agreed(13 * POINTS_OF_PAIRS, 'the same'))
})
