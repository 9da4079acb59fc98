import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../scripts/ground/json-value.ts'
import { printable, printableValue } from '../../../scripts/ground/printing/printable.ts'
import type { Plan } from '../../../scripts/shipping/plan/plan.ts'
import { renderMarkdown } from '../../../scripts/shipping/plan/render-markdown.ts'
import { renderPlan } from '../../../scripts/shipping/plan/render-plan.ts'
import { unfoldLines } from '../../../scripts/shipping/plan/unfold-lines.ts'
import { renderVerification } from '../../../scripts/shipping/verify/render-verification.ts'
import type { Verification } from '../../../scripts/shipping/verify-tenant.ts'
import { aRun } from '../../builders/a-run.ts'
import { HIDDEN, hostileText } from '../../builders/hostile-text.ts'
import { readPage } from '../../builders/parse-markdown.ts'

const run = aRun('plans', 150)
const callPlan = (rest = ''): string => `guard plan ${rest}`.trim()

const plan: Plan = {
  version: 2,
  environment: 'local',
  domain: 'tenant.example.com',
  desired: 'desired',
  keyId: null,
  writes: [],
  refusals: [{ code: 'binding_unknown', message: 'somebody else bound it', fix: 'unbind it' }],
  notes: ['something is left'],
  fingerprints: {},
  changes: [
    {
      kind: 'update',
      type: 'actions',
      name: 'guard',
      id: '1',
      notes: [],
      fields: [{ path: 'runtime', kind: 'changed', before: 'node18', after: 'node22' }],
      code: {
        before: 'a'.repeat(64),
        after: 'b'.repeat(64),
        diff: '--- a\n+++ b\n@@ -1 +1 @@\n-x|y\n+z\n',
      },
    },
    {
      kind: 'bind',
      type: 'triggers',
      name: 'post-login',
      notes: ['only the order changes'],
      before: ['a', 'b'],
      after: ['b', 'a'],
    },
    { kind: 'delete', type: 'organizations', name: 'acme', id: '2', notes: ['its memberships go'] },
    {
      kind: 'create',
      type: 'roles',
      name: 'A|B',
      notes: [],
      fields: [{ path: 'name', kind: 'added', after: 'A|B' }],
    },
  ],
}

test('a table for a terminal', () => {
  expect(`${renderPlan(plan)}`).toBe(`a deploy would refuse: binding_unknown: somebody else bound it
  fix: unbind it

plan for local at tenant.example.com

   type           name        what
-  -------------  ----------  ---------------------------------
~  actions        guard       code aaaaaaaaaaaa -> bbbbbbbbbbbb
                              runtime: "node18" -> "node22"
>  triggers       post-login  runs b, then a
                              ran a, then b
                              (only the order changes)
-  organizations  acme        deleted
                              (its memberships go)
+  roles          A|B         with name

--- a
+++ b
@@ -1 +1 @@
-x|y
+z

note: something is left

1 to create, 1 to update, 1 to bind, 1 to delete`)
})

describe('Markdown for a pull request', () => {
  test('has a row per object, and says what a deploy would refuse', () => {
    expect(`${renderMarkdown(plan, callPlan)}`.split('\n')).toEqual([
      '### Plan for `local` at `tenant.example.com`',
      '',
      '**1 to create, 1 to update, 1 to bind, 1 to delete**',
      '',
      '> [!CAUTION]',
      '> `binding_unknown`: `somebody else bound it`',
      '> fix: `unbind it`',
      '',
      '|  | what | how |',
      '| --- | --- | --- |',
      '| update | `actions/guard` | code aaaaaaaaaaaa -> bbbbbbbbbbbb<br>`runtime`: `"node18"` -> `"node22"` |',
      '| bind | `triggers/post-login` | runs `b`, then `a`<br>ran `a`, then `b`<br>note: `only the order changes` |',
      '| delete | `organizations/acme` | deleted<br>note: `its memberships go` |',
      '| create | `roles/A\\|B` | with `name` |',
      '',
      '#### Code of `guard`',
      '',
      '<details><summary>what differs</summary>',
      '',
      '```diff',
      '--- a',
      '+++ b',
      '@@ -1 +1 @@',
      '-x|y',
      '+z',
      '```',
      '',
      '</details>',
      '',
      '- `something is left`',
    ])
  })

  test('fits into a comment, leaves out whole pieces, and counts them', () => {
    const [guard] = plan.changes
    const withCode = (name: string, diff: string) => ({
      ...guard,
      name,
      code: { before: null, after: '', diff },
    })
    const long = {
      ...plan,
      changes: [
        withCode('long', 'x\n'.repeat(90_000)),
        withCode('wide', `+${'y'.repeat(60_000)}\n`),
        withCode('n'.repeat(70_000), ''),
        withCode('short', '+z\n'),
      ],
      notes: ['n'.repeat(70_000), 'last'],
    } as Plan
    const text = `${renderMarkdown(long, callPlan)}`
    expect(text.length).toBeLessThan(65_536)
    expect(text.match(/^#### .*|^\*\*.*|^\| update \| `[a-z]+\/\w+`|^- .*/gm)).toEqual([
      '**0 to create, 4 to update, 0 to bind, 0 to delete**',
      '| update | `actions/long`',
      '| update | `actions/wide`',
      '| update | `actions/short`',
      '#### Code of `long`',
      '**89600 more lines** of this code are not shown here: `guard plan --json` has all of them.',
      '#### Code of `short`',
      '- `last`',
      '**Cut off:** 1 changes, 1 pieces of code, 1 notes did not fit into a comment and are not shown here. `guard plan` has all of them.',
    ])
  })

  test('keeps room for what is to be said: a row of many fields does not push it out', () => {
    const [guard] = plan.changes
    const fields = [...Array(500).keys()].map((at) => ({
      path: `permissions[read:reports-of-the-${at}th of https://api.example.com/]`,
      kind: 'removed',
    }))
    const change = { ...guard, name: 'wide', fields }
    const notes = ['n'.repeat(30_000)]
    const text = `${renderMarkdown({ ...plan, changes: [change], notes } as Plan, callPlan)}`
    expect([text.includes(notes[0] ?? ''), text.match(/Cut off.*/)?.[0]]).toEqual([
      true,
      'Cut off:** 1 changes did not fit into a comment and are not shown here. `guard plan` has all of them.',
    ])
  })
})

describe('a plan full of hostile texts', () => {
  const diffOf = (code: string): string =>
    `--- a\n+++ b\n@@ -1 +1 @@\n${code
      .split('\n')
      .map((line) => `+${line}`)
      .join('\n')}\n`

  const planOf = ([a = '', b = '', c = '', d = '', e = '', f = '']: readonly string[]): Plan => ({
    ...plan,
    refusals: [{ code: a, message: b, fix: c }],
    notes: [d, e],
    changes: [
      {
        ...{ kind: 'update', type: 'actions', name: a, id: '1', notes: [b] },
        fields: [
          { path: `p${c}`, kind: 'changed', before: d, after: { [e]: f } },
          { path: `q${f}`, kind: 'removed' },
        ],
        code: { before: 'a'.repeat(64), after: 'b'.repeat(64), diff: diffOf(f) },
      },
      { kind: 'bind', type: 'triggers', name: f, notes: [], before: [e, d], after: [c, b, a] },
      { kind: 'delete', type: 'clients', name: e, id: '2', notes: [c] },
    ],
  })
  const six = fc.array(hostileText, { minLength: 6, maxLength: 6 })
  const plainPlan = planOf(['a', 'b', 'c', 'd', 'e', 'f'])

  test('is a page of the same headings, rows, cells and code, in which every text is seen', () => {
    const plain = readPage(`${renderMarkdown(plainPlan, callPlan)}`)
    fc.assert(
      fc.property(six, (texts) => {
        const page = `${renderMarkdown(planOf(texts), callPlan)}`
        const { shape, codes } = readPage(page)
        expect([shape, HIDDEN.exec(page)]).toEqual([plain.shape, null])
        const [, , , , , last = ''] = texts
        const shown = [
          ...texts.slice(0, 5).map((text) => (text === '' ? '""' : printableValue(text))),
          printableValue(`triggers/${last}`).replaceAll('\\|', '\\\\u007c'),
        ]
        expect(shown.filter((text) => !codes.includes(text))).toEqual([])
        expect(codes).toContain(printable(diffOf(last).slice(0, -1)))
      }),
      run,
    )
  })

  test('has as many lines in a terminal, beside those of its code', () => {
    const linesBeside = (planned: Plan, code: string): number =>
      renderPlan(planned).texts.length - code.split('\n').length
    const plain = linesBeside(plainPlan, 'f')
    fc.assert(
      fc.property(six, (texts) => {
        expect(linesBeside(planOf(texts), texts[5] ?? '')).toBe(plain)
        expect(renderPlan(planOf(texts)).texts.filter((line) => HIDDEN.test(line))).toEqual([])
      }),
      run,
    )
  })
})

describe('what could be taken for a word of ours is told apart', () => {
  test('names that hold what we set between names', () => {
    const [, bound] = plan.changes
    const changes = [
      { ...bound, before: [], after: ['a, then b', 'c'], notes: [] },
    ] as Plan['changes']
    expect(renderPlan({ ...plan, changes }).texts).toContain(
      '>  triggers  post-login  runs "a, then b", then c',
    )
  })

  const X = 'x'.repeat(20)
  const url = (name: string): string => `https://portal.example.com/${name}/${'y'.repeat(30)}`
  test.each<[string, Json | undefined, Json | undefined, string]>([
    ['where they part', `${'x'.repeat(200)}old`, `${'x'.repeat(200)}new`, `…${X}old" -> …${X}new"`],
    [
      'up to the last difference, or how much is not shown',
      `${'x'.repeat(200)}old${'z'.repeat(200)}`,
      `${'x'.repeat(200)}new${'z'.repeat(99)}evil${'z'.repeat(101)}`,
      `…${X}old${'z'.repeat(48)}… (51 more characters) -> …${X}new${'z'.repeat(48)}… (55 more characters)`,
    ],
    [
      'with how much is not shown',
      undefined,
      'x'.repeat(100),
      `"${'x'.repeat(70)}… (31 more characters)`,
    ],
    ['whole where they are short', ['a', 'b'], ['a'], '["a","b"] -> ["a"]'],
    [
      'by the members that one list has more',
      [url('old'), url('a'), url('b')],
      [url('new'), url('a'), url('b'), 'https://evil.example.net/'],
      `without "${url('old')}", with "${url('new')}", "https://evil.example.net/"`,
    ],
    [
      'by the members of a list that there was not',
      undefined,
      [url('a'), url('b'), 'https://evil.example.net/'],
      `with "${url('a')}", "${url('b')}", "https://evil.example.net/"`,
    ],
    [
      'by members that part late',
      [`${'x'.repeat(200)}old`],
      [`${'x'.repeat(200)}new`],
      `without …${X}old", with …${X}new"`,
    ],
    [
      'by twenty members at most, and a number',
      [],
      Array.from({ length: 30 }, (_, at) => 100 + at),
      `with ${Array.from({ length: 20 }, (_, at) => 100 + at).join(', ')}, and 10 more`,
    ],
  ])('long values are shown %s', (_what, before, after, shown) => {
    const [guard] = plan.changes
    const fields = [{ path: 'a', kind: 'changed', before, after }]
    const changes = [{ ...guard, fields, code: undefined }] as unknown as Plan['changes']
    expect(renderPlan({ ...plan, changes }).texts).toContain(`~  actions  guard  a: ${shown}`)
  })

  test('code that is not shown line by line says so', () => {
    const [guard] = plan.changes
    const code = { before: 'a'.repeat(64), after: 'b'.repeat(64), diff: '' }
    const changes = [{ ...guard, fields: [], code }] as unknown as Plan['changes']
    expect(renderPlan({ ...plan, changes }).texts).toContain(
      '~  actions  guard  code aaaaaaaaaaaa -> bbbbbbbbbbbb (not shown line by line)',
    )
  })
})

test('nothing to do is said in one line', () => {
  expect(`${renderPlan({ ...plan, changes: [], refusals: [], notes: [] })}`).toBe(
    'nothing to do: tenant.example.com is as git says (local)',
  )
})

test.each([
  ['what git does not speak of', 'roles: managed, but not in the tenant folder', ''],
  [
    'what is known from a receipt alone',
    'credentials: set as this program last sent it; the tenant never gives it back',
    ', as far as it was shown',
  ],
  ['what was not compared', 'roles: not shown, so it is not compared', ', as far as it was shown'],
])('a note about %s goes into every headline', (_what, note, qualified) => {
  const noted = { ...plan, changes: [], refusals: [], notes: [note] }
  expect(`${renderPlan(noted)}`).toBe(
    `nothing to do: tenant.example.com is as git says${qualified} (local)\n\nnote: ${note}`,
  )
  expect(`${renderMarkdown(noted, callPlan)}`.split('\n')[2]).toBe(
    `Nothing to do: \`tenant.example.com\` is as git says${qualified}.`,
  )
  const verification = { plan: noted, unbound: [], canaries: [], holds: true }
  expect(`${renderVerification(verification as unknown as Verification)}`).toBe(
    `verified: tenant.example.com is as git says${qualified} (local)\n\nnote: ${note}`,
  )
})

test('a plan that a deploy would refuse says nowhere that there is nothing to do', () => {
  const refused = { ...plan, changes: [] }
  expect(plan.refusals).not.toEqual([])
  expect([
    `${renderPlan(refused)}`.includes('nothing to do'),
    `${renderMarkdown(refused, callPlan)}`.includes('Nothing to do'),
  ]).toEqual([false, false])
})

test('long lines are taken apart at brackets and commas, but not inside of strings', () => {
  const filler = 'x'.repeat(160)
  expect(
    unfoldLines(`short = { a: 1, b: 2 }\nlong = { a: "{,}", b: [1, 2], c: "${filler}" };`),
  ).toBe(
    `short = { a: 1, b: 2 }\nlong = {\n  a: "{,}",\n  b: [\n    1,\n    2\n  ],\n  c: "${filler}"\n};`,
  )
})
