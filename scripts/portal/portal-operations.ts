import { declineAddress } from '../administration/address-request.ts'
import { approveRebind, REBIND_HOURS } from '../administration/approve-rebind.ts'
import { blockMember, unblockMember } from '../administration/block-member.ts'
import { deprovisionPerson } from '../administration/deprovision-person.ts'
import { erasePerson } from '../administration/erase-person.ts'
import { liftPasswordBlock } from '../administration/lift-password-block.ts'
import { NotPermitted } from '../administration/not-permitted.ts'
import type { Actor } from '../administration/prove-actor.ts'
import type { Receipt } from '../administration/receipt.ts'
import { relockMember } from '../administration/relock-member.ts'
import { removeMember } from '../administration/remove-member.ts'
import { sendPasswordReset } from '../administration/send-password-reset.ts'
import type { PortalOptions } from './portal-options.ts'

/** Words for the record, and what they are called on the page. */
export const BLOCK_REASONS: Readonly<Record<string, string>> = {
  LEFT_COMPANY: 'Left the company',
  ON_LEAVE: 'Away for longer',
  CREDENTIALS_LOST: 'Password or device lost',
  MISUSE: 'Misuse suspected',
  OTHER: 'Another reason',
}

type Run = (portal: PortalOptions, actor: Actor, given: Given) => Promise<Receipt>
type Given = { readonly person: string; readonly form: URLSearchParams }

export type PortalOperation = {
  readonly done: string
  /** Asked on a page of its own before it is done. */
  readonly question?: string
  readonly label: string
  readonly run: Run
}

/** By the last part of the path. */
export const PORTAL_OPERATIONS: Readonly<Record<string, PortalOperation>> = {
  block: {
    label: 'Block',
    done: 'This person is blocked in your organization.',
    run: ({ administration }, actor, { person, form }) => {
      const { tools } = administration()
      const reason = form.get('reason') ?? ''
      if (!Object.hasOwn(BLOCK_REASONS, reason)) throw new NotPermitted()
      const until = form.get('until') ?? ''
      // A day begins in UTC; what is none is no moment, which the library refuses.
      const end = until === '' ? {} : { untilMs: Date.parse(`${until}T00:00:00Z`) }
      return blockMember(tools, actor, { person, reason, ...end })
    },
  },
  unblock: {
    label: 'Unblock',
    done: 'The block is lifted.',
    run: ({ administration }, actor, { person }) =>
      unblockMember(administration().tools, actor, { person }),
  },
  reset: {
    label: 'Mail a link for a new password',
    done: 'A mail with a link for a new password is on its way.',
    run: ({ administration, clientId, sendReset }, actor, { person }) =>
      sendPasswordReset(administration().tools, actor, { person, clientId }, sendReset),
  },
  'lift-password-block': {
    label: 'Lift the block after wrong passwords',
    done: 'The block after wrong passwords is lifted.',
    run: ({ administration }, actor, { person }) =>
      liftPasswordBlock(administration().tools, actor, { person }),
  },
  relock: {
    label: 'Lock to today’s address',
    done: 'The address of today is the locked one.',
    run: ({ administration }, actor, { person }) =>
      relockMember(administration().tools, actor, { person }),
  },
  rebind: {
    label: 'Approve',
    done: 'The person may sign in from the new address once, within three days, when it is verified.',
    run: ({ administration }, actor, { person, form }) => {
      const { tools, sealing } = administration()
      if (sealing === null) throw new NotPermitted()
      const address = form.get('address') ?? ''
      return approveRebind(tools, actor, { person, address, hours: REBIND_HOURS }, sealing)
    },
  },
  'decline-address': {
    label: 'Decline',
    done: 'The request is declined. Tell the person why: nobody else does.',
    run: ({ administration }, actor, { person }) =>
      declineAddress(administration().tools, actor, { person }),
  },
  remove: {
    label: 'Remove from the organization',
    question: 'The membership ends. The account stays, and may be invited again.',
    done: 'The person is no member any more.',
    run: ({ administration }, actor, { person }) =>
      removeMember(administration().tools, actor, { person }),
  },
  deprovision: {
    label: 'De-provision',
    question:
      'The membership ends and the person stays blocked in your organization. If this is their only organization, the account may be deleted.',
    done: 'The person is de-provisioned.',
    run: ({ administration }, actor, { person }) =>
      deprovisionPerson(administration().tools, actor, { person }),
  },
  erase: {
    label: 'Erase',
    question:
      'The account is deleted, with all that is held about the person. Nothing brings it back, and an account with the same address needs to be invited again.',
    done: 'This person is forgotten.',
    run: ({ administration }, actor, { person }) =>
      erasePerson(administration().tools, actor, { person }),
  },
}
