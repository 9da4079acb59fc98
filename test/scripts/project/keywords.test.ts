import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { mapKeywords, markersIn } from '../../../scripts/project/keywords.ts'

// The function that the Deploy CLI itself replaces keywords by.
const { keywordReplace } = createRequire(import.meta.url)(
  'auth0-deploy-cli/lib/tools/utils.js',
) as {
  keywordReplace: (text: string, keywords: Readonly<Record<string, unknown>>) => string
}

const KEYWORDS = {
  NAME: 'Example',
  LIST: ['en', 'de'],
  PRICE: "$& $' $1",
  QUOTED: 'a "b" \\ c',
  COUNT: 3,
  OPENED: '####NONE',
  EMPTY: '',
}

describe('known keywords are replaced as the Deploy CLI does', () => {
  test.each([
    '{ "a": "@@NAME@@" }',
    '{ "a": @@LIST@@ }',
    '{ "a": "@@LIST@@", "b": "##NAME##" }',
    '{ "a": "##NAME## and ##NAME##" }',
    '{ "a": "in @@NAME@@ here" }',
    '{ "a": "##PRICE##", "b": "@@PRICE@@" }',
    '{ "a": "##QUOTED##" }',
    '{ "a": "@@QUOTED@@", "b": @@COUNT@@, "c": "##COUNT##" }',
    '@@NAME@@',
    // Completed by what an earlier name puts in, and taken apart by a later one.
    '{ "a": "##EMPTY##OPENED##" }',
    '{ "a": "##EMPTY##OPENED##", "b": "##COUNT##NAME##" }',
    '{ "a": "###NAME###", "b": "##NAME##EMPTY##" }',
    'no keyword # nor @ one',
  ])('%s', (text) => {
    expect(mapKeywords(text, KEYWORDS)).toBe(keywordReplace(text, KEYWORDS))
  })
})

describe('unknown ones keep their marker, and the file stays JSON', () => {
  test.each([
    ['{ "a": "@@SECRET@@" }', { a: '@@SECRET@@' }],
    ['{ "a": @@SECRET@@ }', { a: '@@SECRET@@' }],
    ['{ "a": [@@SECRET@@, "##SECRET##"] }', { a: ['@@SECRET@@', '##SECRET##'] }],
    ['{ "a": "before @@SECRET@@ after" }', { a: 'before @@SECRET@@ after' }],
    ['{ "a\\"": "b", "c": @@SECRET@@ }', { 'a"': 'b', c: '@@SECRET@@' }],
    ['{ "a": "@@constructor@@" }', { a: '@@constructor@@' }],
  ])('%s', (text, value) => {
    expect(JSON.parse(mapKeywords(text, KEYWORDS))).toEqual(value)
  })
})

test('markers are found with their lines', () => {
  expect(markersIn('a @@ONE@@\n## not one ##\n"##TWO##" @@ONE@@ @@HALF##')).toEqual([
    { name: 'ONE', kind: '@@', line: 1 },
    { name: 'TWO', kind: '##', line: 3 },
    { name: 'ONE', kind: '@@', line: 3 },
  ])
})
