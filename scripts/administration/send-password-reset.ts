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
export async function sendPasswordReset(
  tools: Tools,
  actor: Actor,
  request: OfMember & { readonly clientId: string },
  send: ResetSender,
): Promise<Receipt> {
  const organization = organizationOf(actor, request.organization)
  const { profile } = await findWithinReach(tools, actor, request.person)
  await refuseTenantRights(tools, actor, request.person)
  const { clientId } = request
  return reset(tools, actor, { profile, organization, clientId, capacity: actor.kind }, send)
}

/**
 * The same for oneself, which needs no role.
 * @throws NotPermitted for whoever has no password, and is no member any more
 */
export async function sendOwnPasswordReset(
  tools: Tools,
  actor: Actor,
  { clientId }: { readonly clientId: string },
  send: ResetSender,
): Promise<Receipt> {
  const { profile, organization } = await findOneself(tools, actor)
  return reset(tools, actor, { profile, organization, clientId, capacity: 'self' }, send)
}

function reset(
  tools: Tools,
  actor: Actor,
  about: Pick<ChangeRequest, 'profile' | 'organization'> & {
    readonly clientId: string
    readonly capacity: ChangeRequest['actor']
  },
  send: ResetSender,
): Promise<Receipt> {
  const { profile, organization, clientId, capacity } = about
  const field = { kind: 'password' } as const
  const asked = { actor: capacity, field, profile, organization, organizations: null }
  if (judgeChange(tools, asked).outcome !== 'allow') throw new NotPermitted()
  const person = profile.user_id
  const { connection, provider } = profile.identities?.[0] ?? {}
  const { email } = profile
  if (provider !== 'auth0' || connection === undefined || email === undefined) {
    throw new NotPermitted()
  }
  const operation = { operation: 'reset-password', organization, person, before: null }
  return runOperation(tools, actor, operation, async () => {
    await send({ email, connection, client_id: clientId, organization })
    return { changed: true, after: { sent: true } }
  })
}
