import { SWITCHES, type Switch } from 'auth0-local-tenant'
import {
  blocks,
  code,
  joined,
  type Markdown,
  markdown,
  prose,
  table,
} from '../ground/printing/markdown.ts'
import type { Fact } from './facts-in.ts'
import { readFacts } from './read-facts.ts'

export const FACTS_PAGE = 'docs/auth0-facts.md'

const HEAD = markdown`# What this project takes for a fact

<!-- Written by \`npm run schema\` from the \`@fact\` tags of actions, policies and scripts: change them there, not here. -->

What the source relies on and cannot show itself, most of it behaviour of Auth0. *Confirmed* is what a
real system answered, as recorded by us or by the tests of the Deploy CLI; everything else was read in the
documents named, on the day named. A statement is about what is declared below it, in the last column. Where nobody knows, the
local tenant has a *switch* and plays both ways.`

/** Everything that the source relies on without being able to show it, for readers. */
export function renderFactsPage(root: string): string {
  const facts = readFacts(root)
  return `${blocks(
    HEAD,
    ...roomsOf(facts).flatMap((room) => [
      markdown`## ${code(room)}`,
      table(
        ['Statement', 'Source', 'Date', 'Confirmed', 'Switch', 'What rests on it'],
        facts.filter(({ file }) => roomOf(file) === room).map(cells),
      ),
    ]),
    markdown`## Open questions

Each is a switch of the local tenant.`,
    table(
      ['Switch', 'Question', 'When on', 'When off', 'At first', 'What is known'],
      Object.entries<Switch>(SWITCHES).map(([name, one]) => [
        code(name),
        prose(one.openQuestion),
        prose(one.on),
        prose(one.off),
        prose(one.default ? 'on' : 'off'),
        prose(one.source),
      ]),
    ),
  )}\n`
}

const roomOf = (file: string): string =>
  file
    .split('/')
    .slice(0, file.startsWith('scripts/') ? 2 : 1)
    .join('/')

const roomsOf = (facts: readonly Fact[]): readonly string[] => [
  ...new Set(facts.map(({ file }) => roomOf(file))),
]

const cells = (fact: Fact): readonly Markdown[] => [
  prose(fact.statement),
  prose(fact.source),
  prose(fact.date),
  prose(fact.isConfirmed ? 'yes' : 'no'),
  fact.switchName === '' ? prose('') : code(fact.switchName),
  fact.declared === ''
    ? code(fact.file)
    : joined([code(fact.declared), code(fact.file)], markdown` in `),
]
