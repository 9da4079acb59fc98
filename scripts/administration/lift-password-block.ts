import { readRecord } from '../../actions/records/read-record.ts'
import { changeRecord } from './change-record.ts'
import { findWithinReach } from './find-within-reach.ts'
import { refuseTenantRights } from './holds-tenant-rights.ts'
import { LIFTS_KEY, withLift } from './lift-ration.ts'
import { orGone } from './or-gone.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'

type Person = { readonly person: string }

/**
 * Lifts what brute-force protection blocks after wrong passwords. It is no decision about the person: the
 * help desk of an organization may lift it for its members, but for whoever has rights of the tenant, and three
 * times a day.
 * @throws NotPermitted
 * @throws UserFault for an administrator who has lifted it so often
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
      const { profile } = await findWithinReach(tools, actor, person)
      await refuseTenantRights(tools, actor, person)
      const before = { blocked: (await userBlocks.list(person)).blocked_for?.length ?? 0 }
      const organization = actor.kind === 'administrator' ? actor.organization : null
      if (organization !== null && before.blocked > 0) {
        withLift(readRecord(profile.app_metadata, LIFTS_KEY), organization, tools.nowMs())
      }
      return { organization, person, before }
    },
    work: async ({ organization, before }) => {
      if (before.blocked === 0) return { changed: false, after: { blocked: 0 } }
      if (organization !== null) await countLift(tools, person, organization)
      await orGone(userBlocks.delete(person))
      return { changed: true, after: { blocked: 0 } }
    },
  })
}

/** Before it is made: whoever is interrupted has used it up. */
function countLift(tools: Tools, person: string, organization: string): Promise<boolean> {
  const atMs = tools.nowMs()
  return changeRecord(tools, person, {
    key: LIFTS_KEY,
    next: (stored) => withLift(stored, organization, atMs),
  })
}
