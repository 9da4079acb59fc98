import type { Claim } from './local-tenant/fidelity/claim.ts'
import {
  type FidelityRow,
  type FidelitySection,
  fidelitySections,
} from './local-tenant/fidelity/fidelity-sections.ts'
import { SWITCHES, type Switch } from './local-tenant/switches.ts'
import { blocks, code, type Markdown, markdown, prose, table } from './printing/markdown.ts'

/** What the local tenant claims about itself, for readers. */
export function renderFidelityPage(): string {
  const sections = fidelitySections()
  return `${blocks(
    markdown`# How true the local tenant is to Auth0

Written by \`npm run fidelity\` from the code; do not edit. *Faithful*: known to behave the same.
*Simplified*: there, and differs as said. *Refused*: not there, and says so by name (never a 5xx:
the only 500 is a denial by an Action, where a switch says so).
Behaviour that nobody has confirmed on a live tenant is a switch, and is played either way.`,
    table(['', 'faithful', 'simplified', 'refused'], sections.map(countSection)),
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

const describeSwitch = ([name, one]: [string, Switch]): readonly Markdown[] => [
  code(name),
  ...[one.default ? 'on' : 'off', one.on, one.off, one.openQuestion, one.source].map(prose),
]

function countSection({ title, rows }: FidelitySection): readonly Markdown[] {
  const count = (fidelity: Claim['fidelity']) =>
    String(rows.filter(({ claim }) => claim.fidelity === fidelity).length)
  return [title, count('faithful'), count('simplified'), count('refused')].map(prose)
}

const renderSection = ({ title, rows }: FidelitySection): readonly Markdown[] => [
  markdown`## ${prose(title)}`,
  table(['', 'how', 'what differs', 'source'], rows.map(renderRow)),
]

const renderRow = ({ what, claim }: FidelityRow): readonly Markdown[] =>
  [what, claim.fidelity, claim.fidelity === 'faithful' ? '' : claim.differs, claim.source].map(
    prose,
  )
