import { describe, expect, test } from 'vitest'
import type { Call, Reply } from '../../scripts/gateway/call.ts'
import { TenantSilent } from '../../scripts/gateway/tenant-port.ts'
import {
  openSnapshot,
  readingKey,
  readingText,
  readOne,
} from '../../scripts/gateway/tenant-snapshot.ts'
import { isObject, type Json, type JsonObject } from '../../scripts/ground/json-value.ts'
import { aCall, lineOf } from './a-call.ts'
import { memoryPort, type Things } from './memory-port.ts'

const roles = (count: number): JsonObject[] =>
  Array.from({ length: count }, (_, index) => ({ id: `rol_${index}` }))

const things = (given: Things): Things => given
/** Answers by page, or by `from`, from what stands there; whatever else is asked for is not there. */
const pages = (given: Readonly<Record<string, Json | Reply>>) =>
  things({
    '/roles': ({ query }) => {
      const one = given[query.get('from') ?? query.get('page') ?? '']
      if (isObject(one) && typeof one.status === 'number') return one as Reply
      return one === undefined ? { status: 404 } : { status: 200, body: one as Json }
    },
  })

const TOTALS = '/roles?page=0&per_page=2&include_totals=true'
const BARE = '/roles?page=0&per_page=2'
const TAKE = '/roles?take=2'
const [A, B, C] = roles(3) as [JsonObject, JsonObject, JsonObject]
const list = (items: Json, first: JsonObject = {}, member: string | null = null) => ({
  kind: 'list',
  items,
  member,
  first,
})
const one = (status: number, body?: Json) => ({
  kind: 'one',
  answer: { status, ...(body === undefined ? {} : { body }) },
})
const REFUSED: Reply = { status: 403, body: { errorCode: 'insufficient_scope' } }

describe('a read is', () => {
  test.each<[what: string, ask: string, Things, reading: object, asked: string[]]>([
    [
      'a list by pages with totals, to its end',
      TOTALS,
      { '/roles': roles(3) },
      list(roles(3), { start: 0, limit: 2, length: 2, total: 3, roles: [A, B] }, 'roles'),
      [TOTALS, '/roles?page=1&per_page=2&include_totals=true'],
    ],
    [
      'the same from its first page, whichever was asked for',
      '/roles?page=4&per_page=2&include_totals=true',
      { '/roles': roles(1) },
      list([A], { start: 0, limit: 2, length: 1, total: 1, roles: [A] }, 'roles'),
      [TOTALS],
    ],
    [
      'a list by pages without totals, until one is not full',
      BARE,
      { '/roles': roles(3) },
      list(roles(3)),
      [BARE, '/roles?page=1&per_page=2'],
    ],
    [
      'the same where the last page is full',
      BARE,
      { '/roles': roles(2) },
      list(roles(2)),
      [BARE, '/roles?page=1&per_page=2'],
    ],
    [
      'a list by `take`, until there is no next',
      TAKE,
      { '/roles': roles(5) },
      list(roles(5), { roles: [A, B], next: '2' }, 'roles'),
      [TAKE, '/roles?take=2&from=2', '/roles?take=2&from=4'],
    ],
    [
      'the same from its beginning, wherever it was asked from',
      '/roles?take=2&from=4',
      { '/roles': roles(1) },
      list([A], { roles: [A] }, 'roles'),
      [TAKE],
    ],
    [
      'a bare list, as it comes',
      '/roles',
      { '/roles': () => ({ status: 200, body: [A, B] }) },
      list([A, B]),
      ['/roles'],
    ],
    [
      'one thing, which may keep lists of its own',
      '/clients/1',
      { '/clients/1': { name: 'Portal', callbacks: [], grant_types: [] } },
      one(200, { name: 'Portal', callbacks: [], grant_types: [] }),
      ['/clients/1'],
    ],
    ['nothing where there is none', '/clients/2', {}, one(404, expect.anything()), ['/clients/2']],
    [
      'what the tenant says where it refuses',
      BARE,
      { '/roles': () => REFUSED },
      one(403, REFUSED.body),
      [BARE],
    ],
    [
      'a list beside which the tenant says more than is known',
      TAKE,
      pages({
        '': { roles: [A], next: 'more', has_more: true },
        more: { roles: [B], has_more: false },
      }),
      list([A, B], { roles: [A], next: 'more', has_more: true }, 'roles'),
      [TAKE, '/roles?take=2&from=more'],
    ],
    [
      'not over at an empty page that has a next',
      TAKE,
      pages({
        '': { roles: [A], next: 'a' },
        a: { roles: [], next: 'b' },
        b: { roles: [B] },
      }),
      list([A, B], { roles: [A], next: 'a' }, 'roles'),
      [TAKE, '/roles?take=2&from=a', '/roles?take=2&from=b'],
    ],
    [
      'not over at a full page, whatever the total says',
      TOTALS,
      pages({ 0: { total: 1, roles: [A, B] }, 1: { total: 1, roles: [C] } }),
      list([A, B, C], { total: 1, roles: [A, B] }, 'roles'),
      [TOTALS, '/roles?page=1&per_page=2&include_totals=true'],
    ],
    [
      'not over where the tenant gives less at once than it was asked for, and says so',
      '/roles?page=0&per_page=9',
      pages({ 0: { per_page: 2, roles: [A, B] }, 1: { per_page: 2, roles: [C] } }),
      list([A, B, C], { per_page: 2, roles: [A, B] }, 'roles'),
      ['/roles?page=0&per_page=9', '/roles?page=1&per_page=9'],
    ],
    [
      'not over where it does so without a word',
      '/roles?page=0&per_page=100',
      pages({ 0: roles(50), 1: [A] }),
      list([...roles(50), A]),
      ['/roles?page=0&per_page=100', '/roles?page=1&per_page=100'],
    ],
    [
      'not over where it is cut and nobody asked for pages',
      '/roles',
      pages({ '': roles(50), 1: [A] }),
      list([...roles(50), A]),
      ['/roles', '/roles?page=1'],
    ],
    [
      'over where the tenant knows no pages of it',
      '/roles',
      { '/roles': () => ({ status: 200, body: roles(50) }) },
      list(roles(50)),
      ['/roles', '/roles?page=1'],
    ],
    [
      'over where the tenant refuses pages of it',
      '/roles',
      pages({ '': roles(50), 1: { status: 400 } }),
      list(roles(50)),
      ['/roles', '/roles?page=1'],
    ],
  ])('%s', async (_what, ask, given, reading, asked) => {
    const memory = memoryPort(given)
    expect(await openSnapshot(memory.port).read(aCall(`GET ${ask}`))).toEqual(reading)
    expect(memory.asked).toEqual(asked.map((line) => `GET ${line}`))
  })

  let cursor = 0
  test.each<[what: string, ask: string, Things, says: string]>([
    [
      'the same page again and again',
      TAKE,
      { '/roles': () => ({ status: 200, body: { roles: [A], next: 'again' } }) },
      'its list `/roles` has no end',
    ],
    [
      'always another page',
      TAKE,
      {
        '/roles': () => {
          cursor += 1
          return { status: 200, body: { roles: [A], next: `${cursor}` } }
        },
      },
      'its list `/roles` has no end',
    ],
    [
      'another total on each page',
      TOTALS,
      pages({ 0: { total: 4, roles: [A, B] }, 1: { total: 3, roles: [C] } }),
      'its list `/roles` is another one each time it is read',
    ],
    [
      'something that is no list',
      TAKE,
      pages({ '': { error: 'sorry' } }),
      'its list `/roles` is answered with something that is none',
    ],
    [
      'a list of which nobody knows which it is',
      TAKE,
      pages({ '': { roles: [A], others: [B], next: 'more' } }),
      'its list `/roles` is answered with something that is none',
    ],
    ...[2, true, { from: 'b' }].map((next): [string, string, Things, string] => [
      `that it goes on at ${JSON.stringify(next)}`,
      TAKE,
      pages({ '': { roles: [A], next } }),
      'its list `/roles` goes on at something that is no text',
    ]),
    [
      'something that is no list, on a later page',
      TAKE,
      pages({ '': { roles: [A], next: 'more' }, more: { error: 'sorry' } }),
      'its list `/roles` is answered with something that is none',
    ],
    [
      'less than it has to us, on a later page',
      BARE,
      pages({ 0: [A, B], 1: REFUSED as Json }),
      '`GET /roles` was answered 403',
    ],
    [
      'nothing on a later page, as if there were no list at all',
      TOTALS,
      pages({ 0: { total: 3, roles: [A, B] }, 1: { status: 400 } }),
      '`GET /roles` was answered 400',
    ],
    [
      'no later page, although it says that there is one',
      TAKE,
      pages({ '': { roles: [A], next: 'more' } }),
      '`GET /roles` was answered 404',
    ],
    [
      'fewer than it counts',
      TOTALS,
      pages({ 0: { total: 9, roles: [A, B] }, 1: { total: 9, roles: [] } }),
      'its list `/roles` ends before its total',
    ],
    [
      'that it takes no more requests, on a later page',
      BARE,
      pages({ 0: [A, B], 1: { status: 429 } }),
      '`GET /roles` was answered 429',
    ],
    [
      'that it is out of order',
      BARE,
      { '/roles': () => ({ status: 503 }) },
      '`GET /roles` was answered 503',
    ],
  ])('nothing where a list shows %s', async (_what, ask, given, says) => {
    const reading = openSnapshot(memoryPort(given).port).read(aCall(`GET ${ask}`))
    await expect(reading).rejects.toThrow(says)
  })
})

test('a list of which something went while it was read is read once more', async () => {
  const roles = [A, B, C, { id: 'rol_3' }]
  let isGone = false
  const port = async ({ query }: Call): Promise<Reply> => {
    const left = isGone ? roles.slice(1) : roles
    const start = Number(query.get('page')) * 2
    isGone = true
    return { status: 200, body: { total: left.length, roles: left.slice(start, start + 2) } }
  }
  const reading = await openSnapshot(port).read(aCall(`GET ${TOTALS}`))
  expect(reading).toMatchObject({ kind: 'list', items: roles.slice(1) })
})

describe('what is not shown is not taken for nothing', () => {
  const nameOf = (error: Error): string => error.name
  test.each<[what: string, status: number, body: Json, taken: string]>([
    ['that there is none', 404, {}, 'null'],
    ['that it cannot be asked for', 405, {}, 'null'],
    ['that it is not for us', 403, {}, 'CallRefused'],
    ['something else', 200, 'sorry', 'null'],
  ])('where the tenant says %s', async (_what, status, body, taken) => {
    const reading = readOne(
      openSnapshot(async () => ({ status, body })),
      '/roles/rol_1',
    )
    expect(await reading.then((value) => JSON.stringify(value), nameOf)).toBe(taken)
  })
})

describe('what was read', () => {
  test('is asked for once in each form, whoever asks, whichever page', async () => {
    const memory = memoryPort({ '/roles': roles(1), '/roles/rol_0': A })
    const snapshot = openSnapshot(memory.port)
    const asks = [
      BARE,
      TOTALS,
      TAKE,
      '/roles?per_page=1&page=7',
      '/roles?include_totals=true&per_page=50&page=1',
      '/roles?from=x&take=9',
      '/roles/rol_0',
      '/roles/rol_0',
    ]
    await Promise.all(asks.map((ask) => snapshot.read(aCall(`GET ${ask}`))))
    const lists = [BARE, TOTALS, TAKE].map((line) => `GET ${line}`)
    expect(memory.asked.toSorted()).toEqual([...lists, 'GET /roles/rol_0'].toSorted())
    expect((await snapshot.readings()).map(({ key, call }) => [key, lineOf(call)])).toEqual([
      ['/roles?', lists[0]],
      ['/roles?#totals', lists[1]],
      ['/roles?#taken', lists[2]],
      ['/roles/rol_0?', 'GET /roles/rol_0'],
    ])
  })

  test('is not there after a silence: it may be asked for again', async () => {
    let isSilent = true
    const { port } = memoryPort({ '/roles/rol_0': A })
    const snapshot = openSnapshot((call) =>
      isSilent ? Promise.reject(new TenantSilent('no answer', 'no answer')) : port(call),
    )
    await expect(snapshot.read(aCall('GET /roles/rol_0'))).rejects.toThrow(TenantSilent)
    expect(await snapshot.readings()).toEqual([])
    isSilent = false
    expect(await snapshot.read(aCall('GET /roles/rol_0'))).toEqual(one(200, A))
  })

  test.each([
    ['whichever page', '/roles?page=3&per_page=9', '/roles?'],
    ['with its totals', TOTALS, '/roles?#totals'],
    ['taken', '/roles?from=x&take=5&include_totals=true', '/roles?#taken'],
    ['by what it is asked for', '/roles?name_filter=Member&page=1', '/roles?name_filter=Member'],
    ['in any order', '/clients?b=2&a=1', '/clients?a=1&b=2'],
    ['by its path as it was written', '/users/auth0%7C1', '/users/auth0%7C1?'],
  ])('has a key of its own, %s', (_how, ask, key) => {
    expect(readingKey(aCall(`GET ${ask}`))).toBe(key)
  })
})

const ACTION = { id: 'act_1', supported_triggers: [], code: 'a', status: 'pending' }

test.each<[string, Json, Json, isSame: boolean]>([
  ['a thing with another member', { a: 1, b: 2 }, { b: 2, a: 3 }, false],
  ['a thing in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
  ['a list in another order', [A, B], [B, A], false],
  [
    'an Action that is built by now',
    ACTION,
    { ...ACTION, status: 'built', current_version: {} },
    true,
  ],
  ['a list of it', [ACTION], [{ ...ACTION, status: 'built' }], true],
  ['an Action with another draft', ACTION, { ...ACTION, code: 'b' }, false],
  ['another thing with a status', { status: 'pending' }, { status: 'verified' }, false],
])('%s', async (_what, before, now, isSame) => {
  const textOf = async (body: Json) =>
    readingText(await openSnapshot(async () => ({ status: 200, body })).read(aCall('GET /a')))
  expect((await textOf(before)) === (await textOf(now))).toBe(isSame)
})

test.each<[string, Reply, JsonObject | null]>([
  ['one thing', { status: 200, body: A }, A],
  ['nothing', { status: 404 }, null],
  [
    'a list beside its totals',
    { status: 200, body: { total: 1, roles: [A] } },
    { total: 1, roles: [A] },
  ],
  ['a bare list', { status: 200, body: [A] }, { items: [A] }],
  ['a text', { status: 200, body: 'a' }, null],
])('read as one thing: %s', async (_what, answer, value) => {
  expect(
    await readOne(
      openSnapshot(async () => answer),
      '/roles',
    ),
  ).toEqual(value)
})
