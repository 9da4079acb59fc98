import { expect, test } from 'vitest'
import { decidePasswordReset } from '../../../policies/password-reset/decide.ts'
import type { PasswordResetFacts } from '../../../policies/password-reset/facts.ts'
import { passwordResetGate } from '../../../policies/password-reset/password-reset-gate.ts'
import { NO_REQUESTS } from '../../../policies/policy.ts'
import { aLogin } from '../../builders/a-login.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { firstOf, type PointOf, survey, wordsOf } from '../../builders/survey.ts'
import {
  type AbstractEntry,
  ADDRESSES,
  addressOfWords,
  isAnns,
  LOCKS,
  lockOfWords,
} from '../login/abstract-email-locks.ts'
import { BLOCK_LISTS, blocksOf, contextOf } from '../login/abstract-logins.ts'

/** At most one block here: lists of two are told apart by the policies of a login, which read the same. */
const BLOCKS = BLOCK_LISTS.filter((list) => list === 'unreadable' || list.length < 2)
const SPACE = {
  organization: ['acme', 'globex', 'none', 'unknown'],
  blocks: BLOCKS,
  lock: LOCKS,
  address: ADDRESSES,
  status: [null, 'active', 'ended'],
  isOwnerKnown: [true, false],
} as const
type Point = PointOf<typeof SPACE>

const settings = aRulebook().passwordReset
const { scope } = aLogin()
const factsOf = (point: Point): PasswordResetFacts => ({
  ...NO_REQUESTS,
  nowMs: NOON_MS,
  scope: { ...scope, organization: contextOf(point.organization) },
  blocks: blocksOf(point.blocks),
  lock: lockOfWords(point.lock),
  isOwnerKnown: point.isOwnerKnown,
  address: addressOfWords(point.address),
  organizationStatus: point.status,
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
  const entries = typeof lock === 'string' ? [] : lock
  const isKnown = entries.length === 0 || entries.some((one) => isGranted(one, address, 'any'))
  const misses = (place: 'acme' | 'globex'): boolean =>
    entries
      .filter(({ of }) => new Set<string>(of).has(place))
      .some((entry) => !isGranted(entry, address, place))
  if (organization === 'unknown') return misses('acme') || misses('globex')
  return !isKnown || (organization !== 'none' && misses(organization))
}
const words = (point: Point): string =>
  firstOf(
    [!point.isOwnerKnown, 'deny EVENT_UNSUPPORTED'],
    [point.blocks === 'unreadable', 'deny BLOCK_UNREADABLE'],
    [typeof point.lock === 'string' && point.lock !== 'absent', `deny ${String(point.lock)}`],
    [isShutOut(point, 'everywhere'), 'deny USER_SUSPENDED'],
    [point.status === 'ended', 'deny ORG_SUSPENDED'],
    [isShutOut(point, 'here'), 'deny ORG_BLOCKED'],
    [isDrift(point), 'deny EMAIL_DRIFT'],
  )

test('password-reset-gate: whoever may not sign in may set no password', () => {
  const said = new Set<string>()
  const found = survey(SPACE, (point) => {
    const verdict = wordsOf(passwordResetGate.evaluate(factsOf(point), settings))
    said.add(verdict)
    const expected = words(point)
    return verdict === expected ? undefined : { verdict, expected }
  })
  expect({ ...found, said: [...said].sort() }).toEqual({
    points: 4 * 17 * 71 * 6 * 3 * 2,
    failures: [],
    said: [
      'deny BLOCK_UNREADABLE',
      'deny CONFIG_INVALID',
      'deny EMAIL_DRIFT',
      'deny EVENT_UNSUPPORTED',
      'deny ORG_BLOCKED',
      'deny ORG_SUSPENDED',
      'deny STATE_COPIED',
      'deny STATE_TAMPERED',
      'deny USER_SUSPENDED',
      'pass',
    ],
  })
})

test('less evidence admits nobody, but what the design says can be deleted', () => {
  const admittedBy = new Set<string>()
  const isRefused = (facts: PasswordResetFacts): boolean =>
    decidePasswordReset(facts, settings).outcome !== 'allow'
  const thinned = {
    ...SPACE,
    blocks: BLOCKS.filter((list) => list === 'unreadable' || list[0]?.ends !== 'long ago'),
    status: [null, 'ended'] as const,
    isOwnerKnown: [true] as const,
  }
  survey(thinned, (point) => {
    const facts = factsOf(point)
    if (!isRefused(facts)) return
    const less: Readonly<Record<string, Partial<PasswordResetFacts>>> = {
      'the address': { address: { kind: 'absent' } },
      'its form': { address: { kind: 'unacceptable' } },
      'the signature of the lock': { lock: { kind: 'unreadable', reason: 'STATE_TAMPERED' } },
      'whose the records are': { isOwnerKnown: false },
      'the form of the blocks': { blocks: { kind: 'unreadable' } },
      'deletion of a block record': { blocks: { kind: 'listed', blocks: [] } },
      'deletion of a lock': { lock: { kind: 'absent' } },
      'the status of the organization': { organizationStatus: null },
      'the organization is unknown': { scope: { ...scope, organization: { kind: 'unknown' } } },
      'the organization is absent': { scope: { ...scope, organization: { kind: 'none' } } },
    }
    for (const [what, difference] of Object.entries(less)) {
      if (!isRefused({ ...facts, ...difference })) admittedBy.add(what)
    }
  })
  expect([...admittedBy].sort()).toEqual([
    'deletion of a block record',
    'deletion of a lock',
    // A reset without a client's organization: the design's documented gap (scenario 48).
    'the organization is absent',
    'the status of the organization',
  ])
})
