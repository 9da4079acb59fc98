import type { PublicCode } from '../../policies/about.ts'
import { modesOf } from '../../policies/mode.ts'
import type { CommonSettings } from '../../policies/policy.ts'
import type { BakedRulebook } from '../rulebook/baked-rulebook.ts'

/**
 * What to answer when the guard itself threw: a text to refuse with, or null to let through. Auth0
 * would put the error's own text into the callback URL, so it goes nowhere; operators get its name.
 * Nothing is known about the login any more, so it is refused if any policy is enforced for anyone;
 * where everything is only monitored, a broken guard must not be noticed.
 */
export function refusalAfterFailure(
  error: unknown,
  { messages }: Pick<BakedRulebook, 'messages'>,
  settings: CommonSettings,
  code: PublicCode,
): string | null {
  const name = error instanceof Error && /^\w{1,40}$/.test(error.name) ? error.name : 'unknown'
  console.log(`og failed GUARD_FAILED error=${name}`)
  return isEnforcedForAnyone(settings)
    ? `${code}: ${messages[code].default} (reference none)`
    : null
}

const isEnforcedForAnyone = ({ rollout }: CommonSettings): boolean =>
  Object.values(rollout).some((one) => modesOf(one).includes('enforce'))

/**
 * Refuses, whatever the api does: what it throws would reach the callback URL with its own text, and
 * swallowing it would let the login through.
 */
export function refuseOrThrow(refuse: () => unknown): void {
  try {
    refuse()
  } catch {
    throw new Error('OG_RETRY')
  }
}
