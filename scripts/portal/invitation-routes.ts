import type { Hono } from 'hono'
import { grantableRoles } from '../administration/grantable-roles.ts'
import {
  listInvitations,
  type Sealing,
  sendInvitation,
  withdrawInvitation,
} from '../administration/invitations.ts'
import { readMember } from '../administration/list-members.ts'
import { NotPermitted } from '../administration/not-permitted.ts'
import { sendInvitationAgain } from '../administration/send-invitation-again.ts'
import type { Tools } from '../administration/tools.ts'
import { attempt } from './attempt.ts'
import { answerForm, type PortalContext, type PortalEnvironment } from './portal-context.ts'
import type { PortalOptions } from './portal-options.ts'
import { renderInvitations } from './render-invitations.ts'
import {
  EMPTY_INVITE,
  faultsOfInvite,
  type InviteFaults,
  type InviteForm,
  readInviteForm,
} from './render-invite-form.ts'
import { showPage } from './show-page.ts'

/** Whom an administrator invites. The library judges who may. */
export function addInvitationRoutes(app: Hono<PortalEnvironment>, portal: PortalOptions): void {
  app.get('/invitations', (c) => showInvitations(c, portal))
  app.post('/invitations', (c) => invite(c, portal))
  app.post('/invitations/:invitation/again', (c) => sendAgain(c, portal))
  app.post('/invitations/:invitation/withdraw', (c) => withdraw(c, portal))
}

async function showInvitations(
  c: PortalContext,
  portal: PortalOptions,
  typed: InviteForm = EMPTY_INVITE,
  faults: InviteFaults = {},
): Promise<Response> {
  const { tools, sealing } = portal.administration()
  const open = await listInvitations(tools, c.get('actor'))
  const { formToken } = c.get('session')
  const grantable = [...(await grantableRoles(tools)).keys()]
  const canInvite = sealing !== null
  const content = renderInvitations(open, { formToken, canInvite, grantable, typed, faults })
  const status = Object.keys(faults).length === 0 ? 200 : 422
  return showPage(c, portal, 'Invitations', content, status)
}

async function invite(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools, sealing } = sealed(portal)
  const typed = readInviteForm(c.get('form'))
  const faults = faultsOfInvite(typed)
  if (Object.keys(faults).length > 0) return showInvitations(c, portal, typed, faults)
  const { address, roles, days } = typed
  const notice = await attempt(c, 'The invitation is on its way.', async () => {
    const inviter = await inviterOf(c, tools)
    const clientId = portal.invitationClientId
    const request = { address, inviter, clientId, roles, hours: Number(days) * 24 }
    return sendInvitation(tools, c.get('actor'), request, sealing)
  })
  const isOfAddress = OF_ADDRESS.includes(notice.code ?? '')
  if (isOfAddress) return showInvitations(c, portal, typed, { address: notice.text })
  return answerForm(c, portal, notice, '/invitations')
}

/** What whoever invites can mend in the form. */
const OF_ADDRESS: readonly string[] = ['address_unacceptable', 'invitation_would_be_refused']

async function sendAgain(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools, sealing } = sealed(portal)
  const invitation = c.req.param('invitation') ?? ''
  const notice = await attempt(c, 'The invitation is on its way again.', async () => {
    const inviter = await inviterOf(c, tools)
    return sendInvitationAgain(tools, c.get('actor'), { invitation, inviter }, sealing)
  })
  return answerForm(c, portal, notice, '/invitations')
}

/** @throws NotPermitted where no invitation can be sealed */
function sealed(portal: PortalOptions): { readonly tools: Tools; readonly sealing: Sealing } {
  const { tools, sealing } = portal.administration()
  if (sealing === null) throw new NotPermitted()
  return { tools, sealing }
}

async function inviterOf(c: PortalContext, tools: Tools): Promise<string> {
  const actor = c.get('actor')
  const { name, email } = await readMember(tools, actor, { person: actor.userId })
  return name || (email ?? 'An administrator')
}

async function withdraw(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools } = portal.administration()
  const invitation = c.req.param('invitation') ?? ''
  const notice = await attempt(c, 'The invitation is withdrawn.', () =>
    withdrawInvitation(tools, c.get('actor'), { invitation }),
  )
  return answerForm(c, portal, notice, '/invitations')
}
