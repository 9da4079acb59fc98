import type { Hono } from 'hono'
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
import { showPage } from './show-page.ts'

/** Whom an administrator invites. The library judges who may. */
export function addInvitationRoutes(app: Hono<PortalEnvironment>, portal: PortalOptions): void {
  app.get('/invitations', (c) => showInvitations(c, portal))
  app.post('/invitations', (c) => invite(c, portal))
  app.post('/invitations/:invitation/again', (c) => sendAgain(c, portal))
  app.post('/invitations/:invitation/withdraw', (c) => withdraw(c, portal))
}

async function showInvitations(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools, sealing } = portal.administration()
  const open = await listInvitations(tools, c.get('actor'))
  const { formToken } = c.get('session')
  const content = renderInvitations(open, { formToken, canInvite: sealing !== null })
  return showPage(c, portal, 'Invitations', content)
}

async function invite(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools, sealing } = sealed(portal)
  const address = c.get('form').get('address') ?? ''
  const notice = await attempt(c, 'The invitation is on its way.', async () => {
    const inviter = await inviterOf(c, tools)
    const request = { address, inviter, clientId: portal.invitationClientId }
    return sendInvitation(tools, c.get('actor'), request, sealing)
  })
  return answerForm(c, portal, notice, '/invitations')
}

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
