import type { ExitCode } from './failures.ts'
import type { Lines } from './printing/lines.ts'

/** What a command comes to. Whatever else it prints on the way is only for people. */
export type Answer = {
  readonly exit: ExitCode
  /** For programs: what stands on stdout with `--json`, and nothing beside it. */
  readonly json: unknown
  /** The same for people; left out where all of it was printed on the way. */
  readonly text?: Lines
  /** What goes on once the answer is out, until somebody stops it: a tenant that runs. */
  readonly meanwhile?: () => Promise<void>
}
