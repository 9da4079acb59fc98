import { test, trim } from '../intrinsics.mjs'
import { LIMITS } from '../limits.mjs'

const BLANK = /\s/

/**
 * The scope without surrounding blanks.
 * @fact A scope that is none is refused with these texts. (Auth0's official test harness; read
 * 2026-11-22)
 */
export function checkedScope(value) {
  if (typeof value !== 'string') {
    throw new TypeError('The value for the scope must be a string.')
  }
  const scope = trim(value)
  if (scope.length === 0) throw new Error('The value for the scope is required.')
  if (scope.length > LIMITS.scopeCharacters) {
    throw new Error(
      `The value for the scope exceeds the allowed maximum of ${LIMITS.scopeCharacters} characters.`,
    )
  }
  if (test(BLANK, scope)) throw new Error('The value for the scope must not have whitespace.')
  return scope
}
