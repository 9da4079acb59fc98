import type { Receipt } from '../administration/receipt.ts'
import { UserFault } from '../ground/user-fault.ts'
import { noticeOf, type PortalContext } from './portal-context.ts'
import type { SessionNotice } from './portal-session.ts'

const FAULTS: Readonly<Record<string, string>> = {
  address_unacceptable: 'This cannot be used as an address.',
  address_not_approved:
    'Nobody has approved this address, or the approval has ended. Ask for it again.',
  address_missing: 'This person has no address that could be locked.',
  address_would_be_refused:
    'Nobody could sign in from this address: no sign-in of your organization may vouch for an address of this domain.',
  invitation_refused:
    'This invitation cannot be sent: the sign-in that it was for may be closed to your organization. Nothing was changed.',
  invitation_would_be_refused:
    'Nobody could accept this invitation: no sign-in of your organization may vouch for an address of this domain.',
  lifts_used_up:
    'This block was lifted three times within a day. Mail the person a link for a new password instead.',
  moment_invalid: 'The block would end before it begins. Give a day to come, or none.',
  profile_value_refused: 'One of the values is taken, or not allowed. Nothing was changed.',
  profile_value_invalid: 'One of the values cannot be used. Nothing was changed.',
}

/** What a person got wrong is said on the page; what is not open to them is not. */
export async function attempt(
  c: PortalContext,
  done: string,
  work: () => Promise<Receipt>,
): Promise<SessionNotice> {
  try {
    return noticeOf(c, done, await work())
  } catch (error) {
    if (!(error instanceof UserFault)) throw error
    const [code = ''] = error.faults.map((fault) => fault.code)
    const text = FAULTS[code] ?? `An operator of the tenant has to look at this: ${code}.`
    return { text, details: [], isRefusal: true, code }
  }
}
