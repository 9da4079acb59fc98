import type { Hono } from 'hono'
import {
  listInvitations,
  sendInvitation,
  withdrawInvitation,
} from '../administration/invitations.ts'
import { listMembers, readMember } from '../administration/list-members.ts'
import { NotPermitted } from '../administration/not-permitted.ts'
import { organizationRefusals } from '../operating/last-refusals.ts'
import { attempt } from './attempt.ts'
import {
  answerForm,
  type PortalContext,
  type PortalEnvironment,
  takeNotice,
} from './portal-context.ts'
import { PORTAL_OPERATIONS, type PortalOperation } from './portal-operations.ts'
import type { PortalOptions } from './portal-options.ts'
import { renderInvitations } from './render-invitations.ts'
import { type Html, renderLayout } from './render-layout.ts'
import {
  memberPath,
  nameOf,
  renderMember,
  renderMembers,
  renderQuestion,
} from './render-members.ts'
import { renderRefusals } from './render-refusals.ts'

/** What an administrator of an organization sees and does there. The library judges who may. */
export function addOrganizationRoutes(app: Hono<PortalEnvironment>, portal: PortalOptions): void {
  app.get('/members', (c) => showMembers(c, portal))
  app.get('/members/:person', (c) => showMember(c, portal))
  app.get('/members/:person/:operation', (c) => showQuestion(c, portal))
  app.post('/members/:person/:operation', (c) => operate(c, portal))
  app.get('/refusals', (c) => showRefusals(c, portal))
  app.get('/invitations', (c) => showInvitations(c, portal))
  app.post('/invitations', (c) => invite(c, portal))
  app.post('/invitations/:invitation/withdraw', (c) => withdraw(c, portal))
}

async function showMembers(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { from } = c.req.query()
  const { tools } = portal.administration()
  const page = await listMembers(tools, c.get('actor'), from === undefined ? {} : { from })
  return show(c, portal, 'Members', renderMembers(page))
}

async function showMember(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools, sealing } = portal.administration()
  const actor = c.get('actor')
  const person = personOf(c)
  const member = await readMember(tools, actor, { person })
  const view = {
    member,
    formToken: c.get('session').formToken,
    isSelf: actor.userId === person,
    canRebind: sealing !== null,
  }
  return show(c, portal, nameOf(member), renderMember(view))
}

async function showQuestion(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools } = portal.administration()
  const operation = operationOf(c)
  if (operation.question === undefined) throw new NotPermitted()
  const member = await readMember(tools, c.get('actor'), { person: personOf(c) })
  const name = c.req.param('operation') ?? ''
  const { formToken } = c.get('session')
  return show(c, portal, `${operation.label}?`, renderQuestion(member, name, formToken))
}

async function operate(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { done, question, run } = operationOf(c)
  const person = personOf(c)
  const path = question === undefined ? memberPath(person) : '/members'
  const notice = await attempt(c, done, () =>
    run(portal, c.get('actor'), { person, form: c.get('form') }),
  )
  return answerForm(c, portal, notice, notice.isRefusal ? memberPath(person) : path)
}

function operationOf(c: PortalContext): PortalOperation {
  const name = c.req.param('operation') ?? ''
  const operation = Object.hasOwn(PORTAL_OPERATIONS, name) ? PORTAL_OPERATIONS[name] : undefined
  if (operation === undefined) throw new NotPermitted()
  return operation
}

const personOf = (c: PortalContext): string => c.req.param('person') ?? ''

async function showRefusals(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools } = portal.administration()
  const refusals = await organizationRefusals(tools, c.get('actor'))
  return show(c, portal, 'Refused sign-ins', renderRefusals(refusals))
}

async function showInvitations(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools, sealing } = portal.administration()
  const open = await listInvitations(tools, c.get('actor'))
  const { formToken } = c.get('session')
  const content = renderInvitations(open, { formToken, canInvite: sealing !== null })
  return show(c, portal, 'Invitations', content)
}

async function invite(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools, sealing } = portal.administration()
  if (sealing === null) throw new NotPermitted()
  const actor = c.get('actor')
  const address = c.get('form').get('address') ?? ''
  const notice = await attempt(c, 'The invitation is on its way.', async () => {
    const { name, email } = await readMember(tools, actor, { person: actor.userId })
    const inviter = name || (email ?? 'An administrator')
    const request = { address, inviter, clientId: portal.invitationClientId }
    return sendInvitation(tools, actor, request, sealing)
  })
  return answerForm(c, portal, notice, '/invitations')
}

async function withdraw(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools } = portal.administration()
  const invitation = c.req.param('invitation') ?? ''
  const notice = await attempt(c, 'The invitation is withdrawn.', () =>
    withdrawInvitation(tools, c.get('actor'), { invitation }),
  )
  return answerForm(c, portal, notice, '/invitations')
}

async function show(
  c: PortalContext,
  portal: PortalOptions,
  title: string,
  content: Html,
): Promise<Response> {
  const notice = await takeNotice(c, portal)
  const { formToken } = c.get('session')
  const signedIn = { formToken, isAdministrator: true, at: c.req.path }
  return c.html(renderLayout({ title, signedIn, notice }, content))
}
