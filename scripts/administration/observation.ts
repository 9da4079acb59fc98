/** Who is shut out of what, for whoever tries whether it holds. */
export type ShutOut = {
  readonly person: string
  /** Id of an organization, or `*` for everywhere. */
  readonly where: string
  /** Id of an organization that the person could sign in to before; null where there is none. */
  readonly signsInTo: string | null
}

/**
 * What a test person met who was given the same block, while a session and a refresh token of theirs lived
 * that nobody had revoked. Nobody has those of the very person.
 */
export type Observed = {
  /** ISO 8601. */
  readonly at: string
  readonly where: string
  /** Such as `canary a-member`. */
  readonly witness: string
  /** Name of the application, and id of the organization, that the test person signed in to. */
  readonly application: string
  readonly organization: string | null
  /** What the silent login met: the guard's reason and policy, the tenant's own error, or `admitted`. */
  readonly silent: string
  readonly refresh: string
  /** Both were refused by the policy that reads such a block; false where one was admitted. */
  readonly refused: boolean
  /** Where the rulebook does not have that policy refuse, which one test person cannot see. */
  readonly open: readonly string[]
  /** It was refused, and the rulebook leaves nothing open. */
  readonly holds: boolean
}

/** Or why nothing was seen. */
export type Observation = (
  | Observed
  | { readonly unobserved: string; readonly open?: readonly string[] }
) & {
  /** What the try could not undo again, for whoever asked for the operation. */
  readonly left?: string
}
