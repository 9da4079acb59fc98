import { expect, test } from 'vitest'
import { type Fact, factsIn } from '../../../scripts/facts/facts-in.ts'

const aFact = (differences: Partial<Fact> = {}): Fact => ({
  statement: 'Lists end.',
  source: 'Auth0 docs, lists',
  date: '2026-11-22',
  isConfirmed: false,
  switchName: '',
  file: 'a.ts',
  declared: 'list',
  ...differences,
})

const FORM = '@fact Lists end. (Auth0 docs, lists; read 2026-11-22)'

test.each<[what: string, text: string, facts: readonly Fact[]]>([
  ['on one line', `/** ${FORM} */\nexport const list = 1`, [aFact()]],
  ['in a line comment', `  // ${FORM}\n  list: 1,`, [aFact()]],
  [
    'on several lines, between others',
    '/**\n * A list.\n * @fact Lists\n * end. (Auth0 docs,\n * lists; read 2026-11-22)\n * @returns one\n */\nfunction list() {',
    [aFact()],
  ],
  [
    'recorded, with a switch, above nothing that has a name',
    '// @fact Lists end. (Auth0 docs, lists; recorded 2026-11-22; switch endless)\n\n',
    [aFact({ isConfirmed: true, switchName: 'endless', declared: '' })],
  ],
  ['two in one comment', `/**\n * ${FORM}\n * ${FORM}\n */\nclass list {`, [aFact(), aFact()]],
  ['not in a string', `const text = '${FORM}'`, []],
])('a fact is read: %s', (_what, text, facts) => {
  expect(factsIn('a.ts', text)).toEqual({ facts, misshapen: [] })
})

test.each([
  '@fact Lists end. (Auth0 docs, lists)',
  '@fact Lists end (Auth0 docs, lists; read 2026-11-22)',
  '@fact Lists end. (Auth0 docs, lists; seen 2026-11-22)',
  'Lists end (docs, read 2026-11-22).',
  'Shape recorded 2026-08-10.',
  'Source: Auth0 docs, lists',
  'Lists end (logs schema, 2026-08-20)',
])('another form is a fault: %s', (text) => {
  expect(factsIn('a.ts', `\n/** ${text} */`)).toEqual({
    facts: [],
    misshapen: [{ file: 'a.ts', line: 2, text: text.replace('@fact ', '') }],
  })
})
