import { HANDLERS, type Trigger } from '../bundle/bundle-action.ts'
import { actOut } from './acting/act-out.ts'
import type { Answered } from './asking/answer-orders.ts'
import type { Asker } from './asking/create-asker.ts'
import type { Subject } from './asking/subject.ts'
import { type Attributed, attributeRows } from './edits/attribute-rows.ts'
import type { Rebuilds } from './edits/rebuilds.ts'
import { classId } from './report/class-id.ts'
import type { ChangeRow, EnvironmentDiff, MomentDiff } from './report/diff-report.ts'
import { groupDifferences } from './report/group-differences.ts'
import type { KnownNames } from './space/named-classes.ts'
import { MOMENT_NAMES } from './space/questions-at.ts'
import { standInKeys } from './space/stand-in-keys.ts'
import type { VersionGuards } from './versions/version-guards.ts'

type Sides = readonly [base: VersionGuards, head: VersionGuards]

type More = {
  /** Whether witnesses are acted out at local tenants. */
  readonly actsOut?: boolean
  /** For rows that say which edits bring them. */
  readonly rebuilds?: Rebuilds
}

/** Asks both versions' guards of one environment the same questions. */
export async function diffEnvironment(
  environment: string,
  sides: Sides,
  nowMs: number,
  askers: readonly Asker[],
  more: More = {},
): Promise<EnvironmentDiff> {
  const moments: MomentDiff[] = []
  const untried = new Set<number>()
  const unproven: string[] = [...differingBeside(sides)]
  for (const trigger of Object.keys(HANDLERS) as Trigger[]) {
    const [base, head] = sides
    const codes = [base.codes.get(trigger) ?? null, head.codes.get(trigger) ?? null] as const
    if (bodyOf(codes[0]) === bodyOf(codes[1])) continue
    if (trigger === 'event-stream') {
      unproven.push('the guard of `drift`, which ends sessions, differs, and nobody asks it')
      continue
    }
    const names = mergedNames(base.names, head.names)
    const subject = { trigger, codes, names, tenantId: head.tenantId, nowMs }
    const found = await diffMoment(environment, subject, askers, more)
    if (found.moment !== null) moments.push(found.moment)
    for (const edit of found.untried) untried.add(edit)
    unproven.push(...found.reasons)
  }
  return { environment, moments, unproven: [...new Set(unproven)], untried: [...untried] }
}

/** The first lines name what it was built from: what answers is below them. */
const bodyOf = (code: string | null): string | null => code?.replace(/^(?:\/\/.*\n)+/, '') ?? null

function differingBeside([base, head]: Sides): readonly string[] {
  const names = [...new Set([...base.beside.keys(), ...head.beside.keys()])].sort()
  return names
    .filter((name) => base.beside.get(name) !== head.beside.get(name))
    .map((name) => `\`${name}\` differs, and nobody asks what it lets in`)
}

type Diffed = {
  readonly moment: MomentDiff | null
  readonly reasons: readonly string[]
  readonly untried: readonly number[]
}

async function diffMoment(
  environment: string,
  subject: Subject,
  askers: readonly Asker[],
  { actsOut, rebuilds }: More,
): Promise<Diffed> {
  const moment = MOMENT_NAMES[subject.trigger]
  try {
    const parts = await Promise.all(
      askers.map((asker, from) => asker.ask(subject, { from, of: askers.length })),
    )
    const answered = joined(parts)
    const classes = groupDifferences(answered.differences, answered)
    const witnesses = (await askers[0]?.show(classes.map(({ witness }) => witness))) ?? []
    const { asked, leftOut } = answered
    const rows = classes.flatMap((found, index) => {
      const { places: _places, ...row } = found
      const witness = witnesses[index]
      const id = classId(environment, moment, found, answered.wheres)
      return witness === undefined
        ? []
        : [{ ...row, class: id, witness, acting: null, edits: null }]
    })
    if (rows.length < classes.length) throw new Error('it does not show what was asked')
    const named = await withEdits(rows, subject, rebuilds, askers[0])
    const acted = actsOut === true ? await withActing(subject, answered, named.rows) : named.rows
    const reasons = [...reasonsIn(answered, moment), ...acted.flatMap(contradictionIn)]
    return { moment: { moment, asked, rows: acted, leftOut }, reasons, untried: named.untried }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const reasons = [`a guard of the ${moment} cannot be asked: ${why}`]
    return { moment: null, reasons, untried: [] }
  }
}

/** What brings a row is told beside it: where nobody can find it out, the row stands all the same. */
async function withEdits(
  rows: readonly ChangeRow[],
  subject: Subject,
  rebuilds: Rebuilds | undefined,
  asker: Asker | undefined,
): Promise<Attributed> {
  if (rebuilds === undefined || asker === undefined) return { rows, untried: [] }
  try {
    return await attributeRows(rows, subject, rebuilds, asker)
  } catch {
    return { rows, untried: rebuilds.edits }
  }
}

async function withActing(
  subject: Subject,
  { keyIds: [base, head] }: Answered,
  rows: readonly ChangeRow[],
): Promise<readonly ChangeRow[]> {
  try {
    const acted = await actOut(subject, [standInKeys(base), standInKeys(head)], rows)
    return rows.map((row, index) => ({ ...row, acting: acted[index] ?? null }))
  } catch (error) {
    const why = `no tenant could be set up: ${error instanceof Error ? error.message : String(error)}`
    return rows.map((row) => ({ ...row, acting: { kind: 'computed', why } }))
  }
}

/** One of the two is wrong, and nobody knows which. */
const contradictionIn = ({ acting, before, after, ...row }: ChangeRow): readonly string[] =>
  acting?.kind === 'contradicted'
    ? [
        `class ${row.class} is computed as \`${before}\`, then \`${after}\`, and was seen as \`${acting.before}\`, then \`${acting.after}\``,
      ]
    : []

/** What several threads found of one subject. */
function joined(parts: readonly Answered[]): Answered {
  const [first] = parts
  if (first === undefined) throw new Error('nobody asks')
  return {
    ...first,
    differences: parts.flatMap(({ differences }) => differences),
    asked: parts.reduce((sum, { asked }) => sum + asked, 0),
    beyond: [...new Set(parts.flatMap(({ beyond }) => beyond))],
  }
}

const reasonsIn = ({ unknownPolicies, beyond }: Answered, moment: string): readonly string[] => [
  ...unknownPolicies.map((id) => `nobody knows the classes of the policy \`${id}\` (${moment})`),
  ...beyond.map((what) => `a guard does what is not compared: ${what} (${moment})`),
]

const mergedNames = (base: KnownNames, head: KnownNames): KnownNames => ({
  clients: mergedIds(base.clients, head.clients),
  organizations: mergedIds(base.organizations, head.organizations),
  connections: mergedIds(base.connections, head.connections),
})

type Ids = KnownNames['clients']

/** An id that has lost its name to another one is still somebody. */
const mergedIds = (base: Ids, head: Ids): Ids => ({
  ...head,
  ...Object.fromEntries(
    Object.entries(base)
      .filter(([, id]) => !Object.values(head).includes(id))
      .map(([name, id]) => [Object.hasOwn(head, name) ? `${name} before` : name, id]),
  ),
})
