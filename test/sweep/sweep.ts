import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { defineCommand, type Given } from '../../scripts/commands/command.ts'
import { flag, parsed, wholeNumber } from '../../scripts/commands/options.ts'
import { EXIT, type ExitCode } from '../../scripts/ground/exit.ts'
import { lines } from '../../scripts/ground/printing/lines.ts'
import type { Surroundings } from '../../scripts/ground/surroundings.ts'
import { type HazardRow, showHazards } from '../hazards/show-hazards.ts'
import { renderHazards, renderSweep, renderSweepPage } from './render-sweep.ts'
import { type SweepRow, sweepDeploys } from './sweep-deploys.ts'
import { FAULT_KINDS, type FaultKind, openSweepScene } from './sweep-scene.ts'

const OPTIONS = {
  every: wholeNumber(1, '1', 'disturb every n-th call only'),
  faults: parsed(FAULT_KINDS.join(', '), FAULT_KINDS.join(), 'of stop, 429 and 500', readKinds),
  report: z.string().default('.build/sweep.json').describe('file for all rows'),
  withoutPlain: flag('leave the plain Deploy CLI out'),
  hazardsOnly: flag('only what the plain Deploy CLI does'),
  resume: flag('take the rows that the report has as they are'),
  write: flag('write docs/sweep.md'),
}

export const sweep = defineCommand({
  name: 'sweep',
  summary: 'disturb a deploy at every call while people sign in; the plain Deploy CLI for contrast',
  options: OPTIONS,
  notes: [
    'takes half an hour on two quiet cores; against local tenants only, nothing else is touched',
  ],
  async run(given, surroundings) {
    const { root } = surroundings
    const report = resolve(root, given.report)
    const hazards = given.withoutPlain ? [] : await runHazards(surroundings)
    const rows = given.hazardsOnly
      ? []
      : await runSweep(given, surroundings, {
          earlier: given.resume ? await readRows(report) : [],
          keep: (soFar) => keepReport(report, hazards, soFar),
        })
    await keepReport(report, hazards, rows)
    if (given.write) {
      const machine = `${availableParallelism()} cores`
      await writeFile(join(root, 'docs/sweep.md'), renderSweepPage(hazards, rows, machine))
    }
    return {
      exit: verdict(rows, hazards),
      json: { hazards, rows },
      text: lines(
        ...(hazards.length > 0 ? [renderHazards(hazards), ''] : []),
        ...(rows.length > 0 ? [renderSweep(rows)] : []),
      ),
    }
  },
})

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
  { every, faults, withoutPlain }: Given<typeof OPTIONS>,
  { progress }: Surroundings,
  { earlier, keep }: Progress,
): Promise<readonly SweepRow[]> {
  const range = { every, kinds: faults }
  const who = withoutPlain ? (['ours'] as const) : (['ours', 'plain'] as const)
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

/** Null when one of them is none. */
function readKinds(text: string): readonly FaultKind[] | null {
  const kinds = text.split(',').map((name) => FAULT_KINDS.find((known) => known === name))
  return kinds.every((kind) => kind !== undefined) ? kinds : null
}
