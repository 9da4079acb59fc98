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
  /** What the silent login met: the guard's reason and policy, the tenant's own error, or `admitted`. */
  readonly silent: string
  readonly refresh: string
  /** Both were refused by the policy that reads such a block; false where one was admitted. */
  readonly holds: boolean
}

/** Or why nothing was seen. */
export type Observation = Observed | { readonly unobserved: string }
