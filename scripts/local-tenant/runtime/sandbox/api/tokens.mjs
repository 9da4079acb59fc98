import { record } from '../commands.mjs'
import { dictionary, stringify } from '../intrinsics.mjs'
import { LIMITS } from '../limits.mjs'
import { checkedScope } from './scope.mjs'

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

/** credentials-exchange: any claim may be named. */
export const machineToken = (run, api) => ({
  setCustomClaim(key, value) {
    record(run, 'accessTokenClaim', `${key}`, value)
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
      if (count > LIMITS.scopes) {
        throw new Error(`The number of scopes exceeds the allowed maximum of ${LIMITS.scopes}.`)
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
