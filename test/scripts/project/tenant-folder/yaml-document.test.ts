import { describe, expect, test } from 'vitest'
import { parseYaml, renderYaml } from '../../../../scripts/project/tenant-folder/yaml-document.ts'

const TEXT = `# the tenant
clients:
  - name: Reports
    callbacks: [https://a.example.com/, https://b.example.com/]
    jwt_configuration: { alg: RS256,
      lifetime_in_seconds: 3600 }

  # a second one
  -
    name: "Portal"
    description: >
      long and
      folded
roles: []
tenant:
  flags:
    a: true
    'b': null
  empty:
triggers:
  post-login:
  - action_name: one
  - action_name: two
`

describe('a value is found on the line of its key', () => {
  test.each<[path: (string | number)[], line: number]>([
    [[], 2],
    [['clients'], 2],
    [['clients', 0], 3],
    [['clients', 0, 'name'], 3],
    [['clients', 0, 'callbacks'], 4],
    [['clients', 0, 'callbacks', 1], 4],
    [['clients', 0, 'jwt_configuration', 'alg'], 5],
    [['clients', 0, 'jwt_configuration', 'lifetime_in_seconds'], 6],
    [['clients', 1], 10],
    [['clients', 1, 'name'], 10],
    [['clients', 1, 'description'], 11],
    [['roles'], 14],
    [['tenant', 'flags', 'b'], 18],
    [['tenant', 'empty'], 19],
    [['tenant', 'nothing', 'there'], 15],
    [['triggers', 'post-login', 1, 'action_name'], 23],
  ])('%j', (path, line) => {
    expect(parseYaml('tenant/tenant.yaml', TEXT).place(path)).toEqual({
      file: 'tenant/tenant.yaml',
      line,
    })
  })
})

test('what is broken is told with its line', () => {
  expect(
    parseYaml('tenant/tenant.yaml', 'clients:\n  - name: a\n  roles: {\n').brokenAt?.line,
  ).toBe(3)
})

test('an empty file says nothing, and is none that is broken', () => {
  const { value, brokenAt } = parseYaml('tenant/tenant.yaml', '')
  expect([value, brokenAt]).toEqual([{}, null])
})

test('a value is rendered so that it reads the same, markers in quotes', () => {
  const value = { clients: [{ name: 'a', client_secret: '@@SECRET@@', nested: [1, null, 'x: y'] }] }
  const text = renderYaml(value)
  expect(parseYaml('a.yaml', text).value).toEqual(value)
  expect(text).toContain("'@@SECRET@@'")
})

const layers = Array.from({ length: 30 }, (_, at) => `- &l${at} [${`*l${at - 1}, `.repeat(9)}]`)
test.each([
  ['stands within itself', 'clients: &all [*all]\n'],
  ['stands for aliases of aliases', `- &l0 [x]\n${layers.slice(1).join('\n')}\n`],
])('an alias that %s is broken, and not read for ever', (_what, text) => {
  expect(parseYaml('tenant/tenant.yaml', text)).toMatchObject({
    value: undefined,
    brokenAt: { line: 1 },
  })
})
