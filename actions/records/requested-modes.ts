import type { PolicyId } from '../../policies/catalogue.ts'
import { MODES, type Mode } from '../../policies/mode.ts'
import { POLICY_NUMBERS } from '../../policies/reasons.ts'
import { readText } from '../reading/read-text.ts'

/** The metadata key by which a client or an organization asks for modes. */
export const MODES_KEY = 'og_modes'

/**
 * Reads `email-lock=enforce org-required=enforce` out of the metadata of a client or organization.
 * Whatever is no policy or no mode asks for nothing.
 */
export function readRequestedModes(
  metadata: Readonly<Record<string, string>> | undefined,
): Partial<Record<PolicyId, Mode>> {
  const words = readText(metadata?.[MODES_KEY]).split(/[\s,;]+/)
  const pairs = words.map((word) => word.split('=') as [string, string?])
  return Object.fromEntries(
    pairs.filter(
      ([policy, mode]) =>
        Object.hasOwn(POLICY_NUMBERS, policy) && (MODES as readonly unknown[]).includes(mode),
    ),
  )
}
