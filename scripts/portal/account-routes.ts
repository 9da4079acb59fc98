import type { Hono } from 'hono'
import { requestAddress } from '../administration/address-request.ts'
import { changeProfile } from '../administration/change-profile.ts'
import { confirmAddress } from '../administration/confirm-address.ts'
import { eraseOneself } from '../administration/erase-person.ts'
import { exportOneself } from '../administration/export-person.ts'
import { assertStillAdministrator } from '../administration/find-within-reach.ts'
import { NotPermitted } from '../administration/not-permitted.ts'
import { type OwnAccount, readOwnAccount } from '../administration/own-account.ts'
import type { Actor } from '../administration/prove-actor.ts'
import { hasRecentSignIn } from '../administration/recent-sign-in.ts'
import { sendOwnPasswordReset } from '../administration/send-password-reset.ts'
import type { Tools } from '../administration/tools.ts'
import { attempt } from './attempt.ts'
import {
  answerForm,
  endPortalSession,
  noticeOf,
  type PortalContext,
  type PortalEnvironment,
  takeNotice,
} from './portal-context.ts'
import type { PortalOptions } from './portal-options.ts'
import { readProfileForm } from './profile-form.ts'
import { renderAccount } from './render-account.ts'
import { type Html, renderLayout } from './render-layout.ts'
import { renderHeld, renderLeave, renderLeft, renderSignInAgain } from './render-leave.ts'
import { signOut } from './sign-in.ts'

/** What every member sees and does for themselves. */
export function addAccountRoutes(app: Hono<PortalEnvironment>, portal: PortalOptions): void {
  app.get('/account', (c) => showAccount(c, portal, 'My account', renderAccount))
  app.post('/account/profile', (c) => saveProfile(c, portal))
  app.post('/account/reset', (c) => mailReset(c, portal))
  app.post('/account/address', (c) => askForAddress(c, portal))
  app.post('/account/address/confirm', (c) => takeAddress(c, portal))
  app.get('/account/download', (c) => download(c, portal))
  app.get('/account/held', (c) =>
    showAccount(c, portal, 'What is held about you', recently(c, portal, 'held', renderHeld)),
  )
  app.get('/account/leave', (c) =>
    showAccount(c, portal, 'Delete my account?', recently(c, portal, 'leave', renderLeave)),
  )
  app.post('/account/leave', (c) => leave(c, portal))
  app.post('/sign-out', (c) => signOut(c, portal))
}

type Render = (account: OwnAccount, formToken: string) => Html

const isRecent = (c: PortalContext, portal: PortalOptions): boolean =>
  hasRecentSignIn(portal.administration().tools, c.get('actor'))

/** The page, or the way to sign in again for it. */
const recently = (c: PortalContext, portal: PortalOptions, to: string, render: Render): Render =>
  isRecent(c, portal) ? render : (account) => renderSignInAgain(account.organization.id, to)

async function showAccount(
  c: PortalContext,
  portal: PortalOptions,
  title: string,
  render: Render,
): Promise<Response> {
  const { tools } = portal.administration()
  const actor = c.get('actor')
  const account = await readOwnAccount(tools, actor)
  const notice = await takeNotice(c, portal)
  const { formToken } = c.get('session')
  const isAdministrator = await isStillAdministrator(tools, actor)
  const signedIn = { formToken, isAdministrator, at: c.req.path }
  return c.html(renderLayout({ title, signedIn, notice }, render(account, formToken)))
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

async function saveProfile(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools } = portal.administration()
  const actor = c.get('actor')
  const { fields } = await readOwnAccount(tools, actor)
  const changes = readProfileForm(c.get('form'), fields)
  if (Object.keys(changes).length === 0) {
    const text = 'It was so already: nothing was changed.'
    return answerForm(c, portal, { text, details: [] }, '/account')
  }
  const notice = await attempt(c, 'Your profile is changed.', () =>
    changeProfile(tools, actor, { person: actor.userId, changes }),
  )
  return answerForm(c, portal, notice, '/account')
}

async function mailReset(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { administration, clientId, sendReset } = portal
  const { tools } = administration()
  const receipt = await sendOwnPasswordReset(tools, c.get('actor'), { clientId }, sendReset)
  return answerForm(c, portal, noticeOf(c, 'The mail is on its way.', receipt), '/account')
}

async function askForAddress(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools } = portal.administration()
  const address = c.get('form').get('address') ?? ''
  const said = 'The administrators of your organization see what you asked for.'
  const notice = await attempt(c, said, () => requestAddress(tools, c.get('actor'), { address }))
  return answerForm(c, portal, notice, '/account')
}

/** The same sentence where the tenant does not take the address: whose it is, is nobody's to learn. */
async function takeAddress(c: PortalContext, portal: PortalOptions): Promise<Response> {
  const { tools } = portal.administration()
  const address = c.get('form').get('address') ?? ''
  const said =
    'If this address can be yours, a message is on its way there. Open its link, then sign in with the new address.'
  const notice = await attempt(c, said, () => confirmAddress(tools, c.get('actor'), { address }))
  return answerForm(c, portal, notice, '/account')
}

async function download(c: PortalContext, portal: PortalOptions): Promise<Response> {
  if (!isRecent(c, portal)) return c.redirect('/account/held', 303)
  const held = await exportOneself(portal.administration().tools, c.get('actor'))
  return c.body(`${JSON.stringify(held, null, 2)}\n`, 200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Disposition': 'attachment; filename="my-account.json"',
  })
}

/** The session ends with the account: there is no page left to come back to. */
async function leave(c: PortalContext, portal: PortalOptions): Promise<Response> {
  if (!isRecent(c, portal)) return c.redirect('/account/leave', 303)
  if (c.get('form').get('understood') !== 'yes') {
    const text = 'Nothing was deleted: the box was not ticked.'
    return answerForm(c, portal, { text, details: [], isRefusal: true }, '/account/leave')
  }
  const receipt = await eraseOneself(portal.administration().tools, c.get('actor'))
  const { details } = noticeOf(c, '', receipt)
  endPortalSession(c)
  return c.html(renderLayout({ title: 'You have left', signedIn: null }, renderLeft(details)))
}
