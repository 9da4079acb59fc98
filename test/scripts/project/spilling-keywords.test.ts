import { expect, test } from 'vitest'
import { spillingKeywords } from '../../../scripts/project/spilling-keywords.ts'

const JSON_FILE = 'tenant/clients/a.json'
const YAML_FILE = 'tenant/tenant.yaml'

const spills = (file: string, text: string, value: unknown) =>
  spillingKeywords(file, text, { NAME: value, OTHER: 'x' }).map(({ name, line }) => [name, line])

test.each<[string, string, string, unknown]>([
  ['a word', JSON_FILE, '{"a":"##NAME##","b":1}', 'Example'],
  ['a word within a text', JSON_FILE, '{"a":"the ##NAME## of ##OTHER##"}', 'Example'],
  ['a number that stands bare', JSON_FILE, '{"a":##NAME##,"b":1}', 3600],
  ['a list that stands bare', JSON_FILE, '{"a":##NAME##,"b":1}', '["x","y"]'],
  ['a quote that is written as one', JSON_FILE, '{"a":"##NAME##"}', 'say \\"no\\"'],
  ['a new line that is written as one', JSON_FILE, '{"a":"##NAME##"}', 'one\\ntwo'],
  ['a key', JSON_FILE, '{"##NAME##":{"c":1},"b":1}', 'Example'],
  ['JSON for the whole value', JSON_FILE, '{"a":"@@NAME@@"}', 'Example", "b": "2'],
  ['what breaks the file', JSON_FILE, '{"a":"##NAME##"}', 'Example"'],
  ['what is no JSON', 'tenant/pages/login.html', '<p title="##NAME##">', '" onclick="'],
  ['a word in YAML', YAML_FILE, 'tenant:\n  a: ##NAME##\n  b: 1\n', 'Example'],
  ['nothing in YAML', YAML_FILE, 'tenant:\n  a: ##NAME##\n  b: 1\n', ''],
  ['a number in YAML', YAML_FILE, 'tenant:\n  a: ##NAME##\n', '3600'],
])('a value that stays where it stands: %s', (_, file, text, value) => {
  expect(spills(file, text, value)).toEqual([])
})

test.each<[string, string, string, unknown]>([
  ['a member beside it', JSON_FILE, '{\n"a":"##NAME##"}', 'x", "b": "2'],
  ['a member that comes before', JSON_FILE, '{"b":"1",\n"a":"##NAME##"}', 'x", "b": "2'],
  ['out of its list', JSON_FILE, '{\n"a":["##NAME##"]}', 'x"], "b": ["y'],
  ['one more in its list', JSON_FILE, '{\n"a":["##NAME##"]}', 'x", "y'],
  ['a member from a bare one', JSON_FILE, '{\n"a":##NAME##}', '1, "b": true'],
  ['from within a key', JSON_FILE, '{\n"##NAME##":1}', 'x": 2, "y'],
  ['a line more in YAML', YAML_FILE, 'tenant:\n  a: ##NAME##\n', 'x\n  b: 1'],
  ['out of its quotes in YAML', YAML_FILE, "tenant:\n  a: ['##NAME##']\n", "x', 'y"],
  ['an object in YAML', YAML_FILE, 'tenant:\n  a: ##NAME##\n', '{ b: 1 }'],
])('a value that goes beyond it: %s', (_, file, text, value) => {
  expect(spills(file, text, value)).toEqual([['NAME', 2]])
})
