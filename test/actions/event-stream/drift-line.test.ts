import { expect, test } from 'vitest'
import { renderDrift, renderDriftFailure } from '../../../actions/event-stream/drift-line.ts'
import type { DriftReport } from '../../../actions/event-stream/end-refused.ts'
import { NotAnswered } from '../../../actions/management/management-access.ts'
import { aChangedUser, aDriftRulebook } from '../../builders/run-drift.ts'

const report: DriftReport = {
  judged: 3,
  refused: new Map([
    ['NOT_MEMBER', 2],
    ['GONE', 1],
  ]),
  ended: 2,
  isUnrevocable: false,
}
const context = { event: aChangedUser(), rulebook: aDriftRulebook() as never, calls: 7 }
const counts = 'judged=3 ended=2 refused=NOT_MEMBER:2,GONE:1 calls=7 rulebook=0123abcd'

test('a line says how much was judged, refused and ended', () => {
  expect(renderDrift(report, context)).toBe(`og drift user.updated evt_1 mode=enforce ${counts}`)
})

test.each([
  ['a class of error', new NotAnswered(403), 'NotAnswered status=403'],
  ['a word', 'BreakerOpen', 'BreakerOpen'],
  ['words after it', 'Breaker Open', 'unknown'],
  ['words before it', ' BreakerOpen', 'unknown'],
  ['no text', 7, 'unknown'],
])('a failure is told by its kind: %s', (_what, failure, said) => {
  expect(renderDriftFailure(failure, report, context)).toBe(
    `og drift failed ${said} user.updated evt_1 mode=enforce ${counts}`,
  )
})

test('a line is cut, and a rulebook without drift has no mode', () => {
  const refused = new Map(Array.from({ length: 200 }, (_, nth) => [`R${nth}` as never, 1]))
  expect(renderDrift({ ...report, refused }, context)).toHaveLength(256)
  const { drift: _off, ...rulebook } = aDriftRulebook()
  expect(renderDrift(report, { ...context, rulebook: rulebook as never })).toContain(
    'mode=undefined',
  )
})
