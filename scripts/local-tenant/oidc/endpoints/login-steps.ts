import type { InteractionResults } from 'oidc-provider'
import type { Connection, Tenant, User } from '../../store.ts'
import { checkPassword, type FoundAccount, findAccountByIdentifier } from '../../users.ts'
import type { Front, HttpContext } from '../front.ts'
import { countLogin } from '../login/count-login.ts'
import { createAccount, type SignupResult } from '../login/create-account.ts'
import { endSession } from '../login/end-session.ts'
import { countFailure, forgetFailures, isLockedOut, LOCKED_OUT } from '../login/failed-logins.ts'
import { findOrganizationByName } from '../login/find-organization.ts'
import type { Authenticated } from '../login/login-facts.ts'
import { logTransaction, traceOf } from '../login/login-log.ts'
import { isRepeatedTooOften, TOO_OFTEN } from '../login/repeated-logins.ts'
import { readFields } from './read-body.ts'
import type { LoginPage } from './read-login-page.ts'
import { renderLoginPage, renderOrganizationPage, renderSignupPage } from './render-login-page.ts'

const WRONG_CREDENTIALS = 'Wrong email or password.'

export async function signIn(front: Front, ctx: HttpContext, page: LoginPage): Promise<void> {
  const { tenant } = front
  const fields = readFields(ctx)
  // Auth0's invitation page does not let the address be changed.
  const identifier = page.invitation?.invitee.email ?? fields.identifier ?? ''
  const found = findWithinReach(tenant, page, identifier.trim())
  const connection = (found?.connection ?? page.databases[0]?.connection)?.name ?? ''
  const attempt = { connection, identifier }
  const refuse = (type: 'fp' | 'fu' | 'limit_wc' | 'limit_sul', error: string) => {
    logFailure(tenant, ctx, page, found, { type, message: error })
    ctx.status = type === 'limit_sul' ? 429 : 400
    return renderLoginPage(ctx, page, { error, identifier })
  }
  if (isRepeatedTooOften(tenant, ctx, attempt)) return refuse('limit_sul', TOO_OFTEN)
  if (isLockedOut(tenant, ctx, attempt)) return refuse('limit_wc', LOCKED_OUT)
  const known = found !== undefined && (await checkPassword(found.account, fields.password ?? ''))
  if (found === undefined || !known) {
    countFailure(tenant, ctx, attempt)
    return refuse(found === undefined ? 'fu' : 'fp', WRONG_CREDENTIALS)
  }
  forgetFailures(tenant, ctx, attempt)
  await finishSignIn(front, ctx, page, {
    user: found.user,
    connection: found.connection,
    signedUp: false,
    method: 'pwd',
  })
}

export async function signUp(front: Front, ctx: HttpContext, page: LoginPage): Promise<void> {
  const connection = page.signupDatabase?.connection
  if (connection === undefined) {
    ctx.status = 400
    return renderLoginPage(ctx, page, { error: 'Sign-up is disabled.' })
  }
  const fields = readFields(ctx)
  const email = page.invitation?.invitee.email ?? (fields.email ?? '').trim()
  const result = await createAccount(front, ctx, {
    client: page.client,
    connection,
    candidate: { email, user_metadata: {} },
    password: fields.password ?? '',
    params: page.params,
  })
  if (!result.ok) {
    ctx.status = 400
    return renderSignupPage(ctx, page, { error: signupFault(result), identifier: email })
  }
  const { user } = result
  await finishSignIn(front, ctx, page, { user, connection, signedUp: true, method: 'pwd' })
}

export async function chooseOrganization(
  front: Front,
  ctx: HttpContext,
  page: LoginPage,
): Promise<void> {
  const organization = findOrganizationByName(front.tenant, readFields(ctx).organization ?? '')
  if (organization === undefined || page.asks !== 'organization') {
    ctx.status = 400
    return renderOrganizationPage(ctx, page, 'The organization you entered is invalid.')
  }
  await finish(front, ctx, { chosenOrganization: organization.id })
}

export async function finishWithError(
  front: Front,
  ctx: HttpContext,
  _page: LoginPage,
  error: { error: string; error_description: string },
): Promise<void> {
  await finish(front, ctx, error)
}

/** Whoever has proven who they are, by whatever `method` Auth0 names. */
export async function finishSignIn(
  front: Front,
  ctx: HttpContext,
  page: LoginPage,
  signedIn: { user: User; connection: Connection; signedUp: boolean; method: string },
): Promise<void> {
  const { user, connection, signedUp, method } = signedIn
  countLogin(front.tenant, ctx, user)
  if (user.blocked === true) {
    const error_description = 'user is blocked'
    Object.assign(traceOf(ctx), { user, connection: connection.name })
    return finish(front, ctx, { error: 'unauthorized', error_description })
  }
  const timestamp = new Date(front.tenant.clock.now()).toISOString()
  const authenticated: Authenticated = {
    userId: user.user_id,
    connection: connection.name,
    methods: [{ name: method, timestamp }],
    epoch: user.session_epoch,
    signedUp,
  }
  await leaveOldSession(front, page, user)
  await finish(front, ctx, { login: { accountId: user.user_id }, authenticated })
}

/**
 * Another person, or one whose session was ended, starts a session of their own. Done here because
 * oidc-provider would otherwise ask the person to confirm a logout first.
 */
async function leaveOldSession(front: Front, page: LoginPage, user: User): Promise<void> {
  const { tenant, provider } = front
  const { interaction } = page
  const uid = interaction.session?.uid
  if (uid === undefined) return
  const session = await provider.Session.findByUid(uid)
  const samePerson =
    session?.accountId === user.user_id && user.session_epoch === epochOf(front, uid)
  if (samePerson) return
  await endSession(tenant, session, { tokens: false })
  delete interaction.session
  await interaction.persist()
}

function epochOf({ tenant }: Front, uid: string): unknown {
  return tenant.state.protocol.get(`SessionFacts:${uid}`)?.payload.epoch
}

async function finish(front: Front, ctx: HttpContext, result: InteractionResults): Promise<void> {
  const returnTo = await front.provider.interactionResult(ctx.req, ctx.res, result)
  ctx.status = 303
  ctx.set('Cache-Control', 'no-store')
  ctx.redirect(returnTo)
}

type Found = FoundAccount & { readonly connection: Connection }

function findWithinReach(tenant: Tenant, page: LoginPage, identifier: string): Found | undefined {
  for (const { connection } of page.databases) {
    const found = findAccountByIdentifier(tenant, connection.name, identifier)
    if (found !== undefined) return { ...found, connection }
  }
  return undefined
}

function logFailure(
  tenant: Tenant,
  ctx: HttpContext,
  page: LoginPage,
  found: Found | undefined,
  { type, message }: { type: string; message: string },
): void {
  const connection = found?.connection ?? page.databases[0]?.connection
  if (connection !== undefined) traceOf(ctx).connection = connection.name
  if (found !== undefined) traceOf(ctx).user = found.user
  logTransaction(tenant, ctx, {
    type,
    description: message,
    clientId: page.client.client_id,
    details: { error: { message } },
  })
}

function signupFault(result: Exclude<SignupResult, { ok: true }>): string {
  switch (result.reason) {
    case 'refused':
      return result.message
    case 'invalid_password':
      return 'Password is too weak'
    case 'invalid_email':
      return 'Email is not valid.'
    case 'user_exists':
      return 'Something went wrong, please try again later'
    default:
      return result satisfies never
  }
}
