import { findWithinReach } from './find-within-reach.ts'
import { refuseTenantRights } from './holds-tenant-rights.ts'
import { orGone } from './or-gone.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'

type Person = { readonly person: string }

/**
 * Lifts what brute-force protection blocks after wrong passwords. It is no decision about the person: the
 * help desk of an organization may lift it for its members, but for whoever has rights of the tenant.
 * @throws NotPermitted
 */
export function liftPasswordBlock(
  tools: Tools,
  actor: Actor,
  { person }: Person,
): Promise<Receipt> {
  const { userBlocks } = tools.management
  return runOperation(tools, actor, {
    asked: { operation: 'lift-password-block', person },
    judge: async () => {
      await findWithinReach(tools, actor, person)
      await refuseTenantRights(tools, actor, person)
      const before = { blocked: (await userBlocks.list(person)).blocked_for?.length ?? 0 }
      const organization = actor.kind === 'administrator' ? actor.organization : null
      return { organization, person, before }
    },
    work: async ({ before }) => {
      await orGone(userBlocks.delete(person))
      return { changed: before.blocked > 0, after: { blocked: 0 } }
    },
  })
}
