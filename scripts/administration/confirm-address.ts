import { marksOf } from '../../actions/records/address-mark.ts'
import { normaliseAddress } from '../../policies/address.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { endRequest } from './address-request.ts'
import type { Profile } from './find-within-reach.ts'
import { mayConfirm } from './may-confirm.ts'
import { NotPermitted } from './not-permitted.ts'
import { openRebinds } from './open-rebinds.ts'
import { findOneself } from './own-account.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import { setAddress } from './set-address.ts'
import { addressUnacceptable } from './sign-permission.ts'
import type { Tools } from './tools.ts'

/**
 * Takes an address that an administrator approved as one's own, to be verified. The receipt is the same where the
 * tenant does not take it, as where it is somebody's: what is asked for stays then, as if nobody had confirmed.
 * @throws NotPermitted for whoever may not change their address, or is a member of several organizations
 * @throws UserFault for what is no address, or was not approved
 */
export function confirmAddress(
  tools: Tools,
  actor: Actor,
  { address }: { readonly address: string },
): Promise<Receipt> {
  const judge = async () => {
    const found = await findOneself(tools, actor)
    const { profile, organization } = found
    if (!mayConfirm(tools, found)) throw new NotPermitted()
    const read = normaliseAddress(address)
    if (read.kind === 'unacceptable') throw new UserFault([addressUnacceptable])
    const { form } = read
    const isHeld = profile.email === form
    if (!isHeld && !isApproved(tools, profile, organization, form)) {
      throw new UserFault([NOT_APPROVED])
    }
    return { organization, person: profile.user_id, before: null, form, isHeld }
  }
  return runOperation(tools, actor, {
    asked: { operation: 'confirm-address', person: actor.userId },
    judge,
    work: async ({ organization, person, form, isHeld }) => {
      const isTaken = isHeld || (await setAddress(tools, person, form))
      if (isTaken) await endRequest(tools, person, organization)
      return { changed: !isHeld, after: { confirmed: true } }
    },
  })
}

function isApproved(tools: Tools, profile: Profile, organization: string, form: string): boolean {
  const marks = marksOf('address', form, tools.keyring, tools.tenantId)
  return openRebinds(tools, profile, organization).some(({ mark }) => marks.includes(mark))
}

const NOT_APPROVED: Fault = {
  code: 'address_not_approved',
  message: 'nobody has approved this address, or the approval has ended',
  fix: 'ask an administrator of the organization for it',
}
