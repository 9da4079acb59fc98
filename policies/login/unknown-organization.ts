import type { Refusal } from '../policy.ts'
import type { Door } from './facts.ts'

/**
 * The refusal of whoever must know the organization and cannot. On refresh nobody has confirmed that
 * the platform names it, so there it is only reported; anywhere else it is as good as none.
 */
export const unknownOrganization = (door: Door): Refusal =>
  door === 'refresh'
    ? { kind: 'deny', reason: 'ORG_UNKNOWN_ON_REFRESH', unconfirmed: true }
    : { kind: 'deny', reason: 'ORG_CONTEXT_MISSING' }
