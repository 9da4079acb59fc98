import { expect, test } from 'vitest'
import { readBreakGlassUntil } from '../../actions/break-glass.ts'
import { readDelegates } from '../../actions/delegates.ts'
import { ACME, ANN } from '../builders/ids.ts'
import { DAY_MS, NOON_MS } from '../builders/noon.ts'

const NEVER = Number.NEGATIVE_INFINITY
const END = '2026-12-24T00:00:00Z'
const END_MS = Date.UTC(2026, 11, 24)
const LONGEST_MS = 90 * DAY_MS
const LAST_MS = NOON_MS + LONGEST_MS
const at = (ms: number): string => new Date(ms).toISOString()
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
  expect(readBreakGlassUntil(secret, ANN, NOON_MS, LONGEST_MS)).toBe(untilMs)
})

test('nobody is never a break-glass identity', () => {
  const secret = list({ user: '', until: END }, { until: END })
  expect(readBreakGlassUntil(secret, '', NOON_MS, LONGEST_MS)).toBe(NEVER)
})

const delegate = { user: 'auth0|sam', organization: ACME, until: END }

test.each<[string, unknown, readonly unknown[]]>([
  ['no secret', undefined, []],
  ['one', list(delegate), [{ actor: 'auth0|sam', organization: ACME, untilMs: END_MS }]],
  [
    'of no organization',
    list({ ...delegate, organization: 7 }),
    [{ actor: 'auth0|sam', organization: '', untilMs: END_MS }],
  ],
  ['without an end', list({ user: 'auth0|sam', organization: ACME }), []],
  ['without a name', list({ organization: ACME, until: END }), []],
  ['for ever', list({ ...delegate, until: '9999-12-31' }), []],
  ['until yesterday', list({ ...delegate, until: '2026-11-22' }), []],
  ['no JSON', '[{', []],
])('delegates: %s', (_what, secret, delegates) => {
  expect(readDelegates(secret, NOON_MS, LONGEST_MS)).toEqual(delegates)
})
