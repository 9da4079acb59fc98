import type { Finding, Rule } from './finding.ts'
import type { Subject } from './subject.ts'

/** Findings that belong together, and what looks for them. Pure: the subject has been read before. */
export type Family = {
  readonly title: string
  readonly rules: readonly Rule[]
  look(subject: Subject): readonly Finding[]
}
