import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { EXIT, type ExitCode, UserFault } from '../failures.ts'
import { renderTable } from '../journey/render-table.ts'
import { type HazardRow, showHazards } from '../sweep/show-hazards.ts'
import { type SweepRow, sweepDeploys } from '../sweep/sweep-deploys.ts'
import { FAULT_KINDS, type FaultKind, openSweepScene } from '../sweep/sweep-scene.ts'
import { type Command, type CommandOptions, type Surroundings, textOption } from './command.ts'

export const sweep: Command = {
  name: 'sweep',
  summary: 'disturb a deploy at every call while people sign in; the plain Deploy CLI for contrast',
  options: {
    every: { type: 'string', default: '1', description: 'disturb every n-th call only' },
    faults: { type: 'string', default: FAULT_KINDS.join(), description: 'of stop, 429 and 500' },
    report: { type: 'string', default: '.build/sweep.json', description: 'file for all rows' },
    'without-plain': { type: 'boolean', description: 'leave the plain Deploy CLI out' },
    'hazards-only': { type: 'boolean', description: 'only what the plain Deploy CLI does' },
  },
  notes: ['takes about half an hour; against local tenants only, nothing else is touched'],
  async run(options, _words, surroundings) {
    const { root, print } = surroundings
    const hazards = options['without-plain'] === true ? [] : await runHazards(surroundings)
    const rows = options['hazards-only'] === true ? [] : await runSweep(options, surroundings)
    const report = resolve(root, textOption(options, 'report'))
    await mkdir(dirname(report), { recursive: true })
    await writeFile(report, `${JSON.stringify({ hazards, rows }, null, 2)}\n`)
    print(renderHazards(hazards))
    print(renderSweep(rows))
    return verdict(rows, hazards)
  },
}

async function runHazards({ root, progress }: Surroundings): Promise<readonly HazardRow[]> {
  return showHazards(root, ({ id, shown }) => progress(`${id}: ${shown ? 'seen' : 'not seen'}`))
}

async function runSweep(
  options: CommandOptions,
  { root, progress }: Surroundings,
): Promise<readonly SweepRow[]> {
  const range = { every: parseEvery(options), kinds: parseKinds(options) }
  const scene = await openSweepScene(root)
  try {
    const rows: SweepRow[] = []
    const who =
      options['without-plain'] === true ? (['ours'] as const) : (['ours', 'plain'] as const)
    for (const one of who) {
      const swept = await sweepDeploys(scene, one, range, (row, of) =>
        progress(`${row.who}, ${row.kind} at call ${row.k} of ${of}: ${inWords(row)}`),
      )
      rows.push(...swept)
    }
    return rows
  } finally {
    await scene.close()
  }
}

const inWords = ({ survived, guarded, finished, doors }: SweepRow): string =>
  [
    survived ? 'survived' : 'failed',
    guarded ? 'guarded' : 'NOT GUARDED',
    finished ? 'then finished' : 'then NOT FINISHED',
    `${doors.tried} sign-ins, ${doors.unguarded} unguarded`,
  ].join(', ')

/** Ours must hold everywhere, and the plain Deploy CLI must still do what we guard against. */
const verdict = (rows: readonly SweepRow[], hazards: readonly HazardRow[]): ExitCode => {
  const holds = rows
    .filter(({ who }) => who === 'ours')
    .every(
      ({ guarded, finished, doors }) =>
        guarded && finished && doors.unguarded === 0 && doors.shutOut === 0,
    )
  return holds && hazards.every(({ shown }) => shown) ? EXIT.ok : EXIT.differences
}

function renderHazards(hazards: readonly HazardRow[]): string {
  const rows = hazards.map(({ id, sentence, shown }) => [shown ? 'seen' : 'NOT SEEN', id, sentence])
  return rows.length === 0
    ? ''
    : `${renderTable([['', 'hazard', 'what the plain Deploy CLI does'], ...rows])}\n`
}

function renderSweep(rows: readonly SweepRow[]): string {
  const groups = new Map<string, SweepRow[]>()
  for (const row of rows) {
    const key = `${row.who} ${row.kind}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  const sum = (group: readonly SweepRow[], member: 'tried' | 'unguarded' | 'shutOut'): string =>
    String(group.reduce((total, { doors }) => total + doors[member], 0))
  const count = (group: readonly SweepRow[], test: (row: SweepRow) => boolean): string =>
    `${group.filter(test).length} of ${group.length}`
  return renderTable([
    ['who', 'fault', 'survived', 'guarded', 'finished next', 'sign-ins', 'unguarded', 'shut out'],
    ...[...groups].map(([key, group]) => [
      ...key.split(' '),
      count(group, ({ survived }) => survived),
      count(group, ({ guarded }) => guarded),
      count(group, ({ finished }) => finished),
      sum(group, 'tried'),
      sum(group, 'unguarded'),
      sum(group, 'shutOut'),
    ]),
  ])
}

function parseEvery(options: CommandOptions): number {
  const every = Number(textOption(options, 'every'))
  if (Number.isInteger(every) && every > 0) return every
  throw invalid('every', textOption(options, 'every'), 'a whole number from 1')
}

function parseKinds(options: CommandOptions): readonly FaultKind[] {
  const names = textOption(options, 'faults').split(',')
  return names.map((name) => {
    const kind = FAULT_KINDS.find((known) => known === name)
    if (kind === undefined) throw invalid('faults', name, FAULT_KINDS.join(', '))
    return kind
  })
}

const invalid = (option: string, found: string, accepted: string): UserFault =>
  new UserFault([
    {
      code: 'option_invalid',
      message: `\`--${option}\` is not accepted: found \`${found}\`, accepted ${accepted}`,
      fix: `write an accepted value after \`--${option}\``,
    },
  ])
