import { expect, test } from 'vitest'
import type { Difference } from '../../../../scripts/evidence/asking/compare-guards.ts'
import { groupDifferences } from '../../../../scripts/evidence/report/group-differences.ts'

const place = (client: string, organization: string) => ({
  client,
  organization,
  connection: '',
  labels: { client, organization },
})
const extent = {
  wheres: [place('a', 'x'), place('a', 'y'), place('b', 'x'), place('b', 'y')],
  momentsMs: [10, 20, 30],
  followed: [0],
  followedMs: [10, 30],
}
const ADMITTED = { kind: 'admitted', before: 'NO', after: 'admitted' } as const
const MESSAGE = { kind: 'message', before: 'a', after: 'b' } as const

/** As `who place@moment` texts, numbered from the first. */
const differences = (
  all: readonly (readonly [string, number, number])[],
  change: Difference['change'] = ADMITTED,
): readonly Difference[] =>
  all.map(([who, at, atMs], number) => {
    const words = who === '' ? [] : who.split('+')
    return { number, place: at, atMs, words, change }
  })

const told = (all: readonly Difference[]) =>
  groupDifferences(all, extent).map(({ kind, who, where, sinceMs, untilMs, count, witness }) => [
    kind,
    who.join('+'),
    where.map((one) => Object.values(one).map((labels) => labels?.join('') ?? '*')),
    sinceMs,
    untilMs,
    count,
    witness,
  ])

test.each<[string, Parameters<typeof differences>[0], ReturnType<typeof told>]>([
  [
    'all places and moments are one class',
    [0, 1, 2, 3].flatMap((at) => [10, 20, 30].map((ms) => ['', at, ms] as const)),
    [['admitted', '', [['*', '*']], null, null, 12, 0]],
  ],
  [
    'a stretch of time, with both its ends',
    [['', 0, 20]],
    [['admitted', '', [['a', 'x']], 20, 30, 1, 0]],
  ],
  [
    'two stretches of one place',
    [
      ['', 0, 10],
      ['', 0, 30],
    ],
    [
      ['admitted', '', [['a', 'x']], null, 20, 1, 0],
      ['admitted', '', [['a', 'x']], 30, null, 1, 1],
    ],
  ],
  [
    'places that change at different times are told apart',
    [
      ['', 0, 10],
      ['', 1, 20],
    ],
    [
      ['admitted', '', [['a', 'x']], null, 20, 1, 0],
      ['admitted', '', [['a', 'y']], 20, 30, 1, 1],
    ],
  ],
  [
    'places that are no box are several',
    [
      ['', 0, 30],
      ['', 1, 30],
      ['', 2, 30],
    ],
    [
      [
        'admitted',
        '',
        [
          ['*', 'x'],
          ['a', 'y'],
        ],
        30,
        null,
        3,
        0,
      ],
    ],
  ],
  [
    'what has nothing to do with it is no class of its own',
    [
      ['old', 0, 30],
      ['old+phone', 0, 30],
    ],
    [['admitted', 'old', [['a', 'x']], 30, null, 2, 0]],
  ],
  [
    'two unusual things elsewhere, or at another time, are one',
    [
      ['old', 0, 30],
      ['old+phone', 0, 10],
      ['old+phone', 1, 10],
    ],
    [
      ['admitted', 'old', [['a', 'x']], 30, null, 1, 0],
      ['admitted', 'old+phone', [['a', 'x']], null, 30, 1, 1],
      // There, two were asked about at one moment alone.
      ['admitted', 'old+phone', [['a', 'y']], null, null, 1, 2],
    ],
  ],
])('%s', (_what, all, classes) => {
  expect(told(differences(all))).toEqual(classes)
})

test('the gravest stand first, then those of most questions', () => {
  const all = [
    ...differences([['a', 0, 30]], MESSAGE),
    ...differences([['b', 0, 30]]),
    ...differences([
      ['c', 0, 30],
      ['c', 1, 30],
    ]),
  ]
  expect(groupDifferences(all, extent).map(({ kind, who }) => `${kind} ${who}`)).toEqual([
    'admitted c',
    'admitted b',
    'message a',
  ])
})
