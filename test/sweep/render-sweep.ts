import type { Lines } from '../../scripts/ground/printing/lines.ts'
import {
  joined,
  type Markdown,
  markdown,
  prose,
  table,
} from '../../scripts/ground/printing/markdown.ts'
import { renderTable } from '../../scripts/ground/printing/render-table.ts'
import type { HazardRow } from '../hazards/show-hazards.ts'
import type { SweepRow } from './sweep-deploys.ts'

const HEADING = ['who', 'fault', 'calls', 'survived', 'guarded', 'finished next', 'sign-ins']
const DOORS = ['unguarded sign-ins', 'at calls', 'shut out']

export const renderHazards = (hazards: readonly HazardRow[]): Lines =>
  renderTable([['', 'hazard', 'what the plain Deploy CLI does'], ...hazardCells(hazards)])

export const renderSweep = (rows: readonly SweepRow[]): Lines =>
  renderTable([[...HEADING, ...DOORS], ...sweepCells(rows)])

/** For `docs/sweep.md`. */
export function renderSweepPage(
  hazards: readonly HazardRow[],
  rows: readonly SweepRow[],
  machine: string,
): string {
  return `${markdown`# What a deploy leaves behind that fails

<!-- Written by \`npm run sweep -- --write\`: change it there, not here. -->

One deploy changes a bit of everything: the code of the guard, an Action beside it that denies and is
renamed, the order of bindings, links, options, permissions. It is repeated once per HTTP call and
fault: from that call on the tenant is gone (\`stop\`), or this one call is answered 429 or 500. Then
the same deploy is run again, undisturbed. All the while people try the doors, two whom a guard has to
refuse and one whom nobody may refuse. Each deploy of this project is a row of *ours*; *plain* is the
Deploy CLI alone, over the same two states of git, with deletions allowed. Figures of one sweep, run at once or resumed, on
${prose(machine)}, against a tenant on the same machine.

${table([...HEADING, ...DOORS], inMarkdown(sweepCells(rows)))}

- *survived*: the disturbed deploy ended well all the same.
- *guarded*: after it, every trigger ran its old or its new list of Actions, each with its old or new code.
- *finished next*: the next deploy ended well, in the new state.
- *unguarded sign-ins*: of people whom a guard has to refuse, let in; *at calls*: faults with at least one.
${exceptions(rows)}
## What the plain Deploy CLI does

Each was done by the Deploy CLI itself when this page was written; \`test/hazards/hazards.proof.test.ts\` shows ours
refusing or avoiding it, from the same table.

${table(['', 'hazard', 'it …'], inMarkdown(hazardCells(hazards)))}
`}`
}

const hazardCells = (hazards: readonly HazardRow[]): readonly (readonly string[])[] =>
  hazards.map(({ id, sentence, shown }) => [shown ? 'seen' : 'NOT SEEN', id, sentence])

function sweepCells(rows: readonly SweepRow[]): readonly (readonly string[])[] {
  return [...grouped(rows)].map(([key, group]) => {
    const count = (test: (row: SweepRow) => boolean): string =>
      `${group.filter(test).length} of ${group.length}`
    const sum = (member: 'tried' | 'unguarded' | 'shutOut'): string =>
      String(group.reduce((total, { doors }) => total + doors[member], 0))
    return [
      ...key.split(' '),
      String(group.length),
      count(({ survived }) => survived),
      count(({ guarded }) => guarded),
      count(({ finished }) => finished),
      sum('tried'),
      sum('unguarded'),
      count(({ doors }) => doors.unguarded > 0),
      sum('shutOut'),
    ]
  })
}

function grouped(rows: readonly SweepRow[]): ReadonlyMap<string, readonly SweepRow[]> {
  const groups = new Map<string, SweepRow[]>()
  for (const row of rows) {
    const key = `${row.who} ${row.kind}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return groups
}

/** The calls at which something did not hold, so that they can be looked at. */
function exceptions(rows: readonly SweepRow[]): Markdown {
  const items = [...grouped(rows)].flatMap(([key, group]) => {
    const unguarded = group.filter(({ guarded }) => !guarded).map(({ k }) => k)
    const unfinished = group.filter(({ finished }) => !finished).map(({ k }) => k)
    return [
      ...(unguarded.length === 0 ? [] : [`${key}, not guarded: call ${ranges(unguarded)}`]),
      ...(unfinished.length === 0 ? [] : [`${key}, not finished: call ${ranges(unfinished)}`]),
    ]
  })
  const list = items.map((item) => markdown`- ${prose(item)}`)
  return list.length === 0 ? markdown`` : markdown`\n${joined(list, markdown`\n`)}\n`
}

/** `[1, 2, 3, 7]` as `1–3, 7`. */
function ranges(numbers: readonly number[]): string {
  const runs: { from: number; to: number }[] = []
  for (const number of numbers) {
    const last = runs.at(-1)
    if (last !== undefined && last.to === number - 1) last.to = number
    else runs.push({ from: number, to: number })
  }
  return runs.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', ')
}

const inMarkdown = (rows: readonly (readonly string[])[]): readonly (readonly Markdown[])[] =>
  rows.map((row) => row.map(prose))
