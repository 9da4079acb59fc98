import { GRANT_KEY } from '../../actions/records/grant-record.ts'
import { findWithinReach, type OfMember, organizationOf } from './find-within-reach.ts'
import { givePermission } from './give-permission.ts'
import type { Sealing } from './invitations.ts'
import { judgeMove } from './judge-move.ts'
import { permissionEnd } from './permission-end.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { refuseVainAddress } from './refuse-vain-address.ts'
import { runOperation } from './run-operation.ts'
import { signGrant } from './sign-permission.ts'
import type { Tools } from './tools.ts'

/**
 * Lets an account that exists be locked to one address in this organization. It joins the grants that are
 * there.
 * @throws NotPermitted; also for oneself
 * @throws UserFault for an address, or a key, that cannot be used, and where nobody could sign in from there
 */
export function grantAddress(
  tools: Tools,
  actor: Actor,
  request: OfMember & { readonly address: string; readonly hours: number },
  sealing: Sealing,
): Promise<Receipt> {
  const { person, address, hours } = request
  const judge = async () => {
    const organization = organizationOf(actor, request.organization)
    await judgeMove(tools, actor, organization, await findWithinReach(tools, actor, person))
    const expiresAtMs = permissionEnd(tools, hours)
    const permission = { organization, address, expiresAtMs, ...sealing }
    const given = signGrant(permission, tools.keyring, tools.tenantId)
    await refuseVainAddress(tools, organization, { address })
    return { organization, person, before: null, expiresAtMs, given }
  }
  return runOperation(tools, actor, {
    asked: { ...request, operation: 'grant' },
    judge,
    work: async ({ given, expiresAtMs }) => ({
      changed: await givePermission(tools, person, GRANT_KEY, given),
      after: { expiresAt: new Date(expiresAtMs).toISOString() },
    }),
  })
}
