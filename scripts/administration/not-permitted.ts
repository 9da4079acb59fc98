/**
 * The one refusal of every operation: it does not tell whether the person, the invitation or the
 * organization exists, whose it is, or what the actor lacks.
 */
export class NotPermitted extends Error {
  override readonly name = 'NotPermitted'
  readonly code = 'not_permitted'

  constructor() {
    super('this operation is not open to you, or there is nobody it could be done to')
  }
}
