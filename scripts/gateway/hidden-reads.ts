import { CallRefused, isAbsent, isSuccess } from './call.ts'
import { NOT_COMPARED } from './not-compared.ts'
import type { PlannedWrite } from './planned-write.ts'
import { readResourcePath } from './resource-path.ts'
import type { TakenReading } from './tenant-snapshot.ts'

export type HiddenReads = {
  /** One for each kind of thing, in words: there may be thousands of them. */
  readonly notes: readonly string[]
  /** Creations among things of which nobody sees which are there already. */
  readonly blind: readonly string[]
}

/**
 * What the tenant did not show, and the Deploy CLI went on without: it takes some of it for empty, and
 * says so to nobody. Pure.
 */
export function hiddenReads(
  readings: readonly TakenReading[],
  writes: readonly PlannedWrite[],
): HiddenReads {
  const hidden = readings.flatMap(({ call, reading }) =>
    reading.kind === 'list' || isSuccess(reading.answer) || isAbsent(reading.answer)
      ? []
      : [{ path: call.path, refused: new CallRefused(call, reading.answer) }],
  )
  const paths = new Set(hidden.map(({ path }) => path))
  return {
    notes: [
      ...new Set(
        hidden.map(({ path, refused: { status, said } }) => {
          const { type, part } = readResourcePath(path)
          const what = part === '' ? type : `${type}: ${part}`
          return `${what}: the tenant does not show it (${status}: ${said}), so it is ${NOT_COMPARED}`
        }),
      ),
    ],
    blind: writes.flatMap(({ method, path }) =>
      method === 'POST' && paths.has(path) ? [`${method} ${path}`] : [],
    ),
  }
}
