import type { Hono } from 'hono'
import { mayMoveLock } from '../administration/judge-move.ts'
import { listMembers, readMember } from '../administration/list-members.ts'
import { readMemberProfile } from '../administration/member-profile.ts'
import { NotPermitted } from '../administration/not-permitted.ts'
import type { Actor } from '../administration/prove-actor.ts'
import type { Tools } from '../administration/tools.ts'
import { organizationRefusals } from '../operating/last-refusals.ts'
import { attempt } from './attempt.ts'
import { answerForm, type PortalContext, type PortalEnvironment } from './portal-context.ts'
import { PORTAL_OPERATIONS, type PortalOperation } from './portal-operations.ts'
import type { PortalOptions } from './portal-options.ts'
import {
  memberPath,
  nameOf,
  renderMember,
  renderMembers,
  renderQuestion,
} from './render-members.ts'
import { renderRefusals } from './render-refusals.ts'
import { showPage } from './show-page.ts'

/** What an administrator of an organization sees and does there. The library judges who may. */
export function addOrganizationRoutes(app: Hono<PortalEnvironment>, portal: PortalOptions): void {
  app.get('/members', (c) => showMembers(c, portal))
  app.get('/members/:person', (c) => showMember(c, portal))
  app.get('/members/:person/:operation', (c) => showQuestion(c, portal))
  app.post('/members/:person/:operation', (c) => operate(c, portal))
  app.get('/refusals', (c) => showRefusals(c, portal))
}

async function showMembers(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { from } = c.req.query()
  const { tools } = portal.administration()
  const page = await listMembers(tools, c.get('actor'), from === undefined ? {} : { from })
  return showPage(c, portal, 'Members', renderMembers(page))
}

async function showMember(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools, sealing } = portal.administration()
  const actor = c.get('actor')
  const person = personOf(c)
  const member = await readMember(tools, actor, { person })
  const mayMove = await mayMoveLock(tools, actor, { person })
  const isSelf = actor.userId === person
  const view = {
    member,
    formToken: c.get('session').formToken,
    isSelf,
    mayErase: !isSelf && (await isErasureOpen(tools, actor, person)),
    mayMove,
    canRebind: mayMove && sealing !== null,
  }
  return showPage(c, portal, nameOf(member), renderMember(view))
}

/** By the rulebook: what else rests on the account is judged when it is done, and not before. */
async function isErasureOpen(tools: Tools, actor: Actor, person: string): Promise<boolean> {
  const fields = await readMemberProfile(tools, actor, { person })
  return fields.some(({ field, closed }) => field.kind === 'deletion' && closed === null)
}

async function showQuestion(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools } = portal.administration()
  const operation = operationOf(c)
  if (operation.question === undefined) throw new NotPermitted()
  const member = await readMember(tools, c.get('actor'), { person: personOf(c) })
  const name = c.req.param('operation') ?? ''
  const { formToken } = c.get('session')
  return showPage(c, portal, `${operation.label}?`, renderQuestion(member, name, formToken))
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
  return showPage(c, portal, 'Refused sign-ins', renderRefusals(refusals))
}
