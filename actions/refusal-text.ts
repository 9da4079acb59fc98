import type { PolicyId } from '../policies/policy.ts'
import { publicCodeOf, type Reason } from '../policies/reasons.ts'
import type { BakedRulebook } from './baked-rulebook.ts'
import type { Keyring } from './keyring.ts'
import { sealReference } from './reference.ts'

/**
 * What outsiders are told: the public code, the team's message for it, and the reference.
 * Without a key there is no reference: support then finds the cause in the tenant's Action log.
 */
export function renderRefusal(
  refused: { readonly reason: Reason; readonly policy: PolicyId; readonly atMs: number },
  keyring: Keyring | null,
  messages: BakedRulebook['messages'],
): string {
  const code = publicCodeOf(refused.reason)
  const reference = keyring === null ? 'none' : sealReference(refused, keyring.signing)
  return `${code}: ${messages[code]} (reference ${reference})`
}
