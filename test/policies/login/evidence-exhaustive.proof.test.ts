import { expect, test } from 'vitest'
import { decideLogin } from '../../../policies/login/decide.ts'
import type { LoginFacts } from '../../../policies/login/facts.ts'
import type { LoginSettings } from '../../../policies/login/settings.ts'
import { MEMBERS } from '../../builders/ids.ts'
import { admittedForLess, everyPoint, only, type Risk, type Space } from '../../builders/survey.ts'
import {
  type AbstractEntry,
  ADDRESSES,
  EMAIL_LOCK,
  emailLocks,
  REBINDS,
} from './abstract-email-locks.ts'
import {
  ABSTRACT_LOGINS,
  type AbstractGrant,
  type AbstractLogins,
  GOOGLE,
  grantLocks,
  linkedOf,
  MAILBOXES,
} from './abstract-logins.ts'

/**
 * Whatever is known less of a login that is refused, it stays refused: every fact that is evidence is
 * replaced by what the border makes of its absence, at every point of every policy's space, with every
 * policy enforced. Where that admits somebody all the same, the risk is listed below, by its name.
 */
type Removal = (login: LoginFacts) => LoginFacts
const person =
  (change: (one: LoginFacts['person']) => Partial<LoginFacts['person']>): Removal =>
  (login) => ({ ...login, person: { ...login.person, ...change(login.person) } })
const scope =
  (change: Partial<LoginFacts['scope']>): Removal =>
  (login) => ({ ...login, scope: { ...login.scope, ...change } })
const lock =
  (change: (one: Extract<LoginFacts['lock'], { kind: 'held' }>) => LoginFacts['lock']): Removal =>
  (login) => ({ ...login, lock: login.lock.kind === 'held' ? change(login.lock) : login.lock })
const membership =
  (change: Partial<LoginFacts['membership']>): Removal =>
  (login) => ({ ...login, membership: { ...login.membership, ...change } })

const REMOVALS = {
  'the door': (login) => ({ ...login, door: 'unknown' }),
  'the application': scope({ application: '' }),
  'the identity source': scope({ identitySource: '' }),
  'the organization': scope({ organization: { kind: 'none' } }),
  'the organization is unknown': scope({ organization: { kind: 'unknown' } }),
  'whose the records are': (login) => ({ ...login, isOwnerKnown: false }),
  'that nobody was erased': (login) => ({ ...login, wasErased: true }),
  'the age of the account': person(() => ({ createdAtMs: Number.NEGATIVE_INFINITY })),
  'the address': person(() => ({ address: { kind: 'absent' } })),
  'the form of the address': person(() => ({ address: { kind: 'unacceptable' } })),
  'former domains': person(({ address }) => ({
    address: address.kind === 'usable' ? { ...address, formerly: [] } : address,
  })),
  'the proof of the address': person(() => ({ addressVerified: false })),
  'the proof of the number': person(({ phone }) => ({ phone: { ...phone, verified: false } })),
  'the number': person(({ phone }) => ({ phone: { kind: 'absent', verified: phone.verified } })),
  'the user name': person(() => ({ username: { kind: 'absent' } })),
  'addresses of linked accounts': person(({ linkedAddresses }) => ({
    linkedAddresses: linkedAddresses.map(() => ({ kind: 'absent' })),
  })),
  'the signature of the lock': lock(() => ({ kind: 'unreadable', reason: 'STATE_TAMPERED' })),
  'the lock': lock(() => ({ kind: 'absent' })),
  'what the lock holds': lock((one) => ({ ...one, entries: [], phone: null, username: null })),
  'that a permission is spent': lock((one) => ({ ...one, spent: [] })),
  'permissions to move': (login) => ({ ...login, rebinds: [] }),
  'the form of the blocks': (login) => ({ ...login, blocks: { kind: 'unreadable' } }),
  'the blocks': (login) => ({ ...login, blocks: { kind: 'listed', blocks: [] } }),
  roles: membership({ roles: [] }),
  'the directory’s answer': membership({ live: 'unavailable' }),
  'the question to the directory': membership({ live: 'unasked' }),
  'the last answer': membership({ lastConfirmedMs: Number.NEGATIVE_INFINITY }),
  'the status of the organization': (login) => ({ ...login, organizationStatus: null }),
  'names of actors': (login) => ({ ...login, actors: login.actors.map(() => '') }),
  delegates: (login) => ({ ...login, delegates: [] }),
  'when somebody was vouched for': (login) => ({ ...login, vouchedAtMs: null }),
  keys: (login) => ({
    ...login,
    keys: 'unusable',
    lock: { kind: 'unreadable', reason: 'CONFIG_INVALID' },
  }),
} as const satisfies Readonly<Record<string, Removal>>

type Case = {
  readonly words: unknown
  readonly login: LoginFacts
  readonly settings: LoginSettings
}
type When = (one: Case) => boolean
const isAdoptable: When = ({ login: { nowMs, person }, settings: { emailLock } }) =>
  emailLock.onMissing !== 'deny' &&
  (nowMs < emailLock.cutOverMs || person.createdAtMs >= emailLock.cutOverMs)
const mayMove: When = ({ login: { nowMs, rebinds, scope, person } }) =>
  rebinds.some(
    ({ expiresAtMs, mark, organization: whose }) =>
      nowMs < expiresAtMs &&
      scope.organization.kind === 'named' &&
      whose === scope.organization.id &&
      person.address.kind === 'usable' &&
      person.address.marks.includes(mark),
  )
const onRefresh: When = ({ login }) => login.door === 'refresh'
const isUnknownOnRefresh: When = ({ login: { door, scope } }) =>
  door === 'refresh' && scope.organization.kind === 'unknown'
const trustsSilence: When = ({ settings }) => settings.membership.onUnavailable !== 'deny'
const observes: When = ({ settings }) => settings.upstreamFreshness.missingEvidence === 'observe'

/** Where less evidence admits: which removal, why that is as it is, and for whom it is true. */
const RISKS: readonly (Risk<Case> & readonly [keyof typeof REMOVALS, ...unknown[]])[] = [
  // The residual risks of the design, section 4.
  ['the blocks', 'deletion of a block record'],
  ['the status of the organization', 'the same, of a whole organization'],
  ['the lock', 'deletion of a lock while adoption is open', isAdoptable],
  ['the lock', 'and while a permission to move lasts, which it said was spent', mayMove],
  ['what the lock holds', 'replay of an older record of the same person'],
  ['that a permission is spent', 'replay of an older record of the same person', mayMove],
  // Section 3: what cannot be recovered on refresh is only monitored until the capability is confirmed.
  ['the organization is unknown', 'monitored on refresh until it is confirmed', onRefresh],
  ['the lock', 'whose lock it is, is unknown on refresh', isUnknownOnRefresh],
  // What the rulebook itself says about evidence that cannot be had.
  ['the directory’s answer', '`onUnavailable` trusts silence', trustsSilence],
  ['the question to the directory', '`onUnavailable` trusts silence', trustsSilence],
  ['when somebody was vouched for', '`missingEvidence` is only observed', observes],
  // No evidence for anybody: who has no number has none to prove.
  ['the number', 'it was not proven', ({ login }) => !login.person.phone.verified],
]

const entry = (
  whose: AbstractEntry['whose'],
  place: 'acme' | 'globex',
): readonly AbstractEntry[] => [{ whose, of: [place] }]
const ENTRIES = [
  [],
  entry('ann', 'acme'),
  entry('bob', 'acme'),
  entry('former', 'acme'),
  entry('ann', 'globex'),
  entry('bob', 'globex'),
  [...entry('ann', 'globex'), ...entry('bob', 'acme')],
]
const GRANTS: readonly (readonly AbstractGrant[])[] = [
  [],
  ['acme by members'],
  ['acme by google'],
  ['globex by members'],
]
const thin = <S extends Space>(
  { space, toLogin }: AbstractLogins<S>,
  thinned: { readonly [Name in keyof S]?: Space[string] },
) => ({ space: { ...space, ...thinned }, toLogin }) as unknown as AbstractLogins<Space>
/** Thinned: the whole of each space is asked of its policy. */
const SPACES: Readonly<Record<string, AbstractLogins<Space>>> = {
  ...(ABSTRACT_LOGINS as unknown as Readonly<Record<string, AbstractLogins<Space>>>),
  membership: thin(ABSTRACT_LOGINS.membership, {
    door: ['sign-in', 'refresh', 'exchange'],
    roles: [[], ['member']],
    liveDoors: [[], ['refresh']],
    confirmed: only(
      ABSTRACT_LOGINS.membership.space.confirmed,
      'never',
      'now',
      'longer than a grace ago',
    ),
  }),
  'email-lock': thin(EMAIL_LOCK, {
    lock: only(emailLocks(ENTRIES), 'absent', 'STATE_COPIED', ...ENTRIES),
    address: only(
      ADDRESSES,
      'unacceptable',
      'ann',
      'ann, whom acme moved',
      'ann, whom acme moved too long ago',
    ),
    rebinds: only(REBINDS, 'none', 'valid', 'over'),
    created: only(EMAIL_LOCK.space.created, 'before the cut-over', 'at the cut-over'),
  }),
  'identity-lock': thin(ABSTRACT_LOGINS['identity-lock'], {
    lock: only(grantLocks(GRANTS), 'absent', ...GRANTS),
    source: [MEMBERS, GOOGLE],
    address: only(MAILBOXES, 'ann', 'other'),
    accounts: linkedOf([[], ['ann'], ['other'], ['absent'], ['unacceptable']]),
  }),
}
function* everyCase(): Generator<Case> {
  for (const { space, toLogin } of new Set(Object.values(SPACES))) {
    yield* everyPoint(space, (facts, words) => {
      const [login, settings] = toLogin(facts)
      return { words, login, settings }
    })
  }
}

// `npm test` takes evidence from events at random instead: missing-evidence.test.ts of each trigger.
test('nobody is admitted for less, and every risk that is listed is one', () => {
  const removals = Object.entries(REMOVALS).map(([name, remove]) => [
    name,
    (one: Case): Case => ({ ...one, login: remove(one.login) }),
  ])
  const found = admittedForLess(
    everyCase(),
    ({ login, settings }) => decideLogin(login, settings).outcome !== 'allow',
    Object.fromEntries(removals),
    RISKS,
  )
  expect(found).toEqual({ removals: 32 * 35_917, admitted: [], untrue: [] })
})
