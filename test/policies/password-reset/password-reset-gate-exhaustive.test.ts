import { expect, test } from 'vitest'
import { decidePasswordReset } from '../../../policies/password-reset/decide.ts'
import type { PasswordResetFacts } from '../../../policies/password-reset/facts.ts'
import { passwordResetGate } from '../../../policies/password-reset/password-reset-gate.ts'
import { NO_REQUESTS } from '../../../policies/policy.ts'
import { aLogin } from '../../builders/a-login.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { NOON_MS } from '../../builders/noon.ts'
import {
  admittedForLess,
  agreed,
  everyPoint,
  type FactsIn,
  firstOf,
  only,
  survey,
  type WordsIn,
  wordsOf,
} from '../../builders/survey.ts'
import {
  type AbstractEntry,
  ADDRESSES,
  entriesIn,
  isAnns,
  isOf,
  LOCKS,
} from '../login/abstract-email-locks.ts'
import { BARE_LOCKS, BLOCKS, ORGANIZATIONS } from '../login/abstract-logins.ts'

/** At most one block here: lists of two are told apart by the policies of a login, which read the same. */
const FEW_BLOCKS = [...BLOCKS.keys()].filter((list) => list === 'unreadable' || list.length < 2)
const SPACE = {
  organization: ORGANIZATIONS,
  blocks: only(BLOCKS, ...FEW_BLOCKS),
  lock: LOCKS,
  address: ADDRESSES,
  organizationStatus: [null, 'active', 'ended'],
  isOwnerKnown: [true, false],
} as const
type Point = WordsIn<typeof SPACE>

const settings = aRulebook().passwordReset
const { scope } = aLogin()
const toReset = ({ organization, ...facts }: FactsIn<typeof SPACE>): PasswordResetFacts => ({
  ...NO_REQUESTS,
  nowMs: NOON_MS,
  scope: { ...scope, organization },
  ...facts,
})

const STANDS = ['never', 'later', 'a skew ago, but a millisecond']
/** Where the person is shut out: everywhere, from this organization, or perhaps from this one. */
const isShutOut = ({ blocks, organization }: Point, where: 'everywhere' | 'here'): boolean =>
  blocks !== 'unreadable' &&
  blocks.some(({ from, ends }) => {
    if (!STANDS.includes(ends)) return false
    if (where === 'everywhere' || from === 'everywhere') return from === where
    return from === organization || organization === 'unknown'
  })

/** Whether the mailbox that the reset goes to is the one that this entry was granted to, in a place. */
const isGranted = (entry: AbstractEntry, address: string, place: 'acme' | 'globex' | 'any') =>
  address.startsWith('ann') && isAnns(entry, address, place)
function isDrift({ lock, organization, address }: Point): boolean {
  const entries = entriesIn(lock)
  const isKnown = entries.length === 0 || entries.some((one) => isGranted(one, address, 'any'))
  const misses = (place: 'acme' | 'globex'): boolean =>
    entries.filter(isOf(place)).some((entry) => !isGranted(entry, address, place))
  if (organization === 'unknown') return misses('acme') || misses('globex')
  return !isKnown || (organization !== 'none' && misses(organization))
}

test('password-reset-gate: whoever may not sign in may set no password', () => {
  const found = survey(
    SPACE,
    (facts) => wordsOf(passwordResetGate.evaluate(toReset(facts), settings)),
    (point) =>
      firstOf(
        [!point.isOwnerKnown, 'deny EVENT_UNSUPPORTED'],
        [point.blocks === 'unreadable', 'deny BLOCK_UNREADABLE'],
        [typeof point.lock === 'string' && point.lock !== 'absent', `deny ${point.lock}`],
        [isShutOut(point, 'everywhere'), 'deny USER_SUSPENDED'],
        [point.organizationStatus === 'ended', 'deny ORG_SUSPENDED'],
        [isShutOut(point, 'here'), 'deny ORG_BLOCKED'],
        [isDrift(point), 'deny EMAIL_DRIFT'],
      ),
  )
  expect(found).toEqual(
    agreed(
      4 * 17 * 71 * 6 * 3 * 2,
      'deny BLOCK_UNREADABLE, deny CONFIG_INVALID, deny EMAIL_DRIFT, deny EVENT_UNSUPPORTED',
      'deny ORG_BLOCKED, deny ORG_SUSPENDED, deny STATE_COPIED, deny STATE_TAMPERED',
      'deny USER_SUSPENDED, pass',
    ),
  )
})

test('less evidence admits nobody, but what the design says can be deleted', () => {
  const thinned = {
    ...SPACE,
    blocks: only(
      BLOCKS,
      ...FEW_BLOCKS.filter((list) => list === 'unreadable' || list[0]?.ends !== 'long ago'),
    ),
    organizationStatus: [null, 'ended'],
    isOwnerKnown: [true],
  } as const
  const found = admittedForLess(
    everyPoint(thinned, (facts): PasswordResetFacts => toReset(facts)),
    (facts) => decidePasswordReset(facts, settings).outcome !== 'allow',
    {
      'the address': { address: { kind: 'absent' } },
      'its form': { address: { kind: 'unacceptable' } },
      'the signature of the lock': { lock: BARE_LOCKS.STATE_TAMPERED },
      'whose the records are': { isOwnerKnown: false },
      'the form of the blocks': { blocks: { kind: 'unreadable' } },
      'a block record': { blocks: { kind: 'listed', blocks: [] } },
      'a lock': { lock: BARE_LOCKS.absent },
      'the status of the organization': { organizationStatus: null },
      'which organization it is': { scope: { ...scope, organization: ORGANIZATIONS.unknown } },
      'the organization': { scope: { ...scope, organization: ORGANIZATIONS.none } },
    },
    [
      ['a block record', 'it can be deleted'],
      ['a lock', 'it can be deleted'],
      ['the status of the organization', 'it can be deleted'],
      ['the organization', 'a reset without one: the documented gap of the design (scenario 48)'],
    ],
  )
  expect(found).toEqual({ removals: 431_160, admitted: [], untrue: [] })
})
