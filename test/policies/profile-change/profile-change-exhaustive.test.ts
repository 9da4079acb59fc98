import { expect, test } from 'vitest'
import { isActive } from '../../../policies/block.ts'
import { MODES } from '../../../policies/mode.ts'
import { decideProfileChange } from '../../../policies/profile-change/decide.ts'
import { profileChange } from '../../../policies/profile-change/profile-change.ts'
import type { ProfileField } from '../../../policies/profile-change/profile-field.ts'
import { profileChangeSettings } from '../../../policies/profile-change/settings.ts'
import { ANNS_MARK, aLockEntry, held, lockOf } from '../../builders/a-login.ts'
import { aProfileChange } from '../../builders/a-profile-change.ts'
import { ACME, PORTAL } from '../../builders/ids.ts'
import { aRollout } from '../../builders/login-settings.ts'
import { NOON_MS } from '../../builders/noon.ts'
import {
  admittedForLess,
  agreed,
  everyPoint,
  type FactsIn,
  firstOf,
  meaning,
  survey,
  type WordsIn,
  wordsOf,
} from '../../builders/survey.ts'
import { BARE_LOCKS, BLOCKS } from '../login/abstract-logins.ts'

const PLAIN = ['email', 'phone', 'username', 'name', 'picture', 'password', 'deletion'] as const
const FIELDS = meaning([...PLAIN, 'locale', 'unlisted', 'of another'] as const, (word) => {
  const attribute = (application: string, name: string): ProfileField => {
    return { kind: 'attribute', application, name }
  }
  if (word === 'locale') return attribute(PORTAL, 'locale')
  if (word === 'unlisted') return attribute(PORTAL, 'constructor')
  if (word === 'of another') return attribute('constructor', 'locale')
  return { kind: word } as ProfileField
})
const frozen = (differences: object) =>
  ({ ...held(), ...lockOf(), ...differences }) as ReturnType<typeof held>
const LOCKS = {
  ...BARE_LOCKS,
  empty: held(),
  address: held(aLockEntry(ANNS_MARK, ACME)),
  phone: frozen({ phone: 'key.number' }),
  username: frozen({ username: 'key.name' }),
} as const
/** One block at most, and two of which the later says more. */
const LISTS = new Map(
  [...BLOCKS].filter(
    ([list]) =>
      list === 'unreadable' ||
      list.length < 2 ||
      (list[0]?.from === 'acme' && list[1]?.from === 'everywhere' && list[1].ends === 'never'),
  ),
) as typeof BLOCKS
const SPACE = {
  actor: ['self', 'administrator', 'operator'],
  field: FIELDS,
  source: ['database', 'enterprise', 'social', 'passwordless', 'unknown'],
  organizations: [0, 1, 2, null],
  lock: LOCKS,
  blocks: LISTS,
  freezes: {
    nothing: { phone: 'verified', username: 'free' },
    both: { phone: 'frozen', username: 'frozen' },
  },
} as const
type Point = WordsIn<typeof SPACE>

const { profileChange: rules } = profileChangeSettings()
const settings = profileChangeSettings({
  profileChange: { ...rules, attributes: { [PORTAL]: ['locale'] } },
})
const plain = aProfileChange()
const reading = ({ freezes, ...facts }: FactsIn<typeof SPACE>, mode: (typeof MODES)[number]) => {
  const rollout = { 'profile-change': aRollout(mode) }
  return [
    { ...plain, ...facts },
    { ...settings, identifierLock: freezes, rollout },
  ] as const
}

const STANDS = ['never', 'later', 'a skew ago, but a millisecond']
const standing = ({ blocks }: Point): readonly unknown[] =>
  blocks === 'unreadable'
    ? []
    : blocks.filter(({ ends }) => STANDS.includes(ends)).map(({ from }) => from)
const among = <Word>(word: Word, ...words: readonly Word[]): boolean => words.includes(word)

/** What the words say, by none of the product's tables. */
function expected(point: Point): string {
  const { actor, field, source, organizations, lock, blocks, freezes } = point
  const isOwn = actor === 'self'
  const isUpstreams = among(source, 'enterprise', 'social')
  const isOurs = among(field, 'locale', 'deletion')
  const isOpening = among(field, 'email', 'phone', 'username', 'password')
  const isForOne = field !== 'password' && organizations !== 1
  const isFrozen = among(field, 'phone', 'username') && lock === field && freezes === 'both'
  const isByAdministrator = actor === 'administrator'
  return firstOf(
    [isOwn && blocks === 'unreadable', 'deny BLOCK_UNREADABLE'],
    [isOwn && standing(point).includes('everywhere'), 'deny USER_SUSPENDED'],
    [isOwn && standing(point).length > 0, 'deny ORG_BLOCKED'],
    [among(field, 'unlisted', 'of another'), 'deny PROFILE_FIELD_CLOSED'],
    [isByAdministrator && among(field, 'phone', 'username'), 'deny PROFILE_FIELD_CLOSED'],
    [!isOurs && source === 'unknown', 'deny PROFILE_SOURCE_UNKNOWN'],
    [field === 'password' && source !== 'database', 'deny PROFILE_FIELD_ABSENT'],
    [field === 'username' && source === 'passwordless', 'deny PROFILE_FIELD_ABSENT'],
    [!isOurs && isUpstreams, 'deny PROFILE_UPSTREAM_OWNED'],
    [isByAdministrator && isForOne, 'deny PROFILE_OF_SEVERAL'],
    [isOpening && among(lock, 'CONFIG_INVALID'), 'deny CONFIG_INVALID'],
    [isOpening && among(lock, 'STATE_TAMPERED'), 'deny STATE_TAMPERED'],
    [isOpening && among(lock, 'STATE_COPIED'), 'deny STATE_COPIED'],
    [isOwn && isFrozen, 'deny PROFILE_FIELD_FROZEN'],
  )
}
const way = ({ field, lock }: Point): string =>
  firstOf(
    [field === 'email' && among(lock, 'absent', 'empty', 'phone', 'username'), 'verification'],
    [field === 'email', 'rebind'],
    [field === 'phone', 'verification'],
    [field === 'password', 'reset-mail'],
    [true, 'at-once'],
  )

const POINTS = 3 * 10 * 5 * 4 * 8 * LISTS.size * 2

test('profile-change, whatever is known', () => {
  const found = survey(
    SPACE,
    (facts) => wordsOf(profileChange.evaluate(...reading(facts, 'enforce'))),
    expected,
  )
  expect(found).toEqual(
    agreed(
      POINTS,
      'deny BLOCK_UNREADABLE, deny CONFIG_INVALID, deny ORG_BLOCKED, deny PROFILE_FIELD_ABSENT',
      'deny PROFILE_FIELD_CLOSED, deny PROFILE_FIELD_FROZEN, deny PROFILE_OF_SEVERAL',
      'deny PROFILE_SOURCE_UNKNOWN, deny PROFILE_UPSTREAM_OWNED, deny STATE_COPIED',
      'deny STATE_TAMPERED, deny USER_SUSPENDED, pass',
    ),
  )
})

const FEW = new Map([...LISTS].slice(0, 5)) as typeof BLOCKS

test.each(MODES)('what comes of it in mode %s, and by which way', (mode) => {
  const found = survey(
    { ...SPACE, blocks: FEW, source: ['database', 'social', 'unknown'] },
    (facts) => {
      const decision = decideProfileChange(...reading(facts as FactsIn<typeof SPACE>, mode))
      const told = decision.outcome === 'allow' ? 'allow' : `${decision.outcome} ${decision.reason}`
      return `${told} ${decision.way}, ${decision.monitored.length} noted`
    },
    (point) => {
      const verdict = expected(point as Point)
      if (verdict !== 'pass' && mode === 'enforce') return `${verdict} null, 0 noted`
      const isNoted = verdict !== 'pass' && mode !== 'off'
      return `allow ${way(point as Point)}, ${isNoted ? 1 : 0} noted`
    },
  )
  expect(found).toMatchObject({ points: 3 * 10 * 3 * 4 * 8 * 5 * 2, failures: [] })
})

test('less evidence opens nothing, but what the design says can be deleted', () => {
  const found = admittedForLess(
    everyPoint({ ...SPACE, blocks: FEW }, (facts): FactsIn<typeof SPACE> => facts),
    (facts) => decideProfileChange(...reading(facts, 'enforce')).outcome !== 'allow',
    {
      'the kind of identity source': { source: 'unknown' },
      'the number of organizations': { organizations: null },
      'the form of the lock': { lock: BARE_LOCKS.STATE_TAMPERED },
      'the key of the lock': { lock: BARE_LOCKS.CONFIG_INVALID },
      'the form of the blocks': { blocks: { kind: 'unreadable' } },
      'a block record': { blocks: { kind: 'listed', blocks: [] } },
      'a lock': { lock: BARE_LOCKS.absent },
      'who owns the application': { field: { kind: 'attribute', application: '', name: 'locale' } },
    },
    [
      ['a block record', 'it can be deleted', ({ actor }) => actor === 'self'],
      ['a lock', 'it can be deleted', ({ lock }) => lock.kind !== 'absent'],
    ],
  )
  expect(found).toMatchObject({ admitted: [], untrue: [] })
  expect(found.removals).toBeGreaterThan(10_000)
})

test('a block that stands is one for people who change something of their own', () => {
  const blocks = [...BLOCKS.values()].flatMap((list) => ('blocks' in list ? list.blocks : []))
  const name = { ...aProfileChange(), field: { kind: 'name' as const } }
  const told = blocks.map((block) => {
    const facts = { ...name, blocks: { kind: 'listed' as const, blocks: [block] } }
    return decideProfileChange(facts, profileChangeSettings()).outcome === 'deny'
  })
  expect(told).toEqual(blocks.map((block) => isActive(block, NOON_MS)))
})
