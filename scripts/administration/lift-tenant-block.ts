import { findWithinReach } from './find-within-reach.ts'
import { NotPermitted } from './not-permitted.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'

type Person = { readonly person: string }

/**
 * Lifts `blocked` of the profile, which an operator of the tenant set, or a SCIM client. It lifts neither
 * a block of an organization nor a suspension. @throws NotPermitted for administrators too, and for one's own
 */
export const liftTenantBlock = (tools: Tools, actor: Actor, { person }: Person): Promise<Receipt> =>
  runOperation(tools, actor, {
    asked: { operation: 'lift-tenant-block', person },
    judge: async () => {
      if (actor.kind !== 'operator' || actor.userId === person) throw new NotPermitted()
      const { profile } = await findWithinReach(tools, actor, person)
      return { organization: null, person, before: { blocked: profile.blocked === true } }
    },
    work: async ({ before }) => {
      if (before.blocked) await tools.management.users.update(person, { blocked: false })
      return { changed: before.blocked, after: { blocked: false } }
    },
  })
