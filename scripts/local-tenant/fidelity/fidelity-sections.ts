import { EVENTS_FIDELITY } from '../events/events-fidelity.ts'
import { ENDPOINTS_FIDELITY, type EndpointRow } from '../oidc/endpoints-fidelity.ts'
import { TOKENS_FIDELITY } from '../oidc/tokens-fidelity.ts'
import { ACTION_LIMITS } from '../runtime/limits.ts'
import { RUNTIME_FIDELITY, TRIGGERS_FIDELITY } from '../runtime/triggers-fidelity.ts'
import type { Claim } from './claim.ts'
import { deployCliFidelity } from './deploy-cli-types.ts'
import { managementFidelity } from './management-fidelity.ts'
import { TENANT_LIMITS } from './tenant-limits.ts'

export type FidelityRow = { readonly what: string; readonly claim: Claim }
export type FidelitySection = { readonly title: string; readonly rows: readonly FidelityRow[] }

/** Every claim the local tenant makes about itself; taken from the code it is made of. */
export function fidelitySections(): readonly FidelitySection[] {
  const [endpoints, grants, flows] = (['endpoint', 'grant', 'flow'] as const).map((kind) =>
    ENDPOINTS_FIDELITY.filter((row) => row.kind === kind).map(describeEndpoint),
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
    { title: 'Authentication API: endpoints', rows: endpoints ?? [] },
    { title: 'Authentication API: grants of `/oauth/token`', rows: grants ?? [] },
    { title: 'Authentication API: flows and pages', rows: flows ?? [] },
    { title: 'Tokens, and the events of Actions', rows: TOKENS_FIDELITY },
    { title: 'Triggers', rows: triggers },
    { title: 'Events', rows: EVENTS_FIDELITY },
    { title: 'What runs the Actions', rows: RUNTIME_FIDELITY },
    { title: 'Limits of Actions', rows: actionLimits },
    { title: 'Limits of the tenant', rows: tenantLimits },
    { title: 'Resource types of the Deploy CLI', rows: deployCliFidelity() },
    { title: 'Management API', rows: managementFidelity().map(quoted) },
  ]
}

function describeEndpoint(row: EndpointRow): FidelityRow {
  const { claim } = row
  if (row.kind === 'endpoint') return { what: `\`${row.method} ${row.path}\``, claim }
  return { what: row.kind === 'grant' ? `\`${row.grantType}\`` : row.name, claim }
}

const quoted = ({ what, claim }: FidelityRow): FidelityRow => ({ what: `\`${what}\``, claim })
