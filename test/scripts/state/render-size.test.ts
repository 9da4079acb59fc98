import { expect, test } from 'vitest'
import { readProfileSize, renderSize } from '../../../scripts/state/render-size.ts'

test.each<[string, object, { all: number; records: number }]>([
  ['no metadata', { a: 1 }, { all: 7, records: 2 }],
  ['metadata that is null', { app_metadata: null }, { all: 21, records: 2 }],
  ['metadata that is a text', { app_metadata: 'og_' }, { all: 22, records: 2 }],
  [
    'records, and what is none',
    { app_metadata: { og_lock: 'é', plan: 'og_' } },
    { all: 46, records: 16 },
  ],
])('%s', (_what, user, size) => {
  expect(readProfileSize(user)).toEqual(size)
})

test.each<[string, number, readonly string[]]>([
  ['less than half', 4999, []],
  ['half', 5000, ['size    5.0 kB of the 10.0 kB that a profile may have, records 1.5 kB']],
  ['all of it', 10_000, ['size    10.0 kB of the 10.0 kB that a profile may have, records 1.5 kB']],
  [
    'more',
    10_001,
    [
      'size    10.0 kB of the 10.0 kB that a profile may have, records 1.5 kB: too large to be written',
    ],
  ],
])('%s of the room', (_what, all, lines) => {
  expect(renderSize({ all, records: 1500 })).toEqual(lines)
})
