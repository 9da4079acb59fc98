import type { Person } from '../auth0/login-client/person.ts'
import type { OwnDoor } from '../journey/choose-door.ts'

/** Somebody whom the guard lets in, and somebody whom it does not, at an application of the team. */
export type OwnDemo = {
  readonly door: OwnDoor
  readonly dana: Person
  readonly danaId: string
  readonly sam: Person
  readonly samId: string
}
