import type { Place } from '../project/tenant-folder/place.ts'

/** Gravest first: the order of every listing. The words are those of SARIF. */
export const SEVERITIES = ['error', 'warning', 'note'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What `check` looks for. The id is permanent: waivers and code scanning refer to it. */
export type Rule = {
  readonly id: string
  readonly severity: Severity
  /** What is found, as the end of "found where ...". */
  readonly summary: string
  /** What happens to a tenant that is deployed like this, and, where it matters, how it is told. */
  readonly why: string
  /** Nobody can answer for it: no waiver names it, and the build or the Deploy CLI refuses it too. */
  readonly isFinal?: true
}

/** One thing that is wrong, in one place. It never holds the value of a secret. */
export type Finding = Place & {
  readonly id: string
  readonly severity: Severity
  /** One lower-case sentence with the input in backticks. */
  readonly message: string
  readonly why: string
  readonly fix: string
}

export const finding = (
  { id, severity, why }: Rule,
  { file, line }: Place,
  message: string,
  fix: string,
): Finding => ({ id, severity, file, line, message, why, fix })
