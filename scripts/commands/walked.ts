import type { RunningTenant } from 'auth0-local-tenant'
import type { LoginOutcome } from '../auth0/login-client/outcome.ts'
import type { StagedTenant } from '../bundle/stage-tenant.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'
import { renderTable } from '../ground/printing/render-table.ts'
import { isAsExpected, type JourneyRow } from '../journey/journey.ts'
import type { WalkedCell } from '../journey/matrix/walk-matrix.ts'

/** What the doors answered, and whether the bytes that answered were the staged ones. */
export type Walked = {
  readonly text: Lines
  readonly rows: readonly (JourneyRow | WalkedCell)[]
  readonly unexpected: number
  readonly proofs: readonly Proof[]
}

export const report = (
  rows: Walked['rows'],
  unexpected: number,
  called: string,
  table: Lines,
  proofs: readonly Proof[],
): Walked => ({
  rows,
  unexpected,
  proofs,
  text: lines(
    '',
    table,
    '',
    ...proofs.map(({ text }) => text),
    '',
    `${rows.length - unexpected} of ${rows.length} ${called} as expected`,
  ),
})

export type Proof = {
  readonly name: string
  readonly runs: number
  readonly sha256: string
  readonly holds: boolean
  readonly text: string
}

/** The bytes that ran, by the tenant's own account, are the bytes that were staged. */
export const proveBytes = (
  { actions }: StagedTenant,
  { tenant }: RunningTenant,
): readonly Proof[] =>
  actions.map(({ name, sha256 }) => {
    const runs = tenant.state.executions.filter(({ action_name }) => action_name === name)
    const hashes = new Set(runs.map(({ code_sha256 }) => code_sha256))
    const holds = hashes.size === 1 && hashes.has(sha256)
    const verdict = holds ? 'the staged bytes' : `not the staged bytes (${[...hashes].join(', ')})`
    const text = `${name}: ran ${runs.length} times, sha256 ${sha256}, ${verdict}`
    return { name, runs: runs.length, sha256, holds, text }
  })

export function renderJourney(rows: readonly JourneyRow[]): Lines {
  const heading = ['', 'door', 'person', 'what happened', 'decision', 'reason', 'policy', 'and']
  return renderTable([heading, ...rows.flatMap(renderRow)])
}

function renderRow(row: JourneyRow): readonly (readonly string[])[] {
  const seen = [row.door, row.person, row.story, ...cells(row.seen)]
  return isAsExpected(row)
    ? [['ok', ...seen]]
    : [
        ['!!', ...seen],
        ['', '', '', 'expected', ...cells(row.expected)],
      ]
}

const cells = ({ decision, reason, policy, remark }: LoginOutcome): readonly string[] => [
  decision,
  reason,
  policy,
  remark,
]
