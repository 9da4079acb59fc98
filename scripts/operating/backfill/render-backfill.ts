import { REASON_SENTENCES } from '../../../policies/reasons.ts'
import { type Lines, lines } from '../../ground/printing/lines.ts'
import { renderTable } from '../../ground/printing/render-table.ts'
import { BACKFILL_KINDS, type BackfillReport, type BackfillRow } from './backfill-report.ts'

const COLUMNS: Readonly<Record<(typeof BACKFILL_KINDS)[number], string>> = {
  locked: 'locked already',
  log: 'by the log',
  invitation: 'by an invitation',
  profile: 'by the profile',
  drifted: 'drifted',
  left: 'left',
}

const MOST_LINES = 50

export function renderBackfill(
  { people, withoutMembership, notInExport, byOrganization, rows, rowsLeftOut }: BackfillReport,
  ending: readonly string[],
): Lines {
  const hidden = rowsLeftOut + Math.max(0, rows.length - MOST_LINES)
  return lines(
    renderTable([
      ['organization', ...BACKFILL_KINDS.map((kind) => COLUMNS[kind])],
      ...Object.entries(byOrganization).map(([name, counted]) => [
        name,
        ...BACKFILL_KINDS.map((kind) => `${counted[kind]}`),
      ]),
    ]),
    `people    ${people} in the export, ${withoutMembership} of them members of nothing`,
    ...(notInExport === 0 ? [] : [`missing   ${notInExport} members are not in the export`]),
    ...rows.slice(0, MOST_LINES).map(renderRow),
    ...(hidden === 0 ? [] : [`and ${hidden} more`]),
    ...ending,
  )
}

function renderRow({ userId, organization, verdict }: BackfillRow): string {
  if (verdict.kind === 'left') {
    const why = REASON_SENTENCES[verdict.reason]
    return `left      ${userId} in ${organization}: ${verdict.reason}: ${why}`
  }
  const what =
    verdict.from === 'lock'
      ? 'the lock holds another address than the profile'
      : 'another address was invited than the profile has'
  return `drifted   ${userId} in ${organization}: ${what}`
}
