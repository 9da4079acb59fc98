import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ManagementError } from '../../../scripts/local-tenant/management/management-error.ts'
import {
  parseSearchQuery,
  type SearchRules,
} from '../../../scripts/local-tenant/management/search-query.ts'
import type { JsonObject } from '../../../scripts/local-tenant/store.ts'

const RULES: SearchRules = {
  bareFields: ['name', 'email'],
  ignoresCase: (field) => field === 'name' || field === 'email',
  isExactOnly: (field) => field.startsWith('user_metadata'),
}

const PEOPLE: readonly JsonObject[] = [
  {
    id: 'ann',
    name: 'Ann Smith',
    email: 'ann@example.com',
    'email.domain': 'example.com',
    plan: 'Gold',
    count: 3,
    blocked: true,
    last: '2026-11-02T10:00:00.000Z',
    identities: [{ connection: 'members' }, { connection: 'acme-oidc' }],
  },
  {
    id: 'bob',
    name: 'bob',
    email: 'bob@other.example',
    'email.domain': 'other.example',
    plan: 'free',
    count: 12,
    last: '2026-11-03T10:00:00.000Z',
    identities: [{ connection: 'members' }],
    user_metadata: { colour: 'red', odd: 'a"b*c?d' },
  },
  {
    id: 'eve',
    name: 'Eve',
    email: null,
    plan: 'gold',
    count: 0,
    app_metadata: { a: { b: [1, 2] } },
  },
]
const ids = (q: string): unknown[] => PEOPLE.filter(parseSearchQuery(q, RULES)).map(({ id }) => id)

test.each<[string, string[]]>([
  [' id:ann ', ['ann']],
  ['name:"ann smith"', ['ann']],
  ['name:Ann', []],
  ['plan:gold', ['eve']],
  ['email.domain:"example.com"', ['ann']],
  ['identities.connection:"acme-oidc"', ['ann']],
  ['app_metadata.a.b:2', ['eve']],
  ['blocked:true', ['ann']],
  ['user_metadata.odd:"a\\"b*c?d"', ['bob']],
  ['user_metadata.odd:a\\"b\\*c\\?d', ['bob']],
  ['bob', ['bob']],
  ['"ANN@example.com"', ['ann']],
  ['nobody', []],
  // joined
  ['id:ann OR id:bob', ['ann', 'bob']],
  ['id:ann id:bob', ['ann', 'bob']],
  ['id:ann || id:bob', ['ann', 'bob']],
  ['blocked:true AND plan:Gold', ['ann']],
  ['blocked:true && plan:free', []],
  ['id:(ann OR eve)', ['ann', 'eve']],
  ['id:(ann OR "bob") AND count:12', ['bob']],
  ['(id:ann OR id:bob) AND NOT blocked:true', ['bob']],
  ['((id:ann OR id:eve) AND count:0)', ['eve']],
  ['((((id:ann))))', ['ann']],
  // `AND` demands both of its sides, and what is joined by `OR` beside it is a wish
  ['id:eve OR blocked:true AND plan:Gold', ['ann']],
  ['blocked:true AND plan:Gold OR id:eve', ['ann']],
  ['blocked:true AND (plan:free OR id:ann)', ['ann']],
  // refused to be
  ['NOT blocked:true', ['bob', 'eve']],
  ['-blocked:true', ['bob', 'eve']],
  ['NOT blocked:true AND NOT id:eve', ['bob']],
  ['id:ann OR NOT blocked:true', []],
  ['-id:(ann OR bob)', ['eve']],
  ['id:(NOT ann)', ['bob', 'eve']],
  ['-bob', ['ann', 'eve']],
  // whether it is there
  ['_exists_:user_metadata.colour', ['bob']],
  ['-_exists_:email', ['eve']],
  ['NOT _exists_:email AND plan:gold', ['eve']],
  ['email:*', ['ann', 'bob']],
  // wildcards
  ['name:ANN*', ['ann']],
  ['plan:g*', ['eve']],
  ['email:*example.com', ['ann']],
  ['email:a*m', ['ann']],
  ['email:*ple*', ['ann', 'bob']],
  ['name:b*b*b', []],
  ['name:bo*ob', []],
  ['name:b*b', ['bob']],
  ['exam*', []],
  // ranges
  ['count:[3 TO 12]', ['ann', 'bob']],
  ['count:{3 TO 12]', ['bob']],
  ['count:[3 TO 12}', ['ann']],
  ['count:{3 TO 12}', []],
  ['count:[3 TO *]', ['ann', 'bob']],
  ['count:[* TO 3}', ['eve']],
  ['last:[2026-11-01 TO 2026-11-02]', ['ann']],
  ['last:[2026-11-01 TO 2026-11-02}', []],
  ['last:{2026-11-02 TO *]', ['bob']],
  ['last:[2026-11-02T10:00:00.001Z TO *]', ['bob']],
  ['-count:[1 TO *]', ['eve']],
])('%s finds %j', (q, expected) => {
  expect(ids(q)).toEqual(expected)
})

test('whatever is asked is answered or refused by name', () => {
  const symbols = [
    'a',
    ':',
    '*',
    '"',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ' TO ',
    ' AND ',
    ' OR ',
    'NOT ',
    '-',
    '\\',
    '~',
    '/',
    '+',
    ' ',
  ]
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...symbols), maxLength: 24 }), (q) => {
      try {
        expect(ids(q).length).toBeLessThanOrEqual(PEOPLE.length)
      } catch (fault) {
        expect(fault).toBeInstanceOf(ManagementError)
      }
    }),
    { numRuns: 2_000 },
  )
})

describe('refused', () => {
  test.each([
    'name:(',
    'name:',
    'name:a:b',
    'name:ann AND',
    'NOT',
    '',
    'name:an~',
    '((((( name:ann )))))',
    'a:(b OR '.repeat(25),
    `name:${'a'.repeat(2_000)}`,
    'name:"ann smith"~2',
    'name:ann^2',
    'name:/an.*/',
    'name:an?',
    'count:>3',
    '+name:ann',
    'name:*nn',
    'user_metadata.colour:r*',
    'user_metadata.colour:[a TO z]',
    '[a TO b]',
    'count:[1 TO 2',
    '"open',
  ])('is %s', (q) => {
    expect(() => parseSearchQuery(q, RULES)).toThrow(/^Query validation error: /)
  })
})
