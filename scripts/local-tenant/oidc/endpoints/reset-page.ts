import { publishUser } from '../../events/publish-user.ts'
import { html, NOTHING } from '../../html.ts'
import {
  findPasswordTicket,
  type PasswordTicket,
  useUpPasswordTicket,
} from '../../password-ticket.ts'
import type { TriggerEvent, TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { Tenant, User } from '../../store.ts'
import { readSwitch } from '../../switch-positions.ts'
import { type Account, findAccountById, findConnectionByName, hashPassword } from '../../users.ts'
import { passwordResetEvent, postChangePasswordEvent } from '../events/password-reset.ts'
import type { Endpoint, Front, HttpContext } from '../front.ts'
import { isAboutUser, liftLockOuts } from '../login/failed-logins.ts'
import { isStrongEnough } from '../login/is-strong-enough.ts'
import { logTransaction, traceOf } from '../login/login-log.ts'
import { refusalText } from '../login/refusal-text.ts'
import { renderErrorPage, renderPage } from './pages.ts'
import { readFields } from './read-body.ts'

/** Who was sent away by an Action comes back in the same browser. */
const RESET_COOKIE = 'auth0_reset'
const RESET_COOKIE_OPTIONS = {
  httpOnly: true,
  path: '/continue',
  sameSite: 'lax',
  secure: true,
  signed: false,
} as const

type Reset = { id: string; ticket: PasswordTicket; user: User; account: Account }

/**
 * The page behind a password ticket; only after the Actions is a new password taken.
 * @fact Opening the page of a password ticket passes the challenge and runs the
 * password-reset-post-challenge Actions, if the ticket names a client. (Auth0 docs,
 * password-reset-post-challenge; types of auth0 7.1.0, `ChangePasswordTicketRequestContent`; read
 * 2026-11-22)
 */
export const resetPageEndpoint: Endpoint = (front) => async (ctx, next) => {
  if (ctx.path !== '/u/reset-verify') return next()
  if (ctx.method !== 'GET' && ctx.method !== 'POST') return next()
  const reset = readReset(front.tenant, ctx)
  if (reset === undefined) {
    return renderErrorPage(ctx, 'invalid_ticket', 'This URL can be used only once, or has expired.')
  }
  traceOf(ctx).user = reset.user
  traceOf(ctx).connection = reset.account.connection
  if (ctx.method === 'GET') return challenge(front, ctx, reset)
  if (reset.ticket.admitted !== true) return refuse(front, ctx, reset, 'Open the link again.')
  return takePassword(front, ctx, reset)
}

function readReset(tenant: Tenant, ctx: HttpContext): Reset | undefined {
  const given = ctx.method === 'GET' ? ctx.query.ticket : readFields(ctx).ticket
  return typeof given === 'string' ? findReset(tenant, given) : undefined
}

function findReset(tenant: Tenant, id: string | undefined): Reset | undefined {
  const ticket = findPasswordTicket(tenant, id)
  const found = findAccountById(tenant, ticket?.userId ?? '')
  if (id === undefined || ticket === undefined || found === undefined) return undefined
  return { id, ticket, ...found }
}

async function challenge(front: Front, ctx: HttpContext, reset: Reset): Promise<void> {
  const { ticket, user } = reset
  delete ticket.admitted
  if (user.blocked === true && !readSwitch(front.tenant, 'blockedMayResetPassword')) {
    return refuse(front, ctx, reset, 'user is blocked')
  }
  takeOutcome(front, ctx, reset, await runChallenge(front, ctx, reset))
}

/** An Action sent the person elsewhere, and they are back at `/continue`. */
export async function continueReset(front: Front, ctx: HttpContext): Promise<'taken' | 'not-mine'> {
  const id = ctx.cookies.get(RESET_COOKIE, { signed: false })
  const reset = findReset(front.tenant, id)
  const suspension = reset?.ticket.suspension
  if (reset === undefined || suspension === undefined || ctx.query.state !== suspension.state) {
    return 'not-mine'
  }
  delete reset.ticket.suspension
  Object.assign(traceOf(ctx), { user: reset.user, connection: reset.account.connection })
  const event = eventOf(front, ctx, reset)
  if (event === undefined) return 'not-mine'
  takeOutcome(front, ctx, reset, await front.runtime.resumeTrigger(suspension, event))
  return 'taken'
}

function takeOutcome(
  front: Front,
  ctx: HttpContext,
  reset: Reset,
  outcome: TriggerOutcome | undefined,
): void {
  const { ticket, id } = reset
  if (outcome?.executionId) traceOf(ctx).executionId = outcome.executionId
  if (outcome?.suspension !== undefined) {
    ticket.suspension = outcome.suspension
    ctx.cookies.set(RESET_COOKIE, id, RESET_COOKIE_OPTIONS)
    ctx.redirect(outcome.suspension.url)
    return
  }
  const refusal = outcome?.refusal ?? null
  if (refusal !== null) {
    refuse(front, ctx, reset, refusalText(refusal))
    return
  }
  ticket.admitted = true
  if (outcome?.resultUrl !== undefined) ticket.actionResultUrl = outcome.resultUrl
  renderForm(ctx, reset)
}

async function runChallenge(
  front: Front,
  ctx: HttpContext,
  reset: Reset,
): Promise<TriggerOutcome | undefined> {
  const event = eventOf(front, ctx, reset)
  if (event === undefined) return undefined
  return front.runtime.runTrigger(
    'password-reset-post-challenge',
    'onExecutePostChallenge',
    event,
    { canRedirect: true },
  )
}

/** @returns undefined for a ticket without a client: no Action runs */
function eventOf(
  { tenant }: Front,
  ctx: HttpContext,
  { ticket, user }: Reset,
): TriggerEvent | undefined {
  const client = tenant.state.clients.get(ticket.clientId ?? '')
  if (client === undefined) return undefined
  const organization = tenant.state.organizations.get(ticket.organizationId ?? '')
  if (organization !== undefined) traceOf(ctx).organizationId = organization.id
  return passwordResetEvent(tenant, ctx, { user, client, organization })
}

async function takePassword(front: Front, ctx: HttpContext, reset: Reset): Promise<void> {
  const { tenant } = front
  const { password = '', 'confirm-password': repeated } = readFields(ctx)
  const connection = findConnectionByName(tenant, reset.account.connection)
  if (connection === undefined || !isStrongEnough(connection, password)) {
    return renderForm(ctx, reset, 'Password is too weak')
  }
  if (repeated !== undefined && repeated !== password) {
    return renderForm(ctx, reset, 'The passwords do not match.')
  }
  const password_hash = await hashPassword(password)
  // Taken meanwhile by another request?
  const current = readReset(tenant, ctx)
  if (current === undefined) return renderErrorPage(ctx, 'invalid_ticket', 'This URL was used.')
  useUpPasswordTicket(tenant, reset.id)
  setPassword(tenant, current, password_hash)
  log(front, ctx, reset, 'scp', 'You can now login to the application with the new password.')
  const event = postChangePasswordEvent(tenant, ctx, current.user)
  void front.runtime.runTrigger('post-change-password', 'onExecutePostChangePassword', event)
  leave(ctx, current)
}

/** Ends every session and lifts what brute-force protection blocks. Lifts no other block: only a password set through the Management API does that. */
function setPassword(
  tenant: Tenant,
  { user, account, ticket }: Reset,
  password_hash: string,
): void {
  const now = new Date(tenant.clock.now()).toISOString()
  account.password_hash = password_hash
  user.last_password_reset = now
  user.updated_at = now
  user.session_epoch += 1
  liftLockOuts(tenant, isAboutUser(user))
  if (ticket.marksEmailVerified) account.email_verified = true
  publishUser(tenant, 'updated', user)
}

function leave(ctx: HttpContext, { ticket }: Reset): void {
  const target = ticket.actionResultUrl ?? ticket.resultUrl
  if (target === undefined) {
    const content = html`<p>Your password has been changed successfully.</p>`
    renderPage(ctx, 'Password Changed!', content)
    return
  }
  const url = new URL(target)
  url.searchParams.set('success', 'true')
  url.searchParams.set('message', 'You can now login to the application with the new password.')
  ctx.status = 303
  ctx.redirect(url.href)
}

function refuse(front: Front, ctx: HttpContext, reset: Reset, reason: string): void {
  log(front, ctx, reset, 'fcp', reason)
  renderErrorPage(ctx, 'access_denied', reason)
}

function log(
  front: Front,
  ctx: HttpContext,
  reset: Reset,
  type: string,
  description: string,
): void {
  const { clientId } = reset.ticket
  logTransaction(front.tenant, ctx, { type, description, clientId })
}

function renderForm(ctx: HttpContext, { id, user }: Reset, error?: string): void {
  if (error !== undefined) ctx.status = 400
  const alert = error === undefined ? NOTHING : html`<p role="alert">${error}</p>`
  const content = html`${alert}
<p>Enter a new password for ${user.email ?? user.username ?? ''}.</p>
<form method="post" action="/u/reset-verify">
<input type="hidden" name="ticket" value="${id}">
<label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password" required>
<label for="confirm-password">Re-enter new password</label>
<input id="confirm-password" name="confirm-password" type="password" autocomplete="new-password" required>
<button type="submit">Reset password</button>
</form>`
  renderPage(ctx, 'Change Your Password', content)
}
