import { type Lines, lines } from '../../ground/printing/lines.ts'
import { renderFault } from '../../ground/user-fault.ts'
import type { Step } from './judge-readiness.ts'

/** One step after the other, each with what it lacks. */
export const renderReadiness = (heading: string, steps: readonly Step[]): Lines =>
  lines(
    heading,
    ...steps.map(({ step, state, what, after, missing, notes }) =>
      lines(
        '',
        `${state.padEnd(8)} ${step}: ${what}`,
        ...after.map((first) => `  first: ${first}`),
        ...missing.map((fault) => lines(...renderFault(fault).texts.map((text) => `  ${text}`))),
        ...notes.map((note) => `  note: ${note}`),
      ),
    ),
  )
