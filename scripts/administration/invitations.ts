import type { Management } from 'auth0'
import { GRANT_KEY } from '../../actions/records/grant-record.ts'
import { withPermission } from '../../actions/records/permission-record.ts'
import { addressForm } from './address-form.ts'
import { auditRefusal } from './audit-refusal.ts'
import { createInvitation } from './create-invitation.ts'
import { findOrganization } from './find-within-reach.ts'
import { grantableRoles } from './grantable-roles.ts'
import { NotPermitted } from './not-permitted.ts'
import { orGone } from './or-gone.ts'
import { permissionEnd } from './permission-end.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { INVITATION_WOULD_BE_REFUSED, refuseVainAddress } from './refuse-vain-address.ts'
import { runOperation } from './run-operation.ts'
import { signGrant } from './sign-permission.ts'
import { statusIn } from './status-in.ts'
import type { Tools } from './tools.ts'

export type InvitationRequest = {
  readonly organization?: string
  readonly address: string
  /** Shown in the e-mail as who invites. */
  readonly inviter: string
  /** The application whose login page opens. */
  readonly clientId: string
  /** Names of roles within the organization, of those that the rulebook lets administrators give. */
  readonly roles?: readonly string[]
  /** Absent: as long as Auth0 keeps one open. */
  readonly hours?: number
}

/** What an invitation holds beside its address and its grant. */
type Content = Pick<
  Management.CreateOrganizationInvitationRequestContent,
  'client_id' | 'connection_id' | 'roles' | 'app_metadata' | 'user_metadata'
>
export type InvitationContent = Content & { readonly address: string; readonly hours: number }

/** How an invitation is sealed: with the private key of whoever may move and grant locks. */
export type Sealing = {
  readonly privateKey: string
  /** As the environment commits it: SPKI, base64. */
  readonly publicKey: string | null
}

/** An open invitation, as the people of the organization see it. */
export type OpenInvitation = {
  readonly id: string
  readonly address: string
  readonly inviter: string
  readonly expiresAt: string
  /** Names of the roles that it gives, of those that the rulebook lets administrators give. */
  readonly roles: readonly string[]
  /** Whether it gives no other role, and so may be sent again. */
  readonly maySendAgain: boolean
}

/**
 * @fact Auth0 keeps an invitation open so long, unless it is told otherwise. (Auth0 docs, send
 * membership invitations; read 2026-11-22)
 */
export const INVITATION_HOURS = 168
/** Beside `ADMINISTRATION_SCOPES`. The last: what the application asks of the guard. */
export const INVITING_SCOPES: readonly string[] = [
  'create:organization_invitations',
  'delete:organization_invitations',
  'read:clients',
]
const PER_PAGE = 100
const MOST_PAGES = 20

/**
 * Invites one address. The invitation carries a signed grant, so that the login that accepts it is locked
 * to exactly this address, and nothing is adopted on trust. Sent to the same address again, it takes the place
 * of an open one, which goes once the tenant has taken the new one: nobody is left without any. Whoever is
 * interrupted in between leaves both, and sending again withdraws them.
 * @throws NotPermitted
 * @throws UserFault for an address, or a key, that cannot be used, where nobody could accept it, and where the
 *   tenant does not take it
 */
export function sendInvitation(
  tools: Tools,
  actor: Actor,
  request: InvitationRequest,
  sealing: Sealing,
): Promise<Receipt> {
  const { inviter, clientId: client_id, hours = INVITATION_HOURS, address, roles = [] } = request
  return invite(tools, actor, { ...request, inviter }, sealing, async () => {
    const ids = await idsOfRoles(tools, roles)
    return { address, hours, client_id, ...(ids.length === 0 ? {} : { roles: [...ids] }) }
  })
}

type Inviting = { readonly organization?: string; readonly inviter: string }

/** @param find what is sent, in an organization; like whatever judges, it is asked twice */
export function invite(
  tools: Tools,
  actor: Actor,
  { inviter, ...request }: Inviting,
  sealing: Sealing,
  find: (organization: string) => Promise<InvitationContent>,
): Promise<Receipt> {
  const { keyring, tenantId } = tools
  const judge = async () => {
    const organization = await findOrganization(tools, actor, request.organization)
    const { address, hours, ...content } = await find(organization)
    const expiresAtMs = permissionEnd(tools, hours)
    const given = signGrant({ organization, address, expiresAtMs, ...sealing }, keyring, tenantId)
    const expected = { address, ...content }
    await refuseVainAddress(tools, organization, expected, INVITATION_WOULD_BE_REFUSED)
    const open = await openFor(tools, organization, address)
    const before = { open: open.map(({ id = '' }) => id) }
    const body = {
      ...content,
      inviter: { name: inviter },
      // As it is locked: an identity provider may write it in other letters.
      invitee: { email: addressForm(address) },
      ttl_sec: Math.round(hours * 3600),
      app_metadata: { ...content.app_metadata, [GRANT_KEY]: withPermission(null, given) },
    }
    return { organization, person: null, before, body }
  }
  return runOperation(tools, actor, {
    asked: { ...request, operation: 'invite' },
    judge,
    work: async ({ organization, before, body }) => {
      const { id } = await createInvitation(tools, organization, body)
      for (const former of before.open) await withdraw(tools, organization, former)
      return { changed: true, after: { invitation: id, roles: body.roles ?? [] } }
    },
  })
}

/** @throws NotPermitted; also for an invitation that is not there, or of another organization */
export const withdrawInvitation = (
  tools: Tools,
  actor: Actor,
  { invitation, ...request }: { readonly organization?: string; readonly invitation: string },
): Promise<Receipt> =>
  runOperation(tools, actor, {
    asked: { ...request, operation: 'withdraw' },
    judge: async () => {
      const organization = await findOrganization(tools, actor, request.organization)
      const found = await readInvitations(tools, organization)
      if (!found.some(({ id }) => id === invitation)) throw new NotPermitted()
      return { organization, person: null, before: { invitation } }
    },
    work: async ({ organization }) => {
      await withdraw(tools, organization, invitation)
      return { changed: true, after: { invitation: null } }
    },
  })

/** @throws NotPermitted */
export async function listInvitations(
  tools: Tools,
  actor: Actor,
  request: { readonly organization?: string } = {},
): Promise<readonly OpenInvitation[]> {
  const asked = { ...request, operation: 'invitations' }
  const organization = await auditRefusal(tools, actor, asked, () =>
    findOrganization(tools, actor, request.organization),
  )
  const all = await readInvitations(tools, organization)
  const isAnyWithRoles = all.some(({ roles = [] }) => roles.length > 0)
  const grantable = isAnyWithRoles ? [...(await grantableRoles(tools))] : []
  return all.map(({ id = '', invitee, inviter, expires_at = '', roles = [] }) => ({
    id,
    address: invitee?.email ?? '',
    inviter: inviter?.name ?? '',
    expiresAt: expires_at,
    roles: grantable.flatMap(([name, role]) => (roles.includes(role) ? [name] : [])),
    maySendAgain: roles.every((role) => grantable.some(([, one]) => one === role)),
  }))
}

async function openFor(tools: Tools, organization: string, address: string) {
  const all = await readInvitations(tools, organization)
  return all.filter(({ invitee }) => addressForm(invitee?.email ?? '') === addressForm(address))
}

/** Withdraws what is open to one address in these organizations. @returns how many */
export async function withdrawFor(
  tools: Tools,
  organizations: readonly string[],
  address: string | undefined,
): Promise<number> {
  if (address === undefined) return 0
  let withdrawn = 0
  for (const organization of organizations) {
    const open = await openFor(tools, organization, address).catch(noneWhereGone)
    for (const { id = '' } of open) await withdraw(tools, organization, id)
    withdrawn += open.length
  }
  return withdrawn
}

function noneWhereGone(error: unknown): readonly Management.OrganizationInvitation[] {
  if (statusIn(error) === 404) return []
  throw error
}

/**
 * A role is of the whole tenant: whoever could give any would make themselves an operator's equal.
 * @throws NotPermitted for a role that may not be given, or that is none
 */
async function idsOfRoles(tools: Tools, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return []
  const ids = await grantableRoles(tools)
  return names.map((name) => {
    const id = ids.get(name)
    if (id === undefined) throw new NotPermitted()
    return id
  })
}

/** Auth0 lists them by page only, and knows no filter. */
export async function readInvitations(
  { management }: Tools,
  organization: string,
): Promise<readonly Management.OrganizationInvitation[]> {
  const all: Management.OrganizationInvitation[] = []
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { data } = await management.organizations.invitations.list(organization, {
      page,
      per_page: PER_PAGE,
    })
    all.push(...data)
    if (data.length < PER_PAGE) return all
  }
  throw new Error(`\`${organization}\` has more than ${PER_PAGE * MOST_PAGES} open invitations`)
}

async function withdraw({ management }: Tools, organization: string, id: string): Promise<void> {
  await orGone(management.organizations.invitations.delete(organization, id))
}
