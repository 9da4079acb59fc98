import { beforeAll, expect, test } from 'vitest'
import type { Decision } from '../../../policies/fold.ts'
import type { Lock } from '../../../policies/lock.ts'
import { decideLogin, LOGIN_POLICIES } from '../../../policies/login/decide.ts'
import { type Door, INTERACTIVE_DOORS, type LoginFacts } from '../../../policies/login/facts.ts'
import type { LoginSettings } from '../../../policies/login/settings.ts'
import { REASONS } from '../../../policies/reasons.ts'
import {
  ANNS_MARK,
  aLockEntry,
  aLogin,
  held,
  inOrganization,
  listed,
  OTHER_MARK,
  usable,
} from '../../builders/a-login.ts'
import { ACME, GLOBEX, MEMBERS } from '../../builders/ids.ts'
import { anEmailLock, everyPolicy, loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

/**
 * The whole abstract space of logins: one value for every way in which a fact can matter. Whoever adds
 * a fact or a value adds it here.
 */
const SPACE = {
  door: ['sign-in', 'refresh', 'exchange', 'unknown'] as const satisfies readonly Door[],
  organization: [inOrganization(ACME), { kind: 'none' }, { kind: 'unknown' }],
  address: [{ kind: 'absent' }, { kind: 'unacceptable' }, usable(ANNS_MARK), usable(OTHER_MARK)],
  addressVerified: [true, false],
  lock: [
    { kind: 'absent' },
    held(aLockEntry(ANNS_MARK, ACME)),
    held(aLockEntry(OTHER_MARK, ACME)),
    held(aLockEntry(ANNS_MARK, GLOBEX)),
    { kind: 'unreadable', reason: 'STATE_TAMPERED' },
    { kind: 'unreadable', reason: 'STATE_COPIED' },
  ],
  blocks: [
    listed(),
    listed({ from: 'everywhere', untilMs: null }),
    listed({ from: 'everywhere', untilMs: NOON_MS - DAY_MS }),
    listed({ from: { organization: ACME }, untilMs: NOON_MS }),
    listed({ from: { organization: GLOBEX }, untilMs: null }),
    { kind: 'unreadable' },
  ],
  keys: ['ready', 'unusable'],
  isKnown: [true, false],
  isYoung: [true, false],
} as const

const SETTINGS: readonly LoginSettings[] = (['adopt', 'observe', 'deny'] as const).flatMap(
  (onMissing) =>
    [NOON_MS + DAY_MS, NOON_MS - DAY_MS].flatMap((cutOverMs) =>
      [[], [MEMBERS]].map((trustedSources) =>
        loginSettings({ trustedSources, emailLock: anEmailLock({ onMissing, cutOverMs }) }),
      ),
    ),
)
const inMode = (settings: LoginSettings, mode: 'monitor' | 'capture'): LoginSettings => ({
  ...settings,
  rollout: everyPolicy(mode),
})

const AXES = Object.keys(SPACE) as (keyof typeof SPACE)[]
/** One number per axis, and one for the settings: indexes of values. */
type Place = readonly number[]
type Point = { readonly [Axis in keyof typeof SPACE]: (typeof SPACE)[Axis][number] }

const SIZES = [...AXES.map((axis) => SPACE[axis].length), SETTINGS.length]
const PLACES = SIZES.reduce((product, size) => product * size, 1)

function placeOf(index: number): Place {
  let rest = index
  return SIZES.map((size) => {
    const value = rest % size
    rest = Math.floor(rest / size)
    return value
  })
}
const indexOf = (place: Place): number =>
  place.reduceRight((index, value, axis) => index * (SIZES[axis] ?? 1) + value, 0)

const pointAt = (place: Place): Point =>
  Object.fromEntries(AXES.map((axis, index) => [axis, SPACE[axis][place[index] ?? 0]])) as Point

const settingsAt = (place: Place): LoginSettings =>
  SETTINGS[place[AXES.length] ?? 0] ?? loginSettings()

function toLogin(point: Point): LoginFacts {
  const lock: Lock =
    point.keys === 'ready' ? point.lock : { kind: 'unreadable', reason: 'CONFIG_INVALID' }
  return aLogin({
    door: point.door,
    scope: { organization: point.organization },
    person: {
      createdAtMs: point.isYoung ? NOON_MS : Number.NEGATIVE_INFINITY,
      address: point.address,
      addressVerified: point.addressVerified,
    },
    lock,
    blocks: point.blocks,
    keys: point.keys,
    isOwnerKnown: point.isKnown,
  })
}

/** Values that say less than any other of their axis. Deleting a lock is not here: the design names it as a risk. */
const LESS_EVIDENCE: readonly (readonly [axis: keyof typeof SPACE, value: number])[] = [
  ['door', 3],
  ['address', 0],
  ['address', 1],
  ['addressVerified', 1],
  ['lock', 4],
  ['lock', 5],
  ['blocks', 5],
  ['keys', 1],
  ['isKnown', 1],
  ['isYoung', 1],
]
const withLess = (place: Place, [axis, value]: (typeof LESS_EVIDENCE)[number]): Place =>
  place.with(AXES.indexOf(axis), value)

const isHumanBlock = ({ blocks, organization }: Point): boolean => {
  if (blocks.kind === 'unreadable') return true
  return blocks.blocks.some(({ from, untilMs }) => {
    if (untilMs !== null && untilMs < NOON_MS - 60_000) return false
    if (from === 'everywhere' || organization.kind === 'unknown') return true
    return organization.kind === 'named' && from.organization === organization.id
  })
}

type Case = {
  readonly point: Point
  readonly settings: LoginSettings
  readonly login: LoginFacts
  readonly enforced: Decision
  readonly monitored: Decision
  readonly captured: Decision
}

const POLICY_IDS = LOGIN_POLICIES.map(({ id }) => id)

/** Each law, as what must hold in every case. */
const LAWS: Readonly<Record<string, (found: Case) => boolean>> = {
  'a human block refuses': ({ point, enforced }) =>
    !isHumanBlock(point) || enforced.outcome === 'deny',

  'every refusal has one reason and one policy': ({ enforced }) =>
    enforced.outcome === 'allow' ||
    (Object.hasOwn(REASONS, enforced.reason) && POLICY_IDS.includes(enforced.policy)),

  'all policies are asked': ({ enforced }) =>
    enforced.verdicts.map(({ policy }) => policy).join() === POLICY_IDS.join(),

  '#62 monitoring refuses nothing and records nothing': ({ monitored }) =>
    monitored.outcome === 'allow' && monitored.lock === null,

  '#62 monitoring names first what enforcing would': ({ monitored, enforced }) => {
    const first = monitored.verdicts.find(
      ({ verdict }) => verdict.kind === 'deny' && verdict.unconfirmed === undefined,
    )
    if (enforced.outcome === 'allow') return first === undefined
    return (
      first?.policy === enforced.policy &&
      monitored.monitored.some(
        ({ policy, reason }) => policy === enforced.policy && reason === enforced.reason,
      )
    )
  },

  'capturing refuses nothing and keeps every record that enforcing keeps': ({
    captured,
    enforced,
  }) =>
    captured.outcome === 'allow' &&
    (enforced.outcome !== 'allow' ||
      JSON.stringify(captured.lock) === JSON.stringify(enforced.lock)),

  'a record loses nothing that was locked': ({ login, captured }) => {
    if (captured.outcome !== 'allow' || captured.lock === null) return true
    const before = login.lock.kind === 'held' ? login.lock.entries : []
    return before.every(({ mark, memberships }) =>
      captured.lock?.entries.some(
        (entry) =>
          entry.mark === mark && memberships.every((held) => entry.memberships.includes(held)),
      ),
    )
  },

  'a record is kept of a present person whose address is proven or known': (found) => {
    const { login, captured, settings } = found
    if (captured.outcome !== 'allow' || captured.lock === null) return true
    const { address, addressVerified } = login.person
    const isKnown = login.lock.kind === 'held' && login.lock.entries[0]?.mark === ANNS_MARK
    const isTrusted = settings.trustedSources.includes(MEMBERS)
    return (
      address.kind === 'usable' &&
      INTERACTIVE_DOORS.has(login.door) &&
      (addressVerified || isTrusted || isKnown)
    )
  },

  'an admitted login to an organization uses the locked address, or none is locked': ({
    login,
    enforced,
  }) => {
    const { address } = login.person
    if (enforced.outcome !== 'allow' || login.lock.kind !== 'held') return true
    if (login.scope.organization.kind !== 'named') return true
    const granted = login.lock.entries.filter(({ memberships }) =>
      memberships.some(({ organization }) => organization === ACME),
    )
    return granted.every(({ mark }) => address.kind === 'usable' && address.marks.includes(mark))
  },
}

const isRefused = new Uint8Array(PLACES)
/** Violations by law, a handful of each. */
const violations = new Map<string, Place[]>()

beforeAll(() => {
  for (let index = 0; index < PLACES; index += 1) {
    const place = placeOf(index)
    const point = pointAt(place)
    const settings = settingsAt(place)
    const login = toLogin(point)
    const enforced = decideLogin(login, settings)
    const monitored = decideLogin(login, inMode(settings, 'monitor'))
    const captured = decideLogin(login, inMode(settings, 'capture'))
    isRefused[index] = enforced.outcome === 'allow' ? 0 : 1
    const found: Case = { point, settings, login, enforced, monitored, captured }
    for (const [law, holds] of Object.entries(LAWS)) {
      if (holds(found)) continue
      violations.set(law, [...(violations.get(law) ?? []), place].slice(0, 5))
    }
  }
})

const show = (place: Place): string =>
  JSON.stringify([pointAt(place), settingsAt(place).emailLock, settingsAt(place).trustedSources])

test.each(Object.keys(LAWS))('for every login there is: %s', (law) => {
  expect((violations.get(law) ?? []).map(show)).toEqual([])
})

test.each(LESS_EVIDENCE)(
  'no refused login is admitted with less evidence: %s at value %i',
  (...less) => {
    const admitted: string[] = []
    for (let index = 0; index < PLACES; index += 1) {
      if (isRefused[index] === 0) continue
      const place = withLess(placeOf(index), less)
      if (isRefused[indexOf(place)] === 0 && admitted.length < 5) admitted.push(show(place))
    }
    expect(admitted).toEqual([])
  },
)

test('the space holds both refused and admitted logins', () => {
  const refused = isRefused.reduce((sum, value) => sum + value, 0)
  expect(refused).toBeGreaterThan(0)
  expect(refused).toBeLessThan(PLACES)
})
