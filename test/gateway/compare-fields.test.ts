import { describe, expect, test } from 'vitest'
import { compareFields, uncompared } from '../../scripts/gateway/compare-fields.ts'
import type { FieldChange } from '../../scripts/gateway/field-change.ts'
import { secretMark } from '../../scripts/gateway/secret-mark.ts'
import type { Json, JsonObject } from '../../scripts/ground/json-value.ts'

const mark = (fingerprint: string | null) => secretMark('KEY', fingerprint)
const headers = (value: Json): JsonObject => ({ headers: [{ header: 'X-Key', value }] })
const shownChange = (before: Json, after: Json) =>
  ({
    path: 'headers',
    kind: 'changed',
    before: headers(before).headers,
    after: headers(after).headers,
  }) as FieldChange

const SAME: readonly (readonly [string, JsonObject, JsonObject])[] = [
  ['what git does not declare is the tenant’s', { a: 1 }, { a: 1, b: 2 }],
  ['also deeper down', { a: { b: 1 } }, { a: { b: 1, c: 2 } }],
  ['what is set to null is gone', { a: null }, {}],
  [
    'a list of things without a name, as it is',
    { clients: [{ id: 'a' }, { id: 'b' }] },
    { clients: [{ id: 'a' }, { id: 'b' }] },
  ],
  [
    'order among clients means nothing',
    { enabled_clients: ['a', 'b'] },
    { enabled_clients: ['b', 'a'] },
  ],
  [
    'order among an organization’s connections means nothing',
    { connections: [{ name: 'a' }, { name: 'b' }] },
    {
      connections: [
        { name: 'b', is_enabled: true },
        { name: 'a', is_enabled: true },
      ],
    },
  ],
  [
    'Actions Modules by name and version, whatever ids the tenant gave them',
    {
      modules: [
        { module_name: 'claims', module_version_number: 1 },
        { module_name: 'audit', module_version_number: 3 },
      ],
    },
    {
      modules: [
        { module_id: 'i', module_name: 'audit', module_version_id: 'v', module_version_number: 3 },
        { module_id: 'j', module_name: 'claims', module_version_id: 'w', module_version_number: 1 },
      ],
    },
  ],
  ['no list and an empty one', { callbacks: [] }, {}],
  ['nothing and an empty list', { callbacks: [], scope: [] }, { callbacks: null, scope: null }],
  ['the same secret', { client_secret: mark('one') }, { client_secret: mark('one') }],
  ['a secret that is not at hand', { client_secret: mark(null) }, { client_secret: mark('one') }],
  ['the same secret in a list', headers(mark('one')), headers(secretMark(null, 'one'))],
  ['a secret in a list that is not at hand', headers(mark(null)), headers(mark('one'))],
]

const DIFFERENT: readonly (readonly [string, JsonObject, JsonObject, readonly FieldChange[]])[] = [
  ['a value', { a: 1 }, { a: 2 }, [{ path: 'a', kind: 'changed', before: 2, after: 1 }]],
  ['a missing value', { a: 1 }, {}, [{ path: 'a', kind: 'added', after: 1 }]],
  ['false is not absent', { a: false }, {}, [{ path: 'a', kind: 'added', after: false }]],
  ['1 is not "1"', { a: 1 }, { a: '1' }, [{ path: 'a', kind: 'changed', before: '1', after: 1 }]],
  [
    'a value deeper down',
    { a: { b: 1 } },
    { a: { b: 2 } },
    [{ path: 'a.b', kind: 'changed', before: 2, after: 1 }],
  ],
  [
    'order where it counts: the first callback is the default',
    { callbacks: ['a', 'b'] },
    { callbacks: ['b', 'a'] },
    [{ path: 'callbacks', kind: 'reordered', before: ['b', 'a'], after: ['a', 'b'] }],
  ],
  [
    'a client more and one less',
    { enabled_clients: ['a'] },
    { enabled_clients: ['b'] },
    [
      { path: 'enabled_clients[a]', kind: 'added' },
      { path: 'enabled_clients[b]', kind: 'removed' },
    ],
  ],
  ...(['scope', 'callbacks', 'permissions'] as const).map(
    (list) =>
      [
        `an empty list ${list}, where the tenant has what is no list`,
        { [list]: [] },
        { [list]: 'openid email admin' },
        [{ path: list, kind: 'changed', before: 'openid email admin', after: [] }],
      ] as (typeof DIFFERENT)[number],
  ),
  [
    'a connection that would be unlinked',
    { connections: [] },
    { connections: [{ name: 'a' }] },
    [{ path: 'connections[a]', kind: 'removed' }],
  ],
  [
    'another version of an Actions Module',
    { modules: [{ module_name: 'claims', module_version_number: 2 }] },
    { modules: [{ module_id: 'i', module_name: 'claims', module_version_number: 1 }] },
    [{ path: 'modules[claims].module_version_number', kind: 'changed', before: 1, after: 2 }],
  ],
  [
    'a field of a connection',
    { connections: [{ name: 'a', show_as_button: true }] },
    { connections: [{ name: 'a', show_as_button: false }] },
    [{ path: 'connections[a].show_as_button', kind: 'changed', before: false, after: true }],
  ],
  [
    'a permission of another API is another permission',
    { permissions: [{ permission_name: 'read', resource_server_identifier: 'one' }] },
    { permissions: [{ permission_name: 'read', resource_server_identifier: 'two' }] },
    [
      {
        path: 'permissions[read of one]',
        kind: 'added',
        after: { permission_name: 'read', resource_server_identifier: 'one' },
      },
      { path: 'permissions[read of two]', kind: 'removed' },
    ],
  ],
  [
    'one more in a list whose things have no name',
    { clients: [{ id: 'portal' }] },
    { clients: [{ id: 'portal' }, { id: 'evil' }] },
    [
      {
        path: 'clients',
        kind: 'changed',
        before: [{ id: 'portal' }, { id: 'evil' }],
        after: [{ id: 'portal' }],
      },
    ],
  ],
  [
    'one of two that have the same name',
    { connections: [{ name: 'a' }] },
    { connections: [{ name: 'a' }, { name: 'a', is_enabled: true }] },
    [
      {
        path: 'connections',
        kind: 'changed',
        before: [{ name: 'a' }, { name: 'a', is_enabled: true }],
        after: [{ name: 'a' }],
      },
    ],
  ],
  [
    'a list that is called as what every object has',
    { toString: [{ a: 1 }] },
    { toString: [] },
    [{ path: 'toString', kind: 'changed', before: [], after: [{ a: 1 }] }],
  ],
  [
    'another secret, without a word of either',
    { client_secret: mark('one') },
    { client_secret: mark('two') },
    [{ path: 'client_secret', kind: 'changed', means: 'the secret has another value' }],
  ],
  [
    'another secret in a list, without a word of either',
    headers(mark('one')),
    headers(mark('two')),
    [shownChange('(secret)', '(secret)')],
  ],
  [
    'a secret in a list where the tenant has a text',
    headers(mark('one')),
    headers('none'),
    [shownChange('none', '(secret)')],
  ],
  [
    'a text in a list where git has a list',
    headers(['a']),
    headers({ 0: 'a' }),
    [shownChange({ 0: 'a' }, ['a'])],
  ],
  [
    'a member that one of a list has more',
    { list: [{ a: 1 }] },
    { list: [{ a: 1, b: 2 }] },
    [{ path: 'list', kind: 'changed', before: [{ a: 1, b: 2 }], after: [{ a: 1 }] }],
  ],
  [
    'what looks like a mark, and is a text of git',
    { addons: { $secret: null, $fingerprint: null, to: 'a' } },
    { addons: { $secret: null, $fingerprint: null, to: 'b' } },
    [{ path: 'addons.to', kind: 'changed', before: 'b', after: 'a' }],
  ],
  [
    'a key of metadata that every object has',
    { client_metadata: { toString: 'new' } },
    { client_metadata: { constructor: 'old' } },
    [
      { path: 'client_metadata.toString', kind: 'added', after: 'new' },
      { path: 'client_metadata.constructor', kind: 'removed' },
    ],
  ],
  [
    'a secret the tenant lacks',
    { client_secret: mark('one') },
    {},
    [{ path: 'client_secret', kind: 'added', means: 'a secret that the tenant does not have yet' }],
  ],
  [
    'a secret inside of something new is blotted out',
    { options: { client_secret: mark('one') } },
    {},
    [{ path: 'options', kind: 'added', after: { client_secret: '(secret)' } }],
  ],
]

describe('compareFields', () => {
  test.each(SAME)('no difference: %s', (_what, desired, actual) => {
    expect(compareFields(desired, actual)).toEqual([])
  })

  test.each(DIFFERENT)('a difference: %s', (_what, desired, actual, changes) => {
    expect(compareFields(desired, actual)).toEqual(changes)
  })
})

test('a secret in a list that is not at hand is not compared, and said so', () => {
  expect(uncompared(headers(mark(null)), headers(mark('one')))).toEqual(['headers[0].value'])
  expect(uncompared(headers(mark('one')), headers(mark('one')))).toEqual([])
})
