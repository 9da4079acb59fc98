import { describe, expect, test } from 'vitest'
import { renderSweep, renderSweepPage } from './render-sweep.ts'
import type { SweepRow } from './sweep-deploys.ts'

const row = (who: SweepRow['who'], k: number, differences: Partial<SweepRow> = {}): SweepRow => ({
  who,
  kind: 'stop',
  k,
  survived: false,
  guarded: true,
  finished: true,
  doors: { tried: 30, unguarded: 0, shutOut: 0 },
  ...differences,
})
const unguarded = { guarded: false, doors: { tried: 30, unguarded: 4, shutOut: 1 } }

const ROWS: readonly SweepRow[] = [
  row('ours', 1),
  row('ours', 2, { survived: true }),
  row('plain', 1),
  row('plain', 2, unguarded),
  row('plain', 3, unguarded),
  row('plain', 4),
  row('plain', 5, { ...unguarded, finished: false }),
]
const HAZARDS = [
  { id: 'typo-unlinks', sentence: 'unlinks', shown: true },
  { id: 'dry-run-blind', sentence: 'is blind', shown: false },
]

test('one line per who and fault, with how many held', () => {
  expect(renderSweep(ROWS).texts.slice(2)).toEqual([
    'ours   stop   2      1 of 2    2 of 2   2 of 2         60        0                   0 of 2    0',
    'plain  stop   5      0 of 5    2 of 5   4 of 5         150       12                  3 of 5    3',
  ])
})

describe('the page', () => {
  const page = renderSweepPage(HAZARDS, ROWS, '2 cores')

  test('names the calls at which something did not hold', () => {
    expect(page.split('\n').filter((line) => /^- (ours|plain),? /.test(line))).toEqual([
      '- plain stop, not guarded: call 2–3, 5',
      '- plain stop, not finished: call 5',
    ])
  })

  test('has the figures, the machine, and every hazard', () => {
    expect(page).toContain(
      '| plain | stop | 5 | 0 of 5 | 2 of 5 | 4 of 5 | 150 | 12 | 3 of 5 | 3 |',
    )
    expect(page).toContain('2 cores')
    expect(page.split('\n').slice(-3)).toEqual([
      '| seen | typo-unlinks | unlinks |',
      '| NOT SEEN | dry-run-blind | is blind |',
      '',
    ])
  })

  test('says nothing of exceptions where there are none', () => {
    const held = renderSweepPage([], [row('ours', 1)], '')
    expect(held).not.toMatch(/not guarded|not finished/)
  })
})
