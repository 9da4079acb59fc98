import { renderTable } from '../../journey/render-table.ts'
import { renderPlan } from '../plan/render-plan.ts'
import type { Verification } from '../verify-tenant.ts'

export function renderVerification({ plan, canaries, holds }: Verification): string {
  const isSame = plan.changes.length === 0 && plan.refusals.length === 0
  const rows = canaries.map((canary) => [
    canary.holds ? 'ok' : '!!',
    canary.name,
    canary.expected,
    canary.seen,
  ])
  return [
    isSame
      ? `verified: ${plan.domain} is as git says (${plan.environment})`
      : `${plan.domain} is not as git says:\n\n${renderPlan(plan)}`,
    ...(rows.length === 0 ? [] : ['', renderTable([['', 'canary', 'expected', 'seen'], ...rows])]),
    ...(isSame && !holds ? ['', 'a canary was not treated as expected'] : []),
  ].join('\n')
}
