import { record } from '../commands.mjs'
import { dictionary, stringify, test, trim } from '../intrinsics.mjs'

const SCOPE_LENGTH = 280
const SCOPE_COUNT = 1000
const BLANK = /\s/

function setCustomClaim(run, command, key, value) {
  if (key === 'scope') throw new Error(`The ${stringify(key)} claim cannot be set.`)
  record(run, command, `${key}`, value)
}

export const idToken = (run, api) => ({
  setCustomClaim(key, value) {
    setCustomClaim(run, 'idTokenClaim', key, value)
    return api()
  },
})

export function accessToken(run, api) {
  const added = dictionary()
  let count = 0
  return {
    setCustomClaim(key, value) {
      setCustomClaim(run, 'accessTokenClaim', key, value)
      return api()
    },
    addScope(value) {
      const scope = checkedScope(value)
      if (!added[scope]) count += 1
      added[scope] = true
      if (count > SCOPE_COUNT) {
        throw new Error(`The number of scopes exceeds the allowed maximum of ${SCOPE_COUNT}.`)
      }
      record(run, 'addScope', scope)
    },
    removeScope(value) {
      const scope = checkedScope(value)
      if (added[scope]) count -= 1
      added[scope] = false
      record(run, 'removeScope', scope)
    },
  }
}

/** Limits and wording: Auth0's official test harness, read 2026-11-22. */
function checkedScope(value) {
  if (typeof value !== 'string') {
    throw new TypeError('The value for the scope must be a string.')
  }
  const scope = trim(value)
  if (scope.length === 0) throw new Error('The value for the scope is required.')
  if (scope.length > SCOPE_LENGTH) {
    throw new Error(
      `The value for the scope exceeds the allowed maximum of ${SCOPE_LENGTH} characters.`,
    )
  }
  if (test(BLANK, scope)) throw new Error('The value for the scope must not have whitespace.')
  return scope
}
