import { MOMENT_NAMES } from '../space/questions-at.ts'
import type { ChangeKind } from './change-kind.ts'
import type { Acting, DiffReport, EnvironmentDiff, PlacedRow } from './diff-report.ts'

export const KINDS: Readonly<Record<ChangeKind, string>> = {
  admitted: 'newly admitted',
  refused: 'newly refused',
  reason: 'other reason',
  effect: 'other effect',
  message: 'other message',
}

export const ROW_HEADING = [
  'what',
  'who',
  'where',
  'when',
  'before',
  'after',
  'asked',
  'class',
  'edits',
  'evidence',
] as const

/** Whoever is as usual in everything. */
const USUAL: Readonly<Record<string, string>> = {
  [MOMENT_NAMES['post-login']]: 'a member in order',
  [MOMENT_NAMES['pre-user-registration']]: 'a newcomer in order',
  [MOMENT_NAMES['credentials-exchange']]: 'a machine in order',
  [MOMENT_NAMES['password-reset-post-challenge']]: 'a member in order',
}

/** How `where` is read. */
export const LEGEND =
  'In `where`, `any other` is one that neither version names; what is not named there is so for all.'

/** A row for a person, in the order of the heading. */
export const toldRow = ({
  kind,
  moment,
  who,
  where,
  before,
  after,
  count,
  class: id,
  edits,
  acting,
  ...when
}: Omit<PlacedRow, 'environment' | 'witness'>) => ({
  kind: KINDS[kind],
  who: who.length === 0 ? (USUAL[moment] ?? 'whoever is in order') : who.join(', and '),
  where: where.map(toldPlace).join('; or '),
  when: toldWhen(when),
  before,
  after,
  count: String(count),
  id,
  edits: edits === null ? 'not tried' : edits.map(numberOf).join(', ') || 'none alone',
  acting: acting === null ? 'computed' : toldActing(acting),
})

/** As people count. */
export const numberOf = (edit: number): string => String(edit + 1)

function toldActing(acting: Acting): string {
  switch (acting.kind) {
    case 'seen':
      return 'seen'
    case 'computed':
      return `computed: ${acting.why}`
    case 'contradicted':
      return `contradicted: ${acting.before}, then ${acting.after}`
  }
}

/** In one line, what the rows rest on. */
export function toldEvidence(rows: readonly Pick<PlacedRow, 'kind' | 'who' | 'acting'>[]): string {
  const of = (kind: Acting['kind']): number =>
    rows.filter(({ acting }) => acting?.kind === kind).length
  const contradicted = of('contradicted')
  const others = rows.length - of('seen') - contradicted
  return [
    `${of('seen')} rows were seen at the doors of two local tenants`,
    ...(contradicted === 0 ? [] : [`${contradicted} were answered otherwise there`]),
    `${others} were not acted out, and are computed from what the built guards answer`,
  ].join(', ')
}

const toldPlace = (place: PlacedRow['where'][number]): string => {
  const named = Object.entries(place).filter(([, labels]) => labels !== null)
  return (
    named.map(([column, labels]) => `${column} ${labels?.join(' or ')}`).join(', ') || 'everywhere'
  )
}

function toldWhen({ sinceMs, untilMs }: Pick<PlacedRow, 'sinceMs' | 'untilMs'>): string {
  const since = sinceMs === null ? 'now' : `from ${toldMoment(sinceMs)}`
  return untilMs === null ? since : `${since} until ${toldMoment(untilMs)}`
}

const MIDNIGHT = 'T00:00:00.000Z'
const toldMoment = (ms: number): string => new Date(ms).toISOString().replace(MIDNIGHT, '')

/** What a person is shown: who gets in or no more, and of the rest whoever is unusual in one thing at most. */
export const isShown = ({ kind, who }: Pick<PlacedRow, 'kind' | 'who'>): boolean =>
  kind === 'admitted' || kind === 'refused' || who.length < 2

/** Of the rows that are not; null where all are. */
export function toldUnshown(
  rows: readonly Pick<PlacedRow, 'kind' | 'who' | 'acting'>[],
): string | null {
  const count = rows.filter((row) => !isShown(row)).length
  return count === 0
    ? null
    : `${count} more rows, of people unusual in two things who get in neither more nor less, are in the JSON`
}

/** How many rows of each kind, for a person. */
export function toldCounts(environments: readonly EnvironmentDiff[]): string {
  const rows = environments.flatMap(({ moments }) => moments.flatMap((moment) => moment.rows))
  return Object.entries(KINDS)
    .map(([kind, words]) => `${rows.filter((row) => row.kind === kind).length} ${words}`)
    .join(', ')
}

/** Of every report: what no question is about, and whose difference is therefore never a row. */
export const NEVER_ASKED: readonly string[] = [
  'what operations on people let somebody do (back ends, the portal): only whether their policy `profile-change` differs is looked at',
  'what Auth0 itself lets in before and beside the guards: whether a file of the tenant folder differs is looked at, and not what comes of it',
  'three unusual things at once',
]

/** What the change says of itself, and how it fits. */
export const toldDeclared = ({
  declared: { undeclared, stale },
}: DiffReport): readonly string[] => [
  ...(undeclared.length === 0
    ? []
    : [`not declared by the change, and newly admitted: ${undeclared.join(', ')}`]),
  ...stale.map(
    ({ file, classes }) =>
      `\`${file}\` declares what is no row of this change, or has ended: ${classes.join(', ')}`,
  ),
]

/** What was not asked of one moment. */
export const toldLeftOut = ({ environments }: DiffReport): readonly string[] =>
  environments.flatMap(({ environment, moments }) =>
    moments.flatMap(({ moment, leftOut }) =>
      leftOut.map((what) => `${environment}, ${moment}: ${what}`),
    ),
  )
