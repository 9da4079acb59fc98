import { describe, expect, test } from 'vitest'
import {
  createDiffer,
  type Difference,
  type SecretKnowledge,
} from '../../scripts/gateway/create-differ.ts'
import { heldSecrets, mergeHeld } from '../../scripts/gateway/held-secrets.ts'
import { fingerprintWith } from '../../scripts/gateway/secret-mark.ts'
import { createStandIns } from '../../scripts/gateway/secret-stand-ins.ts'
import type { JsonObject } from '../../scripts/ground/json-value.ts'

const fingerprint = fingerprintWith('local-development-only-key-never-use-it-for-a-real-tenant')
const SECRET = 'hunter-of-secrets'
const OTHER = 'another-value'
const standInsOf = (values: Record<string, string>) =>
  createStandIns({ names: ['KEY', 'LOST'], values, fingerprint, nonce: 'nonce' })
const KEY = standInsOf({}).keywords.KEY ?? ''
const LOST = standInsOf({}).keywords.LOST ?? ''

type Asked = {
  readonly path?: string
  readonly isWhole?: boolean
  readonly held?: Record<string, Record<string, string>>
  readonly knowledge?: SecretKnowledge
  readonly secret?: string
}

const compare = (
  members: JsonObject,
  before: JsonObject,
  {
    path = '/connections/1',
    isWhole = false,
    held = {},
    knowledge = 'the same',
    secret = SECRET,
  }: Asked = {},
): Difference =>
  createDiffer({
    standIns: standInsOf({ KEY: secret }),
    fingerprint,
    held,
    knowSecret: () => knowledge,
  })(path, members, before, isWhole)

const changes = (...given: Parameters<typeof compare>): string[] =>
  compare(...given).fields.map(({ kind, path }) => `${kind} ${path}`)

describe('what differs', () => {
  test.each<[what: string, wanted: JsonObject, before: JsonObject, differs: string[]]>([
    ['nothing', { a: 1 }, { a: 1 }, []],
    ['nothing that is not wanted: those are the tenant’s own', {}, { a: 1 }, []],
    ['a value', { a: 2 }, { a: 1 }, ['changed a']],
    ['a value that is new', { a: 2 }, {}, ['added a']],
    ['a value further in', { a: { b: 2 } }, { a: { b: 1, c: 1 } }, ['changed a.b']],
    ['what is set to null, and there', { a: null }, { a: 1 }, ['changed a']],
    ['not what is set to null, and not there', { a: null }, {}, []],
    [
      'a list in another order',
      { callbacks: ['a', 'b'] },
      { callbacks: ['b', 'a'] },
      ['reordered callbacks'],
    ],
    ['not a set in another order', { grant_types: ['a', 'b'] }, { grant_types: ['b', 'a'] }, []],
    [
      'one of a set',
      { enabled_clients: ['a', 'c'] },
      { enabled_clients: ['b', 'a'] },
      ['added enabled_clients[c]', 'removed enabled_clients[b]'],
    ],
    [
      'not a set of another order, of scopes with a name',
      { scopes: [{ value: 'a' }, { value: 'b' }] },
      { scopes: [{ value: 'b' }, { value: 'a' }] },
      [],
    ],
    [
      'a key of metadata that goes',
      { client_metadata: { a: 'x' } },
      { client_metadata: { a: 'x', b: 'y' } },
      ['removed client_metadata.b'],
    ],
    [
      'the same of an organization',
      { metadata: {} },
      { metadata: { b: 'y' } },
      ['removed metadata.b'],
    ],
    [
      'a key of metadata that is taken by null',
      { client_metadata: { b: null } },
      { client_metadata: { b: 'y' } },
      ['removed client_metadata.b'],
    ],
    ['a key of other maps that stays', { options: { a: 1 } }, { options: { a: 1, b: 2 } }, []],
    ['all of another map', { addons: {} }, { addons: { samlp: {} } }, ['removed addons.samlp']],
    ['nothing of a map that is empty', { addons: {} }, { addons: {} }, []],
  ])('%s', (_what, wanted, before, differs) => {
    expect(changes(wanted, before)).toEqual(differs)
  })

  test.each<[string, JsonObject, JsonObject, string[]]>([
    ['a member that is not sent goes', { a: 1 }, { a: 1, b: 2 }, ['removed b']],
    ['and further in', { a: { b: 1 } }, { a: { b: 1, c: 2 } }, ['removed a.c']],
    ['what is null goes', { a: null }, { a: 1 }, ['removed a']],
    ['and nothing else', { a: 1 }, { a: 1 }, []],
  ])('of a thing that is sent whole: %s', (_what, wanted, before, differs) => {
    expect(changes(wanted, before, { isWhole: true })).toEqual(differs)
  })
})

test.each<[what: string, wanted: JsonObject, before: JsonObject, difference: Difference]>([
  [
    'goes with a change',
    { options: { attributes: { email: {} } } },
    { options: { requires_username: true, validation: {} } },
    {
      fields: [
        { path: 'options.attributes', kind: 'added', after: { email: {} } },
        { path: 'options.requires_username', kind: 'removed' },
        { path: 'options.validation', kind: 'removed' },
      ],
      notes: [],
    },
  ],
  [
    'goes with a change beside them',
    { display_name: 'New', options: { a: 1 } },
    { display_name: 'Old', options: { a: 1, b: 2 } },
    {
      fields: [
        { path: 'display_name', kind: 'changed', before: 'Old', after: 'New' },
        { path: 'options.b', kind: 'removed' },
      ],
      notes: [],
    },
  ],
  [
    'alone is a note, unless it says nothing',
    { options: { passwordPolicy: 'good' } },
    { options: { passwordPolicy: 'good', password_options: { history: {} }, mfa: false } },
    {
      fields: [],
      notes: [
        'options.password_options: in the tenant beside what git says, and not sent with it, so it is not compared',
      ],
    },
  ],
  [
    'is not known where the tenant shows no options',
    { options: { a: 1 } },
    {},
    { fields: [{ path: 'options', kind: 'added', after: { a: 1 } }], notes: [] },
  ],
])('an option that a connection is sent without %s', (_what, wanted, before, difference) => {
  expect(compare(wanted, before)).toEqual(difference)
  expect(compare(wanted, before, { path: '/forms/1' }).fields).toEqual(
    difference.fields.filter(({ kind }) => kind !== 'removed'),
  )
})

describe('a secret', () => {
  test.each<[what: string, wanted: JsonObject, before: JsonObject, differs: string[]]>([
    ['that the tenant gives back', { client_secret: KEY }, { client_secret: SECRET }, []],
    [
      'that is another one there',
      { client_secret: KEY },
      { client_secret: OTHER },
      ['changed client_secret'],
    ],
    ['that the tenant does not have', { client_secret: KEY }, {}, ['added client_secret']],
    ['that is not at hand', { client_secret: LOST }, { client_secret: OTHER }, []],
    ['at a member that nobody knows as one', { motto: KEY }, { motto: SECRET }, []],
    [
      'at such a member, and another one there',
      { motto: KEY },
      { motto: OTHER },
      ['changed motto'],
    ],
    [
      'of the tenant, where git has a plain text',
      { client_secret: 'plain' },
      { client_secret: OTHER },
      ['changed client_secret'],
    ],
    [
      'further in',
      { options: { client_secret: KEY } },
      { options: { client_secret: OTHER } },
      ['changed options.client_secret'],
    ],
  ])('%s', (_what, wanted, before, differs) => {
    const { fields } = compare(wanted, before)
    expect(fields.map(({ kind, path }) => `${kind} ${path}`)).toEqual(differs)
    expect(JSON.stringify(fields)).not.toMatch(/hunter-of-secrets|another-value|og-secret/)
  })
})

test.each<[what: string, wanted: JsonObject, before: JsonObject, notes: string[]]>([
  ['at hand', { client_secret: KEY }, { client_secret: OTHER }, []],
  [
    'not at hand',
    { options: { client_secret: LOST } },
    { options: { client_secret: OTHER } },
    ['options.client_secret: set; not compared, because it was not given here'],
  ],
  ['that the tenant lacks', { client_secret: LOST }, {}, []],
])('a secret %s is noted where it cannot be compared', (_what, wanted, before, notes) => {
  expect(compare(wanted, before).notes).toEqual(notes)
})

describe('a value that the tenant never gives back', () => {
  const PATH = '/emails/provider'
  const whole = { credentials: { smtp_host: 'mail.example.com', smtp_pass: KEY } }
  const only = { smtp_pass: KEY }
  /** What the receipt of a deploy keeps of it. */
  const receiptOf = (wanted: JsonObject) => {
    const { fields } = compare(wanted, {}, { path: PATH })
    return heldSecrets(
      [{ root: PATH, after: wanted, fields }],
      standInsOf({ KEY: SECRET }),
      fingerprint,
    )
  }

  test.each<[what: string, wanted: JsonObject, now: JsonObject, Asked, differs: string[]]>([
    ['is no secret: it was not taken', { a: 'x' }, { a: 'x' }, {}, ['added a']],
    ['is a list without one', { list: ['x'] }, { list: ['x'] }, {}, ['added list']],
    ['is a secret as it was sent', only, only, {}, []],
    ['is another secret', only, only, { secret: OTHER }, ['added smtp_pass']],
    ['is a secret that is not at hand', only, only, { secret: '' }, []],
    ['holds a secret as it was sent', whole, whole, {}, []],
    ['holds another secret', whole, whole, { secret: OTHER }, ['added credentials']],
    ['holds a secret that is not at hand', whole, whole, { secret: '' }, []],
    [
      'holds a secret that is not at hand, beside what is another now',
      whole,
      { credentials: { smtp_host: 'evil.example.com', smtp_pass: KEY } },
      { secret: '' },
      ['added credentials'],
    ],
    ['belongs to another thing', only, only, { path: '/branding' }, ['added smtp_pass']],
  ])('%s', (_what, sent, wanted, asked, differs) => {
    expect(changes(wanted, {}, { path: PATH, held: receiptOf(sent), ...asked })).toEqual(differs)
  })
})

test.each<[what: string, sent: JsonObject, wanted: JsonObject, notes: string[]]>([
  [
    'as it was sent',
    { credentials: { smtp_pass: KEY } },
    { credentials: { smtp_pass: KEY } },
    ['credentials: set as this program last sent it; the tenant never gives it back'],
  ],
  [
    'another one',
    { credentials: { a: 1, smtp_pass: KEY } },
    { credentials: { smtp_pass: KEY } },
    [],
  ],
])(
  'what is never given back is noted where only a receipt says it is there: %s',
  (_what, sent, wanted, notes) => {
    const path = '/emails/provider'
    const { fields } = compare(sent, {}, { path })
    const held = heldSecrets(
      [{ root: path, after: sent, fields }],
      standInsOf({ KEY: SECRET }),
      fingerprint,
    )
    expect(compare(wanted, {}, { path, held }).notes).toEqual(notes)
  },
)

test('of two receipts the later one speaks, field by field', () => {
  const earlier = { '/a': { one: '1', two: '2' }, '/b': { one: '1' } }
  expect(mergeHeld(earlier, { '/a': { two: '3' } })).toEqual({
    '/a': { one: '1', two: '3' },
    '/b': { one: '1' },
  })
})

test.each<[SecretKnowledge, differs: string[], notes: number]>([
  ['nothing known', [], 1],
  ['written since', ['changed secrets[KEY]'], 0],
])('a secret of a module is compared as one of an Action: %s', (knowledge, differs, notes) => {
  const { fields, notes: told } = compare(
    { name: 'shared', secrets: [{ name: 'KEY', value: KEY }] },
    { name: 'shared', secrets: [{ name: 'KEY', updated_at: '2026-11-23' }] },
    { path: '/actions/modules/1', knowledge },
  )
  expect(fields.map(({ kind, path }) => `${kind} ${path}`)).toEqual(differs)
  expect(told).toHaveLength(notes)
})

test.each<[SecretKnowledge, means: string]>([
  ['another value', 'another value'],
  // By whom is not known: a deploy of ours that was stopped files no receipt.
  ['written since', 'it was written since the last receipt'],
])('a secret that differs says what is known of it: %s', (knowledge, means) => {
  const { fields } = compare(
    { secrets: [{ name: 'KEY', value: KEY }] },
    { name: 'guard', secrets: [{ name: 'KEY', updated_at: '2026-11-23' }] },
    { path: '/actions/actions/1', knowledge },
  )
  expect(fields).toEqual([{ path: 'secrets[KEY]', kind: 'changed', means }])
})

describe('a secret of an Action', () => {
  const PATH = '/actions/actions/1'
  const before = { name: 'guard', code: 'a', secrets: [{ name: 'KEY', updated_at: '2026-11-23' }] }
  const wants = (value?: string): JsonObject => ({
    secrets: [{ name: 'KEY', ...(value === undefined ? {} : { value }) }],
  })
  test.each<[what: string, wanted: JsonObject, SecretKnowledge, differs: string[], notes: number]>([
    ['is the one that was written', wants(KEY), 'the same', [], 0],
    ['is another one', wants(KEY), 'another value', ['changed secrets[KEY]'], 0],
    ['was written since', wants(KEY), 'written since', ['changed secrets[KEY]'], 0],
    ['is known to nobody', wants(KEY), 'nothing known', [], 1],
    ['is not at hand', wants(LOST), 'another value', [], 1],
    ['is left as it is, as an export says', wants(), 'another value', [], 0],
    ['is a plain text in git', wants('plain'), 'another value', ['changed secrets[KEY]'], 0],
    ['is gone from git', { secrets: [] }, 'the same', ['removed secrets[KEY]'], 0],
    ['is not spoken of', { code: 'a' }, 'another value', [], 0],
    [
      'is new',
      { secrets: [{ name: 'NEW', value: KEY }] },
      'the same',
      ['added secrets[NEW]', 'removed secrets[KEY]'],
      0,
    ],
    ['stays while the code changes', { code: 'b', ...wants(KEY) }, 'the same', ['changed code'], 0],
  ])('%s', (_what, wanted, knowledge, differs, notes) => {
    const { fields, notes: told } = compare(wanted, before, { path: PATH, knowledge })
    expect(fields.map(({ kind, path }) => `${kind} ${path}`)).toEqual(differs)
    expect(told).toHaveLength(notes)
  })
})
