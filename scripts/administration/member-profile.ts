import { auditRefusal } from './audit-refusal.ts'
import { findWithinReach, type OfMember, organizationOf } from './find-within-reach.ts'
import { NotPermitted } from './not-permitted.ts'
import { type FieldState, profileFields } from './profile-fields.ts'
import type { Actor } from './prove-actor.ts'
import type { Tools } from './tools.ts'

/**
 * What whoever acts may ask to be changed of a member, by the rulebook and by whose account it is. What else rests on
 * the account is judged when it is changed, and not before: a form that had less to ask about somebody who works for
 * another organization too would say so. For the same reason a value that is not to be seen is empty.
 * @throws NotPermitted; also for oneself, whose profile is their account
 */
export const readMemberProfile = (
  tools: Tools,
  actor: Actor,
  request: OfMember,
): Promise<readonly FieldState[]> =>
  auditRefusal(tools, actor, { ...request, operation: 'profile' }, async () => {
    const organization = organizationOf(actor, request.organization)
    if (actor.userId === request.person) throw new NotPermitted()
    const { profile, memberships } = await findWithinReach(tools, actor, request.person)
    if (!memberships.includes(organization)) throw new NotPermitted()
    const fieldsOf = (organizations: number) =>
      profileFields(tools, { actor: actor.kind, profile, organization, organizations })
    const truly = fieldsOf(memberships.length)
    return fieldsOf(1).map((one, place) => {
      // Whoever sees the list of members knows the name.
      const isSeen = one.field.kind === 'name' || truly[place]?.closed === null
      return isSeen ? one : { ...one, value: '' }
    })
  })
