import {
  type Claim,
  type FidelityRow,
  type FidelitySection,
  fidelitySections,
  SWITCHES,
  type Switch,
} from 'auth0-local-tenant'
import {
  blocks,
  code,
  joined,
  type Markdown,
  markdown,
  prose,
  table,
} from '../ground/printing/markdown.ts'

/** What the local tenant claims about itself, for readers. */
export function renderFidelityPage(): string {
  const sections = fidelitySections()
  return `${blocks(
    markdown`# How true the local tenant is to Auth0

Written by \`npm run fidelity\` from the code; do not edit. *Faithful*: a source shows that Auth0 behaves
so. *Unverified*: Auth0 has it, and no source at hand shows how it behaves. *Simplified*: there, and differs
as said. *Refused*: not there, and says so by name (never a 5xx: the only 500 is a denial by an Action,
where a switch says so). What is faithful is counted and named; the tables list the rest.
Behaviour that nobody has confirmed on a live tenant is a switch, and is played either way.`,
    table(['', ...KINDS], sections.map(countSection)),
    markdown`## Switches

Set them at the control port (\`PATCH /switches\`) or by \`control.setSwitches\`. Nobody has seen the
answer to the open question on a live tenant.`,
    table(
      ['switch', 'default', 'on', 'off', 'open question', 'source'],
      Object.entries(SWITCHES).map(describeSwitch),
    ),
    ...sections.flatMap(renderSection),
  )}\n`
}

const KINDS = ['faithful', 'unverified', 'simplified', 'refused'] as const

const describeSwitch = ([name, one]: [string, Switch]): readonly Markdown[] => [
  code(name),
  ...[one.default ? 'on' : 'off', one.on, one.off, one.openQuestion, one.source].map(prose),
]

function countSection({ title, rows }: FidelitySection): readonly Markdown[] {
  const counts = KINDS.map((kind) => rowsOf(rows, kind).length)
  return [title, ...counts.map(String)].map(prose)
}

const rowsOf = (rows: readonly FidelityRow[], kind: Claim['fidelity']): readonly FidelityRow[] =>
  rows.filter(({ claim }) => claim.fidelity === kind)

function renderSection({ title, rows }: FidelitySection): readonly Markdown[] {
  const others = rows.filter(({ claim }) => 'differs' in claim)
  return [
    markdown`## ${prose(title)}`,
    ...renderNames('Faithful', rowsOf(rows, 'faithful')),
    ...renderNames('Unverified', rowsOf(rows, 'unverified')),
    ...(others.length === 0 ? [] : [table(HEAD, others.map(renderRow))]),
  ]
}

const HEAD = ['', 'how', 'what differs', 'source']

/** By source, so that what is said of many is said once. */
const renderNames = (kind: string, rows: readonly FidelityRow[]): readonly Markdown[] =>
  [...new Set(rows.map(({ claim }) => claim.source))].map((source) => {
    const named = rows.filter(({ claim }) => claim.source === source).map(({ what }) => prose(what))
    return markdown`*${prose(kind)}* (${prose(source)}): ${joined(named, markdown`; `)}.`
  })

const renderRow = ({ what, claim }: FidelityRow): readonly Markdown[] =>
  [what, claim.fidelity, 'differs' in claim ? claim.differs : '', claim.source].map(prose)
