import type { DoorAnswer } from '../../auth0/login-client/outcome.ts'
import type { Visitor } from './visitor.ts'

/** Somebody in front of a door, and the step through it as whoever they are by then. */
export type Visit = {
  readonly visitor: Visitor
  readonly enter: (visitor: Visitor) => Promise<DoorAnswer>
}
