import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Command } from '../../scripts/commands/command.ts'
import { type CommandOptions, textOption } from '../../scripts/ground/command-options.ts'
import { EXIT, type ExitCode, UserFault } from '../../scripts/ground/failures.ts'
import { lines } from '../../scripts/ground/printing/lines.ts'
import type { Surroundings } from '../../scripts/ground/surroundings.ts'
import { type HazardRow, showHazards } from '../hazards/show-hazards.ts'
import { renderHazards, renderSweep, renderSweepPage } from './render-sweep.ts'
import { type SweepRow, sweepDeploys } from './sweep-deploys.ts'
import { FAULT_KINDS, type FaultKind, openSweepScene } from './sweep-scene.ts'

export const sweep: Command = {
  name: 'sweep',
  summary: 'disturb a deploy at every call while people sign in; the plain Deploy CLI for contrast',
  options: {
    every: { type: 'string', default: '1', description: 'disturb every n-th call only' },
    faults: { type: 'string', default: FAULT_KINDS.join(), description: 'of stop, 429 and 500' },
    report: { type: 'string', default: '.build/sweep.json', description: 'file for all rows' },
    'without-plain': { type: 'boolean', description: 'leave the plain Deploy CLI out' },
    'hazards-only': { type: 'boolean', description: 'only what the plain Deploy CLI does' },
    resume: { type: 'boolean', description: 'take the rows that the report has as they are' },
    write: { type: 'boolean', description: 'write docs/sweep.md' },
  },
  notes: [
    'takes half an hour on two quiet cores; against local tenants only, nothing else is touched',
  ],
  async run(options, _words, surroundings) {
    const { root, print } = surroundings
    const report = resolve(root, textOption(options, 'report'))
    const hazards = options['without-plain'] === true ? [] : await runHazards(surroundings)
    const rows =
      options['hazards-only'] === true
        ? []
        : await runSweep(options, surroundings, {
            earlier: options.resume === true ? await readRows(report) : [],
            keep: (soFar) => keepReport(report, hazards, soFar),
          })
    await keepReport(report, hazards, rows)
    if (hazards.length > 0) print(lines(renderHazards(hazards), ''))
    if (rows.length > 0) print(renderSweep(rows))
    if (options.write === true) {
      const machine = `${availableParallelism()} cores`
      await writeFile(join(root, 'docs/sweep.md'), renderSweepPage(hazards, rows, machine))
    }
    return verdict(rows, hazards)
  },
}

async function keepReport(
  file: string,
  hazards: readonly HazardRow[],
  rows: readonly SweepRow[],
): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  // Whole or not at all: whoever stops the sweep wants to resume it.
  await writeFile(`${file}.new`, `${JSON.stringify({ hazards, rows }, null, 2)}\n`)
  await rename(`${file}.new`, file)
}

/** Written by an earlier run of this very command; there may be none. */
async function readRows(file: string): Promise<readonly SweepRow[]> {
  const text = await readFile(file, 'utf8').catch(() => '{"rows":[]}')
  return (JSON.parse(text) as { rows: readonly SweepRow[] }).rows
}

async function runHazards({ progress }: Surroundings): Promise<readonly HazardRow[]> {
  return showHazards(({ id, shown }) => progress(`${id}: ${shown ? 'seen' : 'not seen'}`))
}

type Progress = {
  readonly earlier: readonly SweepRow[]
  keep(rows: readonly SweepRow[]): Promise<void>
}

async function runSweep(
  options: CommandOptions,
  { progress }: Surroundings,
  { earlier, keep }: Progress,
): Promise<readonly SweepRow[]> {
  const range = { every: parseEvery(options), kinds: parseKinds(options) }
  const who = options['without-plain'] === true ? (['ours'] as const) : (['ours', 'plain'] as const)
  const scene = await openSweepScene()
  try {
    const rows: SweepRow[] = []
    for (const one of who) {
      await sweepDeploys(scene, one, { ...range, earlier }, async (row, of) => {
        rows.push(row)
        progress(`${row.who}, ${row.kind} at call ${row.k} of ${of}: ${inWords(row)}`)
        await keep(rows)
      })
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
