import type { Hono } from 'hono'
import { assertStillAdministrator } from '../administration/find-person.ts'
import { NotPermitted } from '../administration/not-permitted.ts'
import { readOwnAccount } from '../administration/own-account.ts'
import type { Actor } from '../administration/prove-actor.ts'
import { sendOwnPasswordReset } from '../administration/send-password-reset.ts'
import type { Tools } from '../administration/tools.ts'
import {
  answerForm,
  noticeOf,
  type PortalContext,
  type PortalEnvironment,
  takeNotice,
} from './portal-context.ts'
import type { PortalOptions } from './portal-options.ts'
import { renderAccount } from './render-account.ts'
import { renderLayout } from './render-layout.ts'
import { signOut } from './sign-in.ts'

/** What every member sees and does for themselves. */
export function addAccountRoutes(app: Hono<PortalEnvironment>, portal: PortalOptions): void {
  app.get('/account', (c) => showAccount(c, portal))
  app.post('/account/reset', (c) => mailReset(c, portal))
  app.post('/sign-out', (c) => signOut(c, portal))
}

async function showAccount(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools } = portal.administration()
  const actor = c.get('actor')
  const account = await readOwnAccount(tools, actor)
  const notice = await takeNotice(c, portal)
  const { formToken } = c.get('session')
  const isAdministrator = await isStillAdministrator(tools, actor)
  const signedIn = { formToken, isAdministrator, at: '/account' }
  const layout = { title: 'My account', signedIn, notice }
  return c.html(renderLayout(layout, renderAccount(account, formToken)))
}

async function isStillAdministrator(tools: Tools, actor: Actor): Promise<boolean> {
  try {
    await assertStillAdministrator(tools, actor)
    return true
  } catch (error) {
    if (error instanceof NotPermitted) return false
    throw error
  }
}

async function mailReset(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { administration, clientId, sendReset } = portal
  const { tools } = administration()
  const receipt = await sendOwnPasswordReset(tools, c.get('actor'), { clientId }, sendReset)
  return answerForm(c, portal, noticeOf(c, 'The mail is on its way.', receipt), '/account')
}
