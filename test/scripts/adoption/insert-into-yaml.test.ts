import { describe, expect, test } from 'vitest'
import { insertIntoYaml, type YamlInsertion } from '../../../scripts/adoption/insert-into-yaml.ts'
import { parseYaml } from '../../../scripts/project/tenant-folder/yaml-document.ts'

const guard = (index: number): YamlInsertion => ({
  path: ['triggers', 'post-login'],
  index,
  item: { action_name: 'guard' },
})
const action: YamlInsertion = { path: ['actions'], index: 1, item: { name: 'guard' } }

describe('puts lines in and leaves the others as they are', () => {
  test.each<[string, YamlInsertion, string, string]>([
    ['an empty file', action, '', 'actions:\n  - name: guard\n'],
    [
      'a file without the list, and what follows it',
      action,
      '# ours\nclients:\n  - name: a\n',
      '# ours\nclients:\n  - name: a\nactions:\n  - name: guard\n',
    ],
    [
      'the end of a list that stands as far out as its key, and a comment of the next',
      action,
      'actions:\n- name: a\n  code: |\n    # not a comment\n\n# about clients\nclients: []\n',
      'actions:\n- name: a\n  code: |\n    # not a comment\n- name: guard\n\n# about clients\nclients: []\n',
    ],
    [
      'an empty list, with a comment',
      action,
      'actions: [ ] # none yet\nclients: []\n',
      'actions: # none yet\n  - name: guard\nclients: []\n',
    ],
    ['a key without a value', action, 'actions:\n', 'actions:\n  - name: guard\n'],
    [
      'a last line that does not end',
      action,
      'clients: []',
      'clients: []\nactions:\n  - name: guard',
    ],
    [
      'Windows lines',
      action,
      'actions:\r\n    - name: a\r\n',
      'actions:\r\n    - name: a\r\n    - name: guard\r\n',
    ],
    [
      'the first place, above what is said about the one that was first',
      guard(0),
      '\'triggers\':\n  "post-login":\n    # asks\n    - action_name: a\n    - action_name: b\n',
      '\'triggers\':\n  "post-login":\n    - action_name: guard\n    # asks\n    - action_name: a\n    - action_name: b\n',
    ],
    [
      'between two',
      guard(1),
      'triggers:\n  post-login:\n    - action_name: a\n      display_name: a\n    - action_name: b\n  other: []\n',
      'triggers:\n  post-login:\n    - action_name: a\n      display_name: a\n    - action_name: guard\n    - action_name: b\n  other: []\n',
    ],
    [
      'a trigger that nothing is bound to yet',
      guard(0),
      'triggers:\n  other:\n    - action_name: a\nclients: []\n',
      'triggers:\n  other:\n    - action_name: a\n  post-login:\n    - action_name: guard\nclients: []\n',
    ],
    [
      'no trigger at all',
      guard(0),
      'triggers: {}\n',
      'triggers:\n  post-login:\n    - action_name: guard\n',
    ],
    [
      'a list with an anchor',
      action,
      'actions: &all\n  - name: a\n',
      'actions: &all\n  - name: a\n  - name: guard\n',
    ],
  ])('%s', (_what, insertion, text, expected) => {
    const written = insertIntoYaml(text, insertion)
    expect(written).toBe(expected)
    expect(parseYaml('tenant.yaml', written ?? '').brokenAt).toBe(null)
  })
})

test.each([
  ['brackets', 'actions: [{ name: a }]\n'],
  ['an alias', 'actions: *all\n'],
  ['a keyword', 'actions: @@ACTIONS@@\n'],
  ['a text', 'actions: none\n'],
  ['what is no list', 'actions:\n  name: a\n'],
])('nothing can be put into %s', (_what, text) => {
  expect(insertIntoYaml(text, action)).toBe(null)
})
