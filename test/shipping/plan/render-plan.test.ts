import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../scripts/shipping/plan/plan.ts'
import { renderMarkdown } from '../../../scripts/shipping/plan/render-markdown.ts'
import { renderPlan } from '../../../scripts/shipping/plan/render-plan.ts'
import { unfoldLines } from '../../../scripts/shipping/plan/unfold-lines.ts'

const plan: Plan = {
  version: 1,
  environment: 'local',
  domain: 'tenant.example.com',
  desired: 'desired',
  keyId: null,
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
  expect(renderPlan(plan)).toBe(`a deploy would refuse: binding_unknown: somebody else bound it
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
  const markdown = renderMarkdown(plan)

  test('has a row per object, with bars that do not break the table', () => {
    expect(markdown.split('\n').filter((line) => line.startsWith('| '))).toEqual([
      '| | what | how |',
      '| update | actions/guard | code aaaaaaaaaaaa -&gt; bbbbbbbbbbbb<br>runtime: "node18" -&gt; "node22" |'.replaceAll(
        '-&gt;',
        '->',
      ),
      '| bind | triggers/post-login | runs b, then a<br>ran a, then b<br>_only the order changes_ |',
      '| delete | organizations/acme | deleted<br>_its memberships go_ |',
      '| create | roles/A\\|B | with name |',
    ])
  })

  test('no name opens an element, or a comment that swallows the rest', () => {
    const [change] = plan.changes
    const evil = 'x</code></summary></details><!--'
    const markdown = renderMarkdown({
      ...plan,
      changes: [{ ...change, name: evil }] as Plan['changes'],
      notes: [`runs ${evil}`],
      refusals: [{ code: 'binding_unknown', message: `runs ${evil}`, fix: `unbind ${evil}` }],
    })
    const ours = ['<br>', '<details>', '<summary>', '<code>', '</code>', '</summary>', '</details>']
    expect(markdown.match(/<[^>]*>?/g)).toEqual(ours)
  })

  test('says what a deploy would refuse, and fits into a comment', () => {
    expect(markdown).toContain('`binding_unknown`: somebody else bound it')
    const [change] = plan.changes
    const long = {
      ...plan,
      changes: [{ ...change, code: { before: null, after: '', diff: 'x\n'.repeat(90_000) } }],
    } as Plan
    expect(renderMarkdown(long).length).toBeLessThan(65_536)
  })
})

test('nothing to do is said in one line', () => {
  expect(renderPlan({ ...plan, changes: [], refusals: [], notes: [] })).toBe(
    'nothing to do: tenant.example.com is as git says (local)',
  )
})

test('long lines are taken apart at brackets and commas, but not inside of strings', () => {
  const filler = 'x'.repeat(160)
  expect(
    unfoldLines(`short = { a: 1, b: 2 }\nlong = { a: "{,}", b: [1, 2], c: "${filler}" };`),
  ).toBe(
    `short = { a: 1, b: 2 }\nlong = {\n  a: "{,}",\n  b: [\n    1,\n    2\n  ],\n  c: "${filler}"\n};`,
  )
})
