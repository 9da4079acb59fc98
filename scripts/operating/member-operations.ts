import { declineAddress } from '../administration/address-request.ts'
import { approveRebind, REBIND_HOURS } from '../administration/approve-rebind.ts'
import {
  blockMember,
  liftSuspension,
  suspendPerson,
  unblockMember,
} from '../administration/block-member.ts'
import { changeProfile } from '../administration/change-profile.ts'
import { deprovisionPerson } from '../administration/deprovision-person.ts'
import { erasePerson } from '../administration/erase-person.ts'
import { grantAddress } from '../administration/grant-address.ts'
import {
  INVITATION_HOURS,
  INVITING_SCOPES,
  sendInvitation,
  withdrawInvitation,
} from '../administration/invitations.ts'
import { TOMBSTONE_SCOPES } from '../administration/keep-tombstones.ts'
import { liftPasswordBlock } from '../administration/lift-password-block.ts'
import { liftTenantBlock } from '../administration/lift-tenant-block.ts'
import type { Receipt } from '../administration/receipt.ts'
import { relockMember } from '../administration/relock-member.ts'
import { removeMember } from '../administration/remove-member.ts'
import { resetSenderOf } from '../administration/reset-sender.ts'
import { REVOKING_SCOPES } from '../administration/revoke-access.ts'
import { sendInvitationAgain } from '../administration/send-invitation-again.ts'
import { sendPasswordReset } from '../administration/send-password-reset.ts'
import { UserFault } from '../ground/user-fault.ts'
import { momentToCome, recordOptionMissing } from '../state/record-options.ts'
import { clientIdOf } from './client-id.ts'
import type { MemberTarget, Operating, Wanted } from './operating.ts'
import { HOUR_MS, permissionRequest } from './permission-request.ts'
import { readChanges } from './read-changes.ts'

export type Option = Exclude<keyof Wanted, 'environment'>

/** What has to be given, and what the machine client has to have. */
export type Demands = {
  readonly needs: readonly Option[]
  readonly takes?: readonly Option[]
  /** No list can hold what it is about. */
  readonly isOfOne?: true
  /** Beside `ADMINISTRATION_SCOPES`. */
  readonly scopes?: readonly string[]
  /** Beside those, where the environment says that sessions and refresh tokens can be ended. */
  readonly whereRevocable?: readonly string[]
}

/** One thing that can be done to people. */
export type MemberOperation = Demands & {
  /** Nothing brings it back: it is demanded twice. */
  readonly isFinal?: true
  readonly run: (operating: Operating, target: MemberTarget) => Promise<Receipt>
}

const MEMBER: readonly Option[] = ['user', 'organization']

export const MEMBER_OPERATIONS = {
  invite: {
    needs: ['organization', 'client', 'inviter'],
    takes: ['roles', 'until'],
    isOfOne: true,
    scopes: INVITING_SCOPES,
    run: (operating, { organization }) => {
      const { tools, actor, wanted } = operating
      const { address, hours, ...sealing } = permission(operating, INVITATION_HOURS)
      const { inviter, roles = [] } = wanted
      const clientId = clientIdOf(operating.names, wanted.client)
      const request = { address, hours, inviter, clientId, roles, ...within(organization) }
      return sendInvitation(tools, actor, request, sealing)
    },
  },
  'send-again': {
    needs: ['organization', 'invitation', 'inviter'],
    scopes: INVITING_SCOPES,
    run: async ({ tools, actor, sealing, wanted: { invitation, inviter } }, { organization }) => {
      if (sealing === null) throw new UserFault([recordOptionMissing('OG_REBIND_PRIVATE_KEY')])
      const request = { invitation, inviter, ...within(organization) }
      return sendInvitationAgain(tools, actor, request, sealing)
    },
  },
  withdraw: {
    needs: ['organization', 'invitation'],
    scopes: ['delete:organization_invitations'],
    run: ({ tools, actor, wanted: { invitation } }, { organization }) =>
      withdrawInvitation(tools, actor, { invitation, ...within(organization) }),
  },
  block: {
    needs: MEMBER,
    takes: ['reason', 'until'],
    whereRevocable: REVOKING_SCOPES,
    run: (operating, target) =>
      blockMember(operating.tools, operating.actor, { ...target, ...blockOf(operating) }),
  },
  unblock: {
    needs: MEMBER,
    run: ({ tools, actor }, target) => unblockMember(tools, actor, target),
  },
  suspend: {
    needs: ['user'],
    takes: ['reason', 'until'],
    whereRevocable: REVOKING_SCOPES,
    run: (operating, { person }) =>
      suspendPerson(operating.tools, operating.actor, { person, ...blockOf(operating) }),
  },
  'lift-suspension': {
    needs: ['user'],
    run: ({ tools, actor }, { person }) => liftSuspension(tools, actor, { person }),
  },
  'lift-password-block': {
    needs: ['user'],
    run: ({ tools, actor }, { person }) => liftPasswordBlock(tools, actor, { person }),
  },
  'lift-tenant-block': {
    needs: ['user'],
    run: ({ tools, actor }, { person }) => liftTenantBlock(tools, actor, { person }),
  },
  rebind: {
    needs: MEMBER,
    takes: ['until'],
    isOfOne: true,
    run: (operating, target) => {
      const { address, hours, privateKey, publicKey } = permission(operating, REBIND_HOURS)
      const request = { ...target, address, hours }
      return approveRebind(operating.tools, operating.actor, request, { privateKey, publicKey })
    },
  },
  'decline-address': {
    needs: MEMBER,
    run: ({ tools, actor }, target) => declineAddress(tools, actor, target),
  },
  relock: {
    needs: MEMBER,
    run: ({ tools, actor }, target) => relockMember(tools, actor, target),
  },
  grant: {
    needs: MEMBER,
    takes: ['until'],
    isOfOne: true,
    run: (operating, target) => {
      const { address, hours, privateKey, publicKey } = permission(operating, INVITATION_HOURS)
      const request = { ...target, address, hours }
      return grantAddress(operating.tools, operating.actor, request, { privateKey, publicKey })
    },
  },
  'reset-password': {
    needs: [...MEMBER, 'client'],
    run: ({ tools, actor, access, names, wanted }, target) => {
      const request = { ...target, clientId: clientIdOf(names, wanted.client) }
      return sendPasswordReset(tools, actor, request, resetSenderOf(access.address))
    },
  },
  change: {
    needs: [...MEMBER, 'changes'],
    isOfOne: true,
    run: async ({ tools, actor, names, wanted, surroundings }, target) => {
      const changes = await readChanges(surroundings.root, wanted.changes, names)
      return changeProfile(tools, actor, { ...target, changes })
    },
  },
  remove: {
    needs: MEMBER,
    isFinal: true,
    whereRevocable: REVOKING_SCOPES,
    scopes: ['delete:organization_members'],
    run: ({ tools, actor }, target) => removeMember(tools, actor, target),
  },
  deprovision: {
    needs: MEMBER,
    isFinal: true,
    whereRevocable: REVOKING_SCOPES,
    scopes: ['delete:organization_members', 'delete:users', ...TOMBSTONE_SCOPES],
    run: ({ tools, actor }, target) => deprovisionPerson(tools, actor, target),
  },
  erase: {
    needs: ['user'],
    isFinal: true,
    whereRevocable: REVOKING_SCOPES,
    scopes: [
      'delete:organization_invitations',
      'delete:organization_members',
      'delete:users',
      ...TOMBSTONE_SCOPES,
    ],
    run: ({ tools, actor }, { person }) => erasePerson(tools, actor, { person }),
  },
} satisfies Readonly<Record<string, MemberOperation>>

export type MemberVerb = keyof typeof MEMBER_OPERATIONS

const within = (organization: string | undefined) =>
  organization === undefined ? {} : { organization }

function blockOf({ wanted: { reason, until }, surroundings: { nowMs } }: Operating) {
  const end = until === '' ? {} : { untilMs: momentToCome(until, nowMs()) }
  return { reason: reason === '' ? 'SUSPENDED' : reason, ...end }
}

function permission({ project, wanted: { until }, surroundings }: Operating, hours: number) {
  const request = permissionRequest(project, hours, until, surroundings)
  return { ...request, hours: (request.expiresAtMs - surroundings.nowMs()) / HOUR_MS }
}
