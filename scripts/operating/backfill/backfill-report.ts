import type { BackfillVerdict, JudgedPerson } from './judge-backfill.ts'

/** Verdicts by what they come to: the columns of the report. */
export const BACKFILL_KINDS = ['locked', 'log', 'invitation', 'profile', 'drifted', 'left'] as const
export type BackfillKind = (typeof BACKFILL_KINDS)[number]

/** A membership that somebody has to look at. */
export type BackfillRow = {
  readonly userId: string
  /** Name. */
  readonly organization: string
  readonly verdict: Extract<BackfillVerdict, { readonly kind: 'drifted' | 'left' }>
}

export type BackfillReport = {
  readonly people: number
  /** People of the export who are members of nothing: a lock would be of no organization. */
  readonly withoutMembership: number
  /** Members whom the export does not have. */
  readonly notInExport: number
  /** People with something to be stored. */
  readonly toWrite: number
  readonly byOrganization: Readonly<Record<string, Readonly<Record<BackfillKind, number>>>>
  /** The first of them. */
  readonly rows: readonly BackfillRow[]
  readonly rowsLeftOut: number
}

const MOST_ROWS = 1_000

/** Counts judged people one by one; memory grows with organizations, not with people. */
export function createBackfillReport(): {
  readonly add: (person: JudgedPerson) => void
  readonly read: (members: number) => BackfillReport
} {
  const byOrganization: Record<string, Record<BackfillKind, number>> = {}
  const rows: BackfillRow[] = []
  const counts = { people: 0, withoutMembership: 0, members: 0, toWrite: 0, rows: 0 }
  return {
    add({ owner, memberships, content }) {
      counts.people += 1
      if (memberships.length === 0) counts.withoutMembership += 1
      else counts.members += 1
      if (content !== null) counts.toWrite += 1
      for (const { organization, verdict } of memberships) {
        byOrganization[organization.name] ??= none()
        const counted = byOrganization[organization.name]
        if (counted !== undefined) counted[verdict.kind] += 1
        if (verdict.kind !== 'drifted' && verdict.kind !== 'left') continue
        counts.rows += 1
        if (rows.length >= MOST_ROWS) continue
        rows.push({ userId: owner.userId, organization: organization.name, verdict })
      }
    },
    read: (members) => ({
      people: counts.people,
      withoutMembership: counts.withoutMembership,
      notInExport: members - counts.members,
      toWrite: counts.toWrite,
      byOrganization,
      rows,
      rowsLeftOut: counts.rows - rows.length,
    }),
  }
}

const none = (): Record<BackfillKind, number> => ({
  locked: 0,
  log: 0,
  invitation: 0,
  profile: 0,
  drifted: 0,
  left: 0,
})
