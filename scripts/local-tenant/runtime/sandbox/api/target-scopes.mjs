import { record } from '../commands.mjs'
import { hasOwn, isArray, put } from '../intrinsics.mjs'
import { LIMITS } from '../limits.mjs'
import { checkedScope } from './scope.mjs'

/**
 * `api.transaction.*TargetScope(s)`. The event shows every change.
 * @fact The set of scopes is intersected with the grant when all Actions are done; arguments are
 * checked as here. (Auth0's official test harness; read 2026-11-22; switch loginTargetScopes)
 * @param initial the scopes the set begins with
 * @param assertEnabled throws where the methods are behind a feature flag
 */
export function targetScopes(run, initial, assertEnabled) {
  let scopes = uniqueOf(isArray(initial) ? initial : [])
  const change = (changed) => {
    scopes = changed
    if (!run.event.transaction) put(run.event, 'transaction', {})
    put(run.event.transaction, 'target_scopes', uniqueOf(scopes))
    record(run, 'targetScopes', scopes)
  }
  return {
    addTargetScope(value) {
      assertEnabled()
      const changed = uniqueOf(scopes)
      put(changed, changed.length, checkedScope(value))
      const unique = uniqueOf(changed)
      assertCount(unique)
      change(unique)
    },
    removeTargetScope(value) {
      assertEnabled()
      const scope = checkedScope(value)
      const changed = []
      for (let i = 0; i < scopes.length; i += 1) {
        if (scopes[i] !== scope) put(changed, changed.length, scopes[i])
      }
      change(changed)
    },
    setTargetScopes(values) {
      assertEnabled()
      if (!isArray(values)) throw new TypeError('The value for scopes must be an array.')
      const changed = []
      for (let i = 0; i < values.length; i += 1) put(changed, i, checkedScope(values[i]))
      const unique = uniqueOf(changed)
      assertCount(unique)
      change(unique)
    },
    clearTargetScopes() {
      assertEnabled()
      change([])
    },
  }
}

function assertCount(scopes) {
  if (scopes.length <= LIMITS.scopes) return
  throw new Error(`The number of scopes exceeds the allowed maximum of ${LIMITS.scopes}.`)
}

function uniqueOf(scopes) {
  const seen = { __proto__: null }
  const unique = []
  for (let i = 0; i < scopes.length; i += 1) {
    if (hasOwn(seen, scopes[i])) continue
    seen[scopes[i]] = true
    put(unique, unique.length, scopes[i])
  }
  return unique
}
