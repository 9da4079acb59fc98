import { type Lines, lines } from './printing/lines.ts'

/**
 * Something a person can mend. `message` is one lower-case sentence with the input in backticks and,
 * where there is one, the file and the path in it; `fix` says what to do.
 */
export type Fault = {
  readonly code: string
  readonly message: string
  readonly fix: string
  /** Where it was written, for those who annotate lines; `path` is dotted. */
  readonly place?: { readonly file: string; readonly path: string }
}

/** Thrown for mistakes of the user, with every fault found. Any other exception is our bug. */
export class UserFault extends Error {
  override readonly name = 'UserFault'
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    super(faults.map(({ message }) => message).join('; '))
    this.faults = faults
  }
}

/** The first error of `kind` in the chain of causes, however deep a library has wrapped it; or null. */
export const causeIn = <Cause extends Error>(
  error: unknown,
  kind: abstract new (...given: never[]) => Cause,
): Cause | null =>
  error instanceof kind
    ? error
    : error instanceof Error && error.cause !== undefined
      ? causeIn(error.cause, kind)
      : null

/** @throws UserFault when there is any fault */
export function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new UserFault(faults)
}

export const renderFault = ({ code, message, fix }: Fault): Lines =>
  lines(`${code}: ${message}`, `  fix: ${fix}`)
