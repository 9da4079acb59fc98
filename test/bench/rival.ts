import type { PolicyId } from '../../policies/catalogue.ts'
import type { RivalFacts } from './rival-facts.ts'

/** A general-purpose policy engine that has been taught our rules. */
export type Rival = {
  readonly name: string
  /** Those it was taught. */
  readonly policies: ReadonlySet<PolicyId>
  /** Everything that can be done before the question is asked. */
  readonly prepare: (facts: RivalFacts) => () => RivalAnswer
}

export type RivalAnswer = {
  readonly allowed: boolean
  /** The policies it names as the reason; at least one where it refuses. */
  readonly refusedBy: readonly PolicyId[]
}
