import type { PersonWithinReach } from './find-within-reach.ts'
import { judgeChange } from './judge-change.ts'
import type { Tools } from './tools.ts'

/**
 * Whether somebody changes their own address once it was approved. Of somebody of several organizations it counts in
 * others too, which approved nothing: an operator does it.
 */
export const mayConfirm = (
  tools: Tools,
  { profile, organization, memberships }: PersonWithinReach & { readonly organization: string },
): boolean =>
  memberships.length === 1 &&
  judgeChange(tools, {
    actor: 'self',
    field: { kind: 'email' },
    profile,
    organization,
    organizations: null,
  }).outcome === 'allow'
