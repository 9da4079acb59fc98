import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MOMENT_NAMES } from '../space/questions-at.ts'
import { type DiffReport, rowsIn } from './diff-report.ts'

/** A login that both versions answer differently, in a file. */
export type WrittenWitness = {
  readonly file: string
  readonly environment: string
  readonly atMs: number
}

/** Writes one event for each row of logins that are newly admitted or refused, numbered as the report's rows. */
export async function writeWitnesses(
  folder: string,
  report: DiffReport,
): Promise<readonly WrittenWitness[]> {
  await mkdir(folder, { recursive: true })
  const logins = [...rowsIn(report).entries()].filter(
    ([, { moment, kind }]) =>
      moment === MOMENT_NAMES['post-login'] && (kind === 'admitted' || kind === 'refused'),
  )
  return Promise.all(
    logins.map(async ([index, { environment, kind, witness }]) => {
      const file = join(folder, `${String(index + 1).padStart(3, '0')}-${environment}-${kind}.json`)
      await writeFile(file, `${JSON.stringify(witness.event, null, 2)}\n`)
      return { file, environment, atMs: witness.atMs }
    }),
  )
}
