/** A refusal as an application can show it to a person. */
export type ShownRefusal = {
  /** `OG_ACCESS`, or OAuth's own error where the tenant itself refused. */
  readonly code: string
  readonly message: string
  /** For support; null where the tenant itself refused. */
  readonly reference: string | null
}

/**
 * Reads the guard's form out of an OAuth error description: `OG_ACCESS: message (reference text)`.
 * All that an application has to know of the guard, and it works without knowing it.
 */
export function readRefusal(error: string, description: string): ShownRefusal {
  const [, code, message, reference] =
    /^(OG_[A-Z]+): (.*) \(reference ([0-9a-z]+)\)$/s.exec(description) ?? []
  if (code === undefined || message === undefined || reference === undefined) {
    return { code: error, message: description, reference: null }
  }
  return { code, message, reference: reference === 'none' ? null : reference }
}
