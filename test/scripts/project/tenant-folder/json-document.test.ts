import { describe, expect, test } from 'vitest'
import type { JsonPath } from '../../../../scripts/ground/json-value.ts'
import {
  parseDocument,
  splitDotted,
} from '../../../../scripts/project/tenant-folder/json-document.ts'

const TEXT = `{
  "name": "acme",
  "connections": [
    { "name": "members" },
    {
      "name": "acme-oidc"
    }
  ],
  "metadata":
    { "a.b": { "c": 1 } }
}
`

describe('the line of a value', () => {
  test.each<[JsonPath, number]>([
    [[], 1],
    [['name'], 2],
    [['connections'], 3],
    [['connections', 0], 4],
    [['connections', 0, 'name'], 4],
    [['connections', 1], 5],
    [['connections', 1, 'name'], 6],
    [['connections', 1, 'is_enabled'], 5],
    [['connections', 7], 3],
    [['metadata'], 9],
    [['metadata', 'a.b'], 10],
    [['nothing', 'here'], 1],
  ])('%j', (path, line) => {
    const file = 'tenant/organizations/acme.json'
    expect(parseDocument(file, TEXT).place(path)).toEqual({ file, line })
  })
})

describe('a dotted path', () => {
  test.each<[string, JsonPath]>([
    ['', []],
    ['name', ['name']],
    ['connections.1.name', ['connections', 1, 'name']],
    ['metadata.a.b.c', ['metadata', 'a.b', 'c']],
    ['connections.9', ['connections']],
    ['elsewhere.name', []],
    ['name.more', ['name']],
  ])('%j', (dotted, path) => {
    expect(splitDotted(JSON.parse(TEXT), dotted)).toEqual(path)
  })
})

describe('what is not JSON', () => {
  test.each([
    ['a trailing comma', '{\n  "a": 1,\n}\n', 3],
    ['a comment', '{\n  // no\n  "a": 1\n}\n', 2],
    ['an open object', '{\n  "a": {\n', 3],
    ['nothing', '', 1],
    ['text after the end', '{}\n{}\n', 2],
    ['a text over two lines', '{\n  "a": "b\n"}\n', 2],
  ])('%s', (_what, text, line) => {
    expect(parseDocument('a.json', text).brokenAt).toEqual({ file: 'a.json', line })
  })
})

test('keys that stand twice are found at any depth', () => {
  const text = '{\n  "a": 1,\n  "b": [{ "c": 1,\n    "c": 2 }],\n  "a": 2\n}\n'
  expect(parseDocument('a.json', text).duplicates).toEqual([
    { key: 'a', file: 'a.json', line: 5 },
    { key: 'c', file: 'a.json', line: 4 },
  ])
})
