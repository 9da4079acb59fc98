import { GRANT_KEY } from '../../actions/records/grant-record.ts'
import { findWithinReach, type OfMember, organizationOf } from './find-within-reach.ts'
import { givePermission } from './give-permission.ts'
import { refuseTenantRights } from './holds-tenant-rights.ts'
import type { Sealing } from './invitations.ts'
import { NotPermitted } from './not-permitted.ts'
import { permissionEnd } from './permission-end.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import { signGrant } from './sign-permission.ts'
import type { Tools } from './tools.ts'

/**
 * Lets an account that exists be locked to one address in this organization. It joins the grants that are
 * there.
 * @throws NotPermitted; also for oneself
 * @throws UserFault for an address, or a key, that cannot be used
 */
export async function grantAddress(
  tools: Tools,
  actor: Actor,
  request: OfMember & { readonly address: string; readonly hours: number },
  sealing: Sealing,
): Promise<Receipt> {
  const organization = organizationOf(actor, request.organization)
  // As with a rebind: nobody says which address their own lock is to hold.
  if (actor.userId === request.person) throw new NotPermitted()
  await findWithinReach(tools, actor, request.person)
  await refuseTenantRights(tools, actor, request.person)
  const expiresAtMs = permissionEnd(tools, request.hours)
  const permission = { organization, address: request.address, expiresAtMs, ...sealing }
  const given = signGrant(permission, tools.keyring, tools.tenantId)
  const about = { operation: 'grant', organization, person: request.person, before: null }
  return runOperation(tools, actor, about, async () => ({
    changed: await givePermission(tools, request.person, GRANT_KEY, given),
    after: { expiresAt: new Date(expiresAtMs).toISOString() },
  }))
}
