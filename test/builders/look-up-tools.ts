import type { LookUpTools } from '../../actions/management/management-access.ts'
import { heldSignals } from './held-signals.ts'
import { NOON_MS } from './noon.ts'
import { aCache } from './recording-api.ts'

/** Of a look-up at noon whose budget never ends by itself; no two nonces are the same. */
export function aLookUp(differences: Partial<LookUpTools> = {}): LookUpTools {
  let drawn = 0
  return {
    cache: aCache(),
    nowMs: NOON_MS,
    fetch,
    after: heldSignals().after,
    random(count) {
      drawn += 1
      return new Uint8Array(count).fill(drawn)
    },
    ...differences,
  }
}
