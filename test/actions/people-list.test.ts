import { expect, test } from 'vitest'
import { readBreakGlassUntil } from '../../actions/break-glass.ts'
import { readDelegates } from '../../actions/delegates.ts'
import { ACME, ANN } from '../builders/ids.ts'

const NEVER = Number.NEGATIVE_INFINITY
const END = '2026-12-24T00:00:00Z'
const END_MS = Date.UTC(2026, 11, 24)
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
  ['no list', JSON.stringify({ user: ANN, until: END }), NEVER],
  ['no JSON', '[{', NEVER],
  ['a keyword nobody replaced', '##OG_BREAK_GLASS##', NEVER],
  ['a list that is no text', [{ user: ANN, until: END }], NEVER],
])('%s', (_what, secret, untilMs) => {
  expect(readBreakGlassUntil(secret, ANN)).toBe(untilMs)
})

test('nobody is never a break-glass identity', () => {
  expect(readBreakGlassUntil(list({ user: '', until: END }, { until: END }), '')).toBe(NEVER)
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
  ['no JSON', '[{', []],
])('delegates: %s', (_what, secret, delegates) => {
  expect(readDelegates(secret)).toEqual(delegates)
})
