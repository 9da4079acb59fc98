import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CheckedFinding } from '../../../../scripts/check/check-project.ts'
import { renderSarif } from '../../../../scripts/check/render-sarif.ts'
import { renderText } from '../../../../scripts/check/render-text.ts'
import { sarifText, sarifUri } from '../../../../scripts/ground/printing/sarif.ts'
import { aRun } from '../../../builders/a-run.ts'
import { HIDDEN, hostileText } from '../../../builders/hostile-text.ts'
import { type Node, parseMarkdown } from '../../../builders/parse-markdown.ts'

const run = aRun('sarif', 500)

/** Links as viewers of SARIF look for them in plain text, escapes included. */
const SARIF_LINK = /\[(?:[^\\\][]|\\\\|\\\]|\\\[)*\]\([^)]*\)/

const typesIn = ({ type, children = [] }: Node): readonly string[] => [
  type,
  ...children.flatMap(typesIn),
]

test('a message has no link, no image and no place to fill in, however it is read', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (one, other) => {
      const text = sarifText(`[x](${one}) {0} ![${other}](1)`)
      expect([SARIF_LINK.exec(text), /\{\d+\}/.exec(text), HIDDEN.exec(text)]).toEqual([
        null,
        null,
        null,
      ])
      expect(text).not.toContain('\n')
      const links = typesIn(parseMarkdown(`x ${text.replaceAll(/https?:|www\.|@/g, ' ')}`))
      expect(links.filter((type) => type === 'link' || type === 'image')).toEqual([])
    }),
    // A link in Markdown without a bracket, which one run in some hundred meets.
    { ...run, examples: [['', '<A+:]]>']] },
  )
})

test.each([
  ['a.json', 'a.json'],
  ['tenant/clients/Member Portal.json', 'tenant/clients/Member%20Portal.json'],
  ['a#b?c.json', 'a%23b%3Fc.json'],
  ['javascript:x', 'javascript%3Ax'],
  ['a(1)/b', 'a%281%29/b'],
  ['\ud800', '%EF%BF%BD'],
])('a path is a path: %j', (path, uri) => {
  expect(sarifUri(path)).toBe(uri)
})

test('a URI is of letters, and leads below the root of the checkout', () => {
  fc.assert(
    fc.property(hostileText, (path) => {
      const uri = sarifUri(`tenant/${path}`)
      expect(uri).toMatch(/^[\w./%-]+$/)
      const { origin, search, hash } = new URL(uri, 'https://root.example/')
      expect([origin, search, hash]).toEqual(['https://root.example', '', ''])
    }),
    run,
  )
})

const findingOf = ([file = '', message = '', fix = '', owner = '']: readonly string[]) =>
  ({
    ...{ id: 'organization_signup_open', severity: 'error', line: 3, why: 'why' },
    ...{ file, message, fix, environments: ['local'] },
    waiver: { finding: 'organization_signup_open', owner, reason: message, expires: '2027-03-01' },
  }) as unknown as CheckedFinding

/** The same with every text left out. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOf(one)]))
}

test('findings full of hostile texts are the same report', () => {
  const report = (texts: readonly string[]) => ({
    environments: ['local'],
    findings: [findingOf(texts), { ...findingOf(texts), waiver: null }],
  })
  const plain = report(['a', 'b', 'c', 'd'])
  fc.assert(
    fc.property(fc.tuple(hostileText, hostileText, hostileText, hostileText), (texts) => {
      const hostile = report(texts)
      const sarif = `${renderSarif(hostile)}`
      expect(shapeOf(JSON.parse(sarif))).toEqual(shapeOf(JSON.parse(`${renderSarif(plain)}`)))
      const { texts: lines } = renderText(hostile)
      expect([lines.length, HIDDEN.exec(lines.join('\n'))]).toEqual([
        renderText(plain).texts.length,
        null,
      ])
    }),
    { ...run, numRuns: 100 },
  )
})
