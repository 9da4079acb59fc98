import { expect, test } from 'vitest'
import { readBreakGlassUntil } from '../../../actions/post-login/break-glass.ts'
import { readDelegates } from '../../../actions/post-login/delegates.ts'
import type { LockOwner } from '../../../actions/records/lock-owner.ts'
import type { OrganizationContext } from '../../../policies/mode.ts'
import { inOrganization } from '../../builders/a-login.ts'
import { ANN_OWNS, YOUNG_ANN_OWNS } from '../../builders/a-stored-lock.ts'
import { ACME, ANN, GLOBEX } from '../../builders/ids.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

const NEVER = Number.NEGATIVE_INFINITY
const END = '2026-12-24T00:00:00Z'
const END_MS = Date.UTC(2026, 11, 24)
const LONGEST_MS = 90 * DAY_MS
const LAST_MS = NOON_MS + LONGEST_MS
const at = (ms: number): string => new Date(ms).toISOString()
const untilFor = (
  secret: unknown,
  {
    owner = ANN_OWNS,
    organization = inOrganization(ACME),
  }: { owner?: LockOwner; organization?: OrganizationContext } = {},
): number => readBreakGlassUntil(secret, owner, organization, NOON_MS, LONGEST_MS)
const list = (...entries: unknown[]): string => JSON.stringify(entries)

test.each<[string, unknown, number]>([
  ['no secret', undefined, NEVER],
  ['an empty secret', '', NEVER],
  ['the person', list({ user: ANN, until: END }), END_MS],
  ['another person', list({ user: 'auth0|bob', until: END }), NEVER],
  ['a longer id', list({ user: `${ANN}1`, until: END }), NEVER],
  [
    'the person twice: the later end',
    list({ user: ANN, until: '2020-01-01' }, { user: ANN, until: END }),
    END_MS,
  ],
  ['the person without an end', list({ user: ANN }), NEVER],
  ['the person for ever', list({ user: ANN, until: 'never' }), NEVER],
  ['an end that is a number', list({ user: ANN, until: END_MS }), NEVER],
  ['an entry that is null beside it', list(null, 7, 'x', { user: ANN, until: END }), END_MS],
  ['an end that has come', list({ user: ANN, until: at(NOON_MS) }), NEVER],
  ['the last end there may be', list({ user: ANN, until: at(LAST_MS) }), LAST_MS],
  ['an end too far away', list({ user: ANN, until: at(LAST_MS + 1) }), NEVER],
  ['the year 9999', list({ user: ANN, until: '9999-12-31' }), NEVER],
  [
    'the person twice, once for ever: the end that may be',
    list({ user: ANN, until: '9999-12-31' }, { user: ANN, until: END }),
    END_MS,
  ],
  ['no list', JSON.stringify({ user: ANN, until: END }), NEVER],
  ['no JSON', '[{', NEVER],
  ['a keyword nobody replaced', '##OG_BREAK_GLASS##', NEVER],
  ['a list that is no text', [{ user: ANN, until: END }], NEVER],
])('%s', (_what, secret, untilMs) => {
  expect(untilFor(secret)).toBe(untilMs)
})

const CREATED = at(ANN_OWNS.createdAtMs)
const acme = { user: ANN, organization: ACME, until: END }

test.each<[string, unknown, number, number, number]>([
  ['no organization', list({ user: ANN, until: END }), END_MS, END_MS, END_MS],
  ['one organization', list(acme), END_MS, NEVER, NEVER],
  [
    'two, with an end each',
    list(acme, { ...acme, organization: GLOBEX, until: at(NOON_MS + 1) }),
    END_MS,
    NOON_MS + 1,
    NEVER,
  ],
  ['an organization that is empty', list({ ...acme, organization: '' }), NEVER, NEVER, NEVER],
  ['an organization that is null', list({ ...acme, organization: null }), NEVER, NEVER, NEVER],
  ['an organization that is a list', list({ ...acme, organization: [ACME] }), NEVER, NEVER, NEVER],
])(
  'an entry of %s: at Acme, at Globex, at none or an unknown one',
  (_what, secret, ofAcme, ofGlobex, ofNone) => {
    expect([
      untilFor(secret),
      untilFor(secret, { organization: inOrganization(GLOBEX) }),
      untilFor(secret, { organization: { kind: 'none' } }),
      untilFor(secret, { organization: { kind: 'unknown' } }),
    ]).toEqual([ofAcme, ofGlobex, ofNone, ofNone])
  },
)

test.each<[string, unknown, number, number]>([
  ['says nothing of it', undefined, END_MS, END_MS],
  ['is of the account', CREATED, END_MS, NEVER],
  ['is of another', at(ANN_OWNS.createdAtMs + 1), NEVER, NEVER],
  ['cannot be read', 'long ago', NEVER, NEVER],
  ['is a number', ANN_OWNS.createdAtMs, NEVER, NEVER],
  ['is null', null, NEVER, NEVER],
])(
  'an entry whose creation %s: for the account, and for a later one of the same id',
  (_what, created, own, later) => {
    const secret = list({ user: ANN, created, until: END })
    expect([untilFor(secret), untilFor(secret, { owner: YOUNG_ANN_OWNS })]).toEqual([own, later])
  },
)

test('nobody is never a break-glass identity', () => {
  const secret = list({ user: '', until: END }, { until: END })
  expect(untilFor(secret, { owner: { ...ANN_OWNS, userId: '' } })).toBe(NEVER)
})

const delegate = { user: 'auth0|sam', organization: ACME, until: END }

test.each<[string, unknown, readonly unknown[]]>([
  ['no secret', undefined, []],
  ['one', list(delegate), [{ actor: 'auth0|sam', organization: ACME, untilMs: END_MS }]],
  [
    'of one organization that cannot be read, and of another',
    list({ ...delegate, organization: 7 }, delegate),
    [{ actor: 'auth0|sam', organization: ACME, untilMs: END_MS }],
  ],
  ['of no organization', list({ user: 'auth0|sam', until: END }), []],
  ['whose account is said to be of a moment', list({ ...delegate, created: at(0) }), []],
  ['without an end', list({ user: 'auth0|sam', organization: ACME }), []],
  ['without a name', list({ organization: ACME, until: END }), []],
  ['for ever', list({ ...delegate, until: '9999-12-31' }), []],
  ['until yesterday', list({ ...delegate, until: '2026-11-22' }), []],
  ['no JSON', '[{', []],
])('delegates: %s', (_what, secret, delegates) => {
  expect(readDelegates(secret, NOON_MS, LONGEST_MS)).toEqual(delegates)
})
