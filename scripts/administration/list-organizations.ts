import { auditRefusal } from './audit-refusal.ts'
import { findWithinReach } from './find-within-reach.ts'
import type { Actor } from './prove-actor.ts'
import type { Tools } from './tools.ts'

/**
 * Ids of the organizations of one person. An administrator is told of their own only: for which other
 * customers somebody works is not theirs to know.
 * @throws NotPermitted
 */
export async function listOrganizations(
  tools: Tools,
  actor: Actor,
  { person }: { readonly person: string },
): Promise<readonly string[]> {
  const asked = { operation: 'organizations', person }
  const { memberships } = await auditRefusal(tools, actor, asked, () =>
    findWithinReach(tools, actor, person),
  )
  return actor.kind === 'operator'
    ? memberships
    : memberships.filter((one) => one === actor.organization)
}
