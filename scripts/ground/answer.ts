import type { ExitCode } from './exit.ts'
import type { Lines } from './printing/lines.ts'

/** The result of a command. Whatever it prints before that is for people only. */
export type Answer = {
  readonly exit: ExitCode
  /** For programs: what stands on stdout with `--json`, and nothing beside it. */
  readonly json: unknown
  /** The same for people; left out where all of it was printed on the way. */
  readonly text?: Lines
  /** Runs after the answer is printed, until somebody stops it: a local tenant, for example. */
  readonly meanwhile?: () => Promise<void>
}
