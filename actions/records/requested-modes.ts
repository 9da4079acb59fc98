import type { PolicyId } from '../../policies/catalogue.ts'
import { MODES, type Mode, stricter } from '../../policies/mode.ts'
import type { RequestedModes } from '../../policies/policy.ts'
import { POLICY_NUMBERS } from '../../policies/reasons.ts'

/** The metadata key by which a client or an organization asks for modes. */
export const MODES_KEY = 'og_modes'

/**
 * Reads `email-lock=enforce org-required=enforce` out of the metadata of a client or organization; of
 * what is said twice, the strictest. One word that is no policy with a mode makes all of it unreadable:
 * nobody knows what was meant to be enforced.
 */
export function readRequestedModes(
  metadata: Readonly<Record<string, unknown>> | null | undefined,
): RequestedModes | null {
  const text = metadata?.[MODES_KEY] ?? ''
  if (typeof text !== 'string') return null
  const modes: Partial<Record<PolicyId, Mode>> = {}
  for (const word of text.match(/[^\s,;]+/g) ?? []) {
    const [policy, mode] = word.split(/=(.*)/) as [PolicyId, Mode]
    if (!Object.hasOwn(POLICY_NUMBERS, policy) || !MODES.includes(mode)) return null
    modes[policy] = stricter(mode, modes[policy])
  }
  return modes
}
