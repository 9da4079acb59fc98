import { findWithinReach, type OfMember, organizationOf } from './find-within-reach.ts'
import { refuseTenantRights } from './holds-tenant-rights.ts'
import { type ChangeRequest, judgeChange } from './judge-change.ts'
import { NotPermitted } from './not-permitted.ts'
import { findOneself } from './own-account.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'

/** Asks Auth0 to mail the link: `authentication.database.changePassword` of the SDK does. */
export type ResetSender = (reset: {
  readonly email: string
  readonly connection: string
  readonly client_id: string
  readonly organization: string
}) => Promise<unknown>

/**
 * Lets Auth0 send the person a link for a new password, in the name of the organization. Nobody else sees
 * the link, and no password is set, which would lift the block of the tenant without a word.
 * @throws NotPermitted; also for whoever has no password
 */
export function sendPasswordReset(
  tools: Tools,
  actor: Actor,
  request: OfMember & { readonly clientId: string },
  send: ResetSender,
): Promise<Receipt> {
  const { person, clientId } = request
  const find = async () => {
    const organization = organizationOf(actor, request.organization)
    const { profile } = await findWithinReach(tools, actor, person)
    await refuseTenantRights(tools, actor, person)
    return { profile, organization, capacity: actor.kind }
  }
  return reset(tools, actor, { asked: request, find, clientId }, send)
}

/**
 * The same for oneself, which needs no role.
 * @throws NotPermitted for whoever has no password, and is no member any more
 */
export function sendOwnPasswordReset(
  tools: Tools,
  actor: Actor,
  { clientId }: { readonly clientId: string },
  send: ResetSender,
): Promise<Receipt> {
  const find = async () => ({ ...(await findOneself(tools, actor)), capacity: 'self' as const })
  return reset(tools, actor, { asked: { person: actor.userId }, find, clientId }, send)
}

type Found = Pick<ChangeRequest, 'profile' | 'organization'> & {
  readonly capacity: ChangeRequest['actor']
}

type Reset = {
  readonly asked: OfMember
  readonly find: () => Promise<Found>
  readonly clientId: string
}

function reset(
  tools: Tools,
  actor: Actor,
  { asked, find, clientId }: Reset,
  send: ResetSender,
): Promise<Receipt> {
  const judge = async () => {
    const { profile, organization, capacity } = await find()
    const field = { kind: 'password' } as const
    const change = { actor: capacity, field, profile, organization, organizations: null }
    if (judgeChange(tools, change).outcome !== 'allow') throw new NotPermitted()
    const { connection, provider } = profile.identities?.[0] ?? {}
    const { email, user_id: person } = profile
    if (provider !== 'auth0' || connection === undefined || email === undefined) {
      throw new NotPermitted()
    }
    return { organization, person, before: null, email, connection }
  }
  return runOperation(tools, actor, {
    asked: { ...asked, operation: 'reset-password' },
    judge,
    work: async ({ email, connection, organization }) => {
      await send({ email, connection, client_id: clientId, organization })
      return { changed: true, after: { sent: true } }
    },
  })
}
