import { timingSafeEqual } from 'node:crypto'
import type { Interaction } from 'oidc-provider'
import type { Connection } from '../../store.ts'
import { describeFault, finishFederatedLogin } from '../federation/finish-federated-login.ts'
import { startFederatedLogin } from '../federation/start-federated-login.ts'
import { readUpstream } from '../federation/upstream-address.ts'
import type { Endpoint, Front, HttpContext } from '../front.ts'
import { CONNECTION_NOT_EMULATED } from '../login/authorization-request.ts'
import { chooseOrganization, finishWithError, signIn, signUp } from './login-steps.ts'
import { renderErrorPage } from './pages.ts'
import { readFields } from './read-body.ts'
import { type LoginPage, readLoginPage } from './read-login-page.ts'
import { renderLoginPage, renderOrganizationPage, renderSignupPage } from './render-login-page.ts'

const PATH = /^\/u\/([\w-]{10,64})(?:\/(login|signup|connection|organization|callback))?$/

/**
 * The pages a person sees: `/u/<transaction>`. A transaction is known by a cookie that other sites
 * cannot send, and each form repeats a secret of it.
 */
export const loginPageEndpoint: Endpoint = (front) => async (ctx, next) => {
  const path = PATH.exec(ctx.path)
  if (path === null) return next()
  const interaction = await findInteraction(front, ctx, path[1])
  const page = interaction && readLoginPage(front.tenant, interaction)
  if (page === undefined) {
    return renderErrorPage(ctx, 'invalid_request', 'The sign-in is over or has expired.')
  }
  if (ctx.method === 'GET') return showPage(front, ctx, page, path[2])
  if (ctx.method !== 'POST') return next()
  if (!hasSecret(ctx, page)) {
    return renderErrorPage(ctx, 'invalid_request', 'The form has expired. Go back and reload.')
  }
  await takeForm(front, ctx, page, path[2] ?? 'login')
}

async function findInteraction(
  { provider }: Front,
  ctx: HttpContext,
  uid: string | undefined,
): Promise<Interaction | undefined> {
  const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(() => undefined)
  return interaction?.uid === uid ? interaction : undefined
}

async function showPage(
  front: Front,
  ctx: HttpContext,
  page: LoginPage,
  screen: string | undefined,
): Promise<void> {
  if (screen === 'callback') return finishFederatedLogin(front, ctx, page)
  if (page.asks === 'organization') return renderOrganizationPage(ctx, page)
  if (screen === undefined && page.onlyWay !== undefined) {
    return leaveForUpstream(front, ctx, page, page.onlyWay)
  }
  const wantsSignup = screen === 'signup' || (screen === undefined && page.opensWithSignup)
  const render = wantsSignup && page.canSignUp ? renderSignupPage : renderLoginPage
  render(ctx, page)
}

async function takeForm(
  front: Front,
  ctx: HttpContext,
  page: LoginPage,
  form: string,
): Promise<void> {
  if (form === 'organization') return chooseOrganization(front, ctx, page)
  if (form === 'signup') return signUp(front, ctx, page)
  if (form === 'login') return signIn(front, ctx, page)
  const name = readFields(ctx).connection ?? ''
  const chosen = page.federated.find(({ connection }) => connection.name === name)
  if (form === 'connection' && chosen !== undefined) {
    return leaveForUpstream(front, ctx, page, chosen.connection)
  }
  ctx.status = 400
  renderLoginPage(ctx, page, { error: 'There is no such connection here.' })
}

async function leaveForUpstream(
  front: Front,
  ctx: HttpContext,
  page: LoginPage,
  connection: Connection,
): Promise<void> {
  const address = readUpstream(front.tenant, connection)
  if (address === undefined) {
    return finishWithError(front, ctx, page, {
      error: CONNECTION_NOT_EMULATED,
      error_description: `the local tenant does not emulate the connection ${connection.name}`,
    })
  }
  const { uid } = page.interaction
  const transaction = { uid, params: page.params }
  const fault = await startFederatedLogin(front, ctx, transaction, connection, address)
    .then(() => undefined)
    .catch(describeFault)
  if (fault === undefined) return
  await finishWithError(front, ctx, page, { error: 'access_denied', error_description: fault })
}

function hasSecret(ctx: HttpContext, { secret }: LoginPage): boolean {
  const given = Buffer.from(readFields(ctx).csrf ?? '')
  const expected = Buffer.from(secret)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
