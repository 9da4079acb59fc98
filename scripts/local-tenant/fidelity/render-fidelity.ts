import { DOORS_FIDELITY, type DoorRow } from '../oidc/doors-fidelity.ts'
import { TOKENS_FIDELITY } from '../oidc/tokens-fidelity.ts'
import { ACTION_LIMITS } from '../runtime/limits.ts'
import { RUNTIME_FIDELITY, TRIGGERS_FIDELITY } from '../runtime/triggers-fidelity.ts'
import { SWITCHES, type Switch } from '../switches.ts'
import type { Claim } from './claim.ts'
import { managementFidelity } from './management-fidelity.ts'
import { TENANT_LIMITS } from './tenant-limits.ts'

export type FidelityRow = { readonly what: string; readonly claim: Claim }
export type FidelitySection = { readonly title: string; readonly rows: readonly FidelityRow[] }

/** Every claim the local tenant makes about itself; taken from the code it is made of. */
export function fidelitySections(): readonly FidelitySection[] {
  const [doors, grants, flows] = (['endpoint', 'grant', 'flow'] as const).map((kind) =>
    DOORS_FIDELITY.filter((row) => row.kind === kind).map(describeDoor),
  )
  const actionLimits = Object.values(ACTION_LIMITS).map(({ what, value, unit, claim }) => ({
    what: `${what}: ${value} ${unit}`,
    claim,
  }))
  const tenantLimits = TENANT_LIMITS.map(({ what, value, claim }) => ({
    what: `${what}: ${value}`,
    claim,
  }))
  const triggers = TRIGGERS_FIDELITY.map(({ trigger, part, claim }) => ({
    what: part === undefined ? `\`${trigger}\`` : `\`${trigger}\`: \`${part}\``,
    claim,
  }))
  return [
    { title: 'Authentication API: endpoints', rows: doors ?? [] },
    { title: 'Authentication API: grants of `/oauth/token`', rows: grants ?? [] },
    { title: 'Authentication API: flows and pages', rows: flows ?? [] },
    { title: 'Tokens, and the events of Actions', rows: TOKENS_FIDELITY },
    { title: 'Triggers', rows: triggers },
    { title: 'What runs the Actions', rows: RUNTIME_FIDELITY },
    { title: 'Limits of Actions', rows: actionLimits },
    { title: 'Limits of the tenant', rows: tenantLimits },
    { title: 'Management API', rows: managementFidelity().map(quoted) },
  ]
}

export function renderFidelity(): string {
  const sections = fidelitySections()
  return `# How true the local tenant is to Auth0

Written by \`npm run fidelity\` from the code; do not edit. *Faithful*: known to behave the same.
*Simplified*: there, and differs as said. *Refused*: not there, and says so by name (never a 5xx).
Behaviour that nobody has confirmed on a live tenant is a switch, and is played either way.

${renderTable(['', 'faithful', 'simplified', 'refused'], sections.map(countSection))}

## Switches

Set them at the control port (\`PATCH /switches\`) or by \`control.setSwitches\`. Nobody has seen the
answer to the open question on a live tenant.

${renderTable(['switch', 'default', 'on', 'off', 'open question', 'source'], Object.entries(SWITCHES).map(describeSwitch))}

${sections.map(renderSection).join('\n\n')}
`
}

function describeDoor(row: DoorRow): FidelityRow {
  const { claim } = row
  if (row.kind === 'endpoint') return { what: `\`${row.method} ${row.path}\``, claim }
  return { what: row.kind === 'grant' ? `\`${row.grantType}\`` : row.name, claim }
}

const quoted = ({ what, claim }: FidelityRow): FidelityRow => ({ what: `\`${what}\``, claim })

const describeSwitch = ([name, one]: [string, Switch]): readonly string[] => [
  `\`${name}\``,
  one.default ? 'on' : 'off',
  one.on,
  one.off,
  one.openQuestion,
  one.source,
]

function countSection({ title, rows }: FidelitySection): readonly string[] {
  const count = (fidelity: Claim['fidelity']) =>
    String(rows.filter(({ claim }) => claim.fidelity === fidelity).length)
  return [title, count('faithful'), count('simplified'), count('refused')]
}

const renderSection = ({ title, rows }: FidelitySection): string =>
  `## ${title}\n\n${renderTable(['', 'how', 'what differs', 'source'], rows.map(renderRow))}`

const renderRow = ({ what, claim }: FidelityRow): readonly string[] => [
  what,
  claim.fidelity,
  claim.fidelity === 'faithful' ? '' : claim.differs,
  claim.source,
]

const renderTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
