import { expect, test } from 'vitest'
import {
  readBlocks,
  storedBlocks,
  withBlock,
  withoutBlock,
} from '../../../actions/records/block-record.ts'
import type { Blocks } from '../../../policies/block.ts'
import { ACME } from '../../builders/ids.ts'

const SECONDS = 1_795_000_000
const UNREADABLE: Blocks = { kind: 'unreadable' }
const block = { o: ACME, r: 'SUSPENDED', t: SECONDS }
const one = (differences: object): unknown => ({ v: 1, b: [{ ...block, ...differences }] })

test.each<[string, unknown, Blocks]>([
  ['no record', undefined, { kind: 'listed', blocks: [] }],
  ['a deleted record', null, { kind: 'listed', blocks: [] }],
  ['a record without a block', { v: 1, b: [] }, { kind: 'listed', blocks: [] }],
  [
    'a block by one organization',
    one({}),
    { kind: 'listed', blocks: [{ from: { organization: ACME }, untilMs: null }] },
  ],
  [
    'a block everywhere, with an end',
    one({ o: '*', until: SECONDS }),
    { kind: 'listed', blocks: [{ from: 'everywhere', untilMs: SECONDS * 1000 }] },
  ],
  [
    'two blocks',
    { v: 1, b: [block, { ...block, o: '*' }] },
    {
      kind: 'listed',
      blocks: [
        { from: { organization: ACME }, untilMs: null },
        { from: 'everywhere', untilMs: null },
      ],
    },
  ],
  [
    'what an operator noted beside it',
    { v: 1, b: [{ ...block, ticket: 'T-1' }], note: 'x' },
    { kind: 'listed', blocks: [{ from: { organization: ACME }, untilMs: null }] },
  ],
  [
    'an end in the year 1970',
    one({ until: 0 }),
    { kind: 'listed', blocks: [{ from: { organization: ACME }, untilMs: 0 }] },
  ],
  ['a text', 'x', UNREADABLE],
  ['an empty text', '', UNREADABLE],
  ['false', false, UNREADABLE],
  ['zero', 0, UNREADABLE],
  ['an array', [], UNREADABLE],
  ['an array of blocks', [block], UNREADABLE],
  ['an object without anything', {}, UNREADABLE],
  ['no version', { b: [] }, UNREADABLE],
  ['the version as text', { v: '1', b: [] }, UNREADABLE],
  ['another version', { v: 2, b: [] }, UNREADABLE],
  ['no blocks', { v: 1 }, UNREADABLE],
  ['blocks as an object', { v: 1, b: {} }, UNREADABLE],
  ['blocks as text', { v: 1, b: 'x' }, UNREADABLE],
  ['a block that is null', { v: 1, b: [null] }, UNREADABLE],
  ['a block that is a text', { v: 1, b: ['*'] }, UNREADABLE],
  ['a block that is an array', { v: 1, b: [['*']] }, UNREADABLE],
  ['a good block and half a one', { v: 1, b: [block, { o: '*' }] }, UNREADABLE],
  ['a block of nobody', one({ o: '' }), UNREADABLE],
  ['a block by an organization’s name', one({ o: 'acme' }), UNREADABLE],
  ['a block by an id and a blank', one({ o: `${ACME} ` }), UNREADABLE],
  ['a block by an id and an end of line', one({ o: `${ACME}\n` }), UNREADABLE],
  ['a block by two ids', one({ o: `${ACME},${ACME}` }), UNREADABLE],
  ['a block of a number', one({ o: 1 }), UNREADABLE],
  ['a block of a list', one({ o: [ACME] }), UNREADABLE],
  ['a block without a reason', one({ r: undefined }), UNREADABLE],
  ['a block without a time', one({ t: undefined }), UNREADABLE],
  ['a time as text', one({ t: String(SECONDS) }), UNREADABLE],
  ['a time with a fraction', one({ t: 1.5 }), UNREADABLE],
  ['an end as text', one({ until: String(SECONDS) }), UNREADABLE],
  ['an end of null', one({ until: null }), UNREADABLE],
  ['an end beyond any number', one({ until: Number.POSITIVE_INFINITY }), UNREADABLE],
  ['an end that is no number', one({ until: Number.NaN }), UNREADABLE],
  ['__proto__', JSON.parse('{"__proto__": {"v": 1, "b": []}}'), UNREADABLE],
  [
    'a thousand blocks too many',
    { v: 1, b: Array.from({ length: 2000 }, () => block) },
    UNREADABLE,
  ],
  ['1001 blocks', { v: 1, b: Array.from({ length: 1001 }, () => block) }, UNREADABLE],
])('%s', (_what, stored, blocks) => {
  expect(readBlocks(stored)).toEqual(blocks)
})

test('a thousand blocks are read', () => {
  const many = readBlocks({ v: 1, b: Array.from({ length: 1000 }, () => block) })
  expect(many.kind === 'listed' && many.blocks.length).toBe(1000)
})

test.each<[string, unknown, readonly unknown[] | null]>([
  ['no record', undefined, []],
  ['a deleted record', null, []],
  ['one block', one({}), [block]],
  ['a block that no Action believes', one({ o: 'acme' }), [{ ...block, o: 'acme' }]],
  ['another version', { v: 2, b: [] }, null],
  ['no list', { v: 1, b: {} }, null],
  ['a text', 'x', null],
  ['a list', [one({})], null],
])('to be written again: %s', (_what, stored, blocks) => {
  expect(storedBlocks(stored)).toEqual(blocks)
})

test('one block stands for one place, and without any there is no record', () => {
  const other = { ...block, o: '*', until: SECONDS }
  const both = withBlock(withBlock([], block).b, other)
  const anew = { ...block, r: 'SECURITY' }
  expect([
    both,
    withBlock(both.b, anew),
    withoutBlock(both.b, ACME),
    withoutBlock([block], ACME),
  ]).toEqual([{ v: 1, b: [block, other] }, { v: 1, b: [other, anew] }, { v: 1, b: [other] }, null])
})
