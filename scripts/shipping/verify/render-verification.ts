import { asFarAs } from '../../gateway/not-compared.ts'
import { type Lines, lines } from '../../ground/printing/lines.ts'
import { renderTable } from '../../ground/printing/render-table.ts'
import { renderNotes, renderPlan } from '../plan/render-plan.ts'
import type { Verification } from '../verify-tenant.ts'
import { renderUnboundGuard } from './find-unbound-guards.ts'

export function renderVerification({ plan, unbound, canaries, holds }: Verification): Lines {
  const isSame = plan.changes.length === 0 && plan.refusals.length === 0
  const rows = canaries.map((canary) => [
    canary.holds ? 'ok' : '!!',
    canary.name,
    canary.expected,
    canary.seen,
  ])
  const isCanaryOff = canaries.some((canary) => !canary.holds)
  return lines(
    ...unbound.flatMap((guard) => [renderUnboundGuard(guard), '']),
    isSame
      ? lines(
          `${holds ? 'verified: ' : ''}${plan.domain} is as git says${asFarAs(plan.notes)} (${plan.environment})`,
          ...renderNotes(plan.notes),
        )
      : lines(`${plan.domain} is not as git says:`, '', renderPlan(plan)),
    ...(rows.length === 0 ? [] : ['', renderTable([['', 'canary', 'expected', 'seen'], ...rows])]),
    ...(isSame && isCanaryOff ? ['', 'a canary was not treated as expected'] : []),
  )
}
