import { expect, test } from 'vitest'
import { decideLogin } from '../../../policies/login/decide.ts'
import type { LoginFacts } from '../../../policies/login/facts.ts'
import type { LoginSettings } from '../../../policies/login/settings.ts'
import { MEMBERS } from '../../builders/ids.ts'
import { type PointOf, survey } from '../../builders/survey.ts'
import { EMAIL_LOCK } from './abstract-email-locks.ts'
import {
  BLOCKED,
  DELEGATION,
  GOOGLE,
  IDENTIFIER_LOCK,
  IDENTITY_LOCK,
  MEMBERSHIP,
  ORG_REQUIRED,
  ORG_STATUS,
  RUNTIME_GUARD,
  UPSTREAM_FRESHNESS,
  VERIFIED_EMAIL,
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
type RemovalName = keyof typeof REMOVALS

/** Where less evidence admits: which removal, why that is as it is, and for whom it is true. */
type Risk = readonly [
  removal: RemovalName,
  why: string,
  when: (login: LoginFacts, settings: LoginSettings) => boolean,
]
const isAdoptable: Risk[2] = ({ nowMs, person: { createdAtMs } }, { emailLock }) =>
  emailLock.onMissing === 'observe' ||
  (emailLock.onMissing === 'adopt' &&
    (nowMs < emailLock.cutOverMs || createdAtMs >= emailLock.cutOverMs))
const mayMove: Risk[2] = ({ nowMs, rebinds, scope: { organization }, person: { address } }) =>
  rebinds.some(
    ({ expiresAtMs, mark, organization: whose }) =>
      nowMs < expiresAtMs &&
      organization.kind === 'named' &&
      whose === organization.id &&
      address.kind === 'usable' &&
      address.marks.includes(mark),
  )
const isUnknownOnRefresh: Risk[2] = ({ door, scope: { organization } }) =>
  door === 'refresh' && organization.kind === 'unknown'
const onRefresh: Risk[2] = ({ door }) => door === 'refresh'
const trustsSilence: Risk[2] = (_login, { membership: { onUnavailable } }) =>
  onUnavailable !== 'deny'
const always: Risk[2] = () => true

const RISKS: readonly Risk[] = [
  // The residual risks of the design, section 4.
  ['the blocks', 'deletion of a block record', always],
  ['the status of the organization', 'the same, of a whole organization', always],
  ['the lock', 'deletion of a lock while adoption is open', isAdoptable],
  ['the lock', 'and while a permission to move lasts, which it said was spent', mayMove],
  ['what the lock holds', 'replay of an older record of the same person', always],
  ['that a permission is spent', 'replay of an older record of the same person', mayMove],
  // Section 3: what cannot be recovered on refresh is only monitored until the capability is confirmed.
  ['the organization is unknown', 'monitored on refresh until it is confirmed', onRefresh],
  ['the lock', 'whose lock it is, is unknown on refresh', isUnknownOnRefresh],
  // What the rulebook itself says about evidence that cannot be had.
  ['the directory’s answer', '`onUnavailable` trusts silence', trustsSilence],
  ['the question to the directory', '`onUnavailable` trusts silence', trustsSilence],
  [
    'when somebody was vouched for',
    '`missingEvidence` is only observed',
    (_login, { upstreamFreshness }) => upstreamFreshness.missingEvidence === 'observe',
  ],
  // No evidence for anybody: who has no number has none to prove.
  ['the number', 'it was not proven', ({ person: { phone } }) => !phone.verified],
]

type Space = Readonly<Record<string, readonly unknown[]>>
type Case = { readonly login: LoginFacts; readonly settings: LoginSettings }

/** All logins of a space, of which some axes may be thinned: the whole of each is asked of its policy. */
function casesOf<S extends Space>(
  {
    space,
    toLogin,
  }: {
    readonly space: S
    readonly toLogin: (point: PointOf<S>) => readonly [LoginFacts, LoginSettings]
  },
  thinned: Partial<S> = {},
): readonly Case[] {
  const cases: Case[] = []
  survey({ ...space, ...thinned } as S, (point) => {
    const [login, settings] = toLogin(point)
    cases.push({ login, settings })
  })
  return cases
}
const acme = { of: ['acme'] } as const
const globex = { of: ['globex'] } as const
const SPACES: Readonly<Record<string, () => readonly Case[]>> = {
  'runtime-guard': () => casesOf(RUNTIME_GUARD),
  'user-suspended and org-blocked': () => casesOf(BLOCKED),
  'org-status': () => casesOf(ORG_STATUS),
  'org-required': () => casesOf(ORG_REQUIRED),
  membership: () =>
    casesOf(MEMBERSHIP, {
      door: ['sign-in', 'refresh', 'exchange'],
      roles: [[], ['member']],
      liveDoors: [[], ['refresh']],
      confirmed: ['never', 'now', 'longer than a grace ago'],
    } as never),
  'verified-email': () => casesOf(VERIFIED_EMAIL),
  'email-lock': () =>
    casesOf(EMAIL_LOCK, {
      lock: [
        'absent',
        'STATE_COPIED',
        [],
        [{ whose: 'ann', ...acme }],
        [{ whose: 'bob', ...acme }],
        [{ whose: 'former', ...acme }],
        [{ whose: 'ann', ...globex }],
        [{ whose: 'bob', ...globex }],
        [
          { whose: 'ann', ...globex },
          { whose: 'bob', ...acme },
        ],
      ],
      address: ['unacceptable', 'ann', 'ann, whom acme moved', 'ann, whom acme moved too long ago'],
      rebinds: ['none', 'valid', 'over'],
      created: ['before the cut-over', 'at the cut-over'],
    } as never),
  'identity-lock': () =>
    casesOf(IDENTITY_LOCK, {
      lock: ['absent', [], ['acme by members'], ['acme by google'], ['globex by members']],
      source: [MEMBERS, GOOGLE],
      address: ['ann', 'other'],
      accounts: [[], ['ann'], ['other'], ['absent'], ['unacceptable']],
    } as never),
  'identifier-lock': () => casesOf(IDENTIFIER_LOCK),
  delegation: () => casesOf(DELEGATION),
  'upstream-freshness': () => casesOf(UPSTREAM_FRESHNESS),
}

const isRefused = ({ login, settings }: Case): boolean =>
  decideLogin(login, settings).outcome !== 'allow'

/** Whether the removal took anything away. */
const isLess = (less: LoginFacts, login: LoginFacts): boolean =>
  (Object.keys(login) as (keyof LoginFacts)[]).some(
    (fact) =>
      less[fact] !== login[fact] && JSON.stringify(less[fact]) !== JSON.stringify(login[fact]),
  )

const told = new Set<Risk>()

/** Those whom less evidence admits although no risk that is listed says so; a handful. */
function unexplained(cases: readonly Case[]): readonly unknown[] {
  const admitted: unknown[] = []
  for (const { login, settings } of cases.filter(isRefused)) {
    for (const [name, remove] of Object.entries(REMOVALS)) {
      const less = remove(login)
      if (!isLess(less, login) || isRefused({ login: less, settings })) continue
      const risk = RISKS.find(([removal, , when]) => removal === name && when(login, settings))
      if (risk !== undefined) told.add(risk)
      else if (admitted.length < 3) admitted.push({ without: name, login, settings })
    }
  }
  return admitted
}

test.each(Object.keys(SPACES))('nobody is admitted for less, in the space of %s', (name) => {
  expect(unexplained(SPACES[name]?.() ?? [])).toEqual([])
})

test('every risk that is listed is a risk', () => {
  expect(RISKS.filter((risk) => !told.has(risk))).toEqual([])
})
