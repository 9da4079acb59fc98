/** The way a token is being asked for. */
export type Door =
  | 'sign-in'
  | 'silent'
  | 'refresh'
  | 'password'
  | 'device'
  | 'back-channel'
  | 'federation'
  /** Protocols of federation that know no organization. */
  | 'legacy-federation'
  | 'native'
  | 'exchange'
  | 'on-behalf'
  | 'unknown'

/** Doors at which a person is present and acts, so that a record may be made for them. */
export const INTERACTIVE_DOORS: ReadonlySet<Door> = new Set(['sign-in', 'federation', 'native'])
