import type { Refusal } from '../policy.ts'
import type { LoginFacts } from './facts.ts'
import type { LoginSettings } from './settings.ts'

/**
 * The refusal of whoever must know the organization and cannot. On refresh nobody has confirmed that
 * the platform names it, so there it is only reported unless the team decides otherwise; signing in
 * again names it. What was remembered and cannot be believed is refused there: somebody wrote it, or
 * its key was retired. Anywhere else an unknown organization is as good as none.
 */
export function unknownOrganization(
  { door, scope: { organization } }: LoginFacts,
  { unknownOnRefresh }: LoginSettings,
): Refusal {
  if (door !== 'refresh') return { kind: 'deny', reason: 'ORG_CONTEXT_MISSING' }
  const refusal = { kind: 'reauth', reason: 'ORG_UNKNOWN_ON_REFRESH' } as const
  const isForged = organization.kind === 'unknown' && organization.isForged === true
  return isForged || unknownOnRefresh === 'refuse' ? refusal : { ...refusal, unconfirmed: true }
}
