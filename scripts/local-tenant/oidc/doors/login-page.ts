import { timingSafeEqual } from 'node:crypto'
import type { Interaction } from 'oidc-provider'
import type { Door, Front, HttpContext } from '../front.ts'
import { CONNECTION_NOT_EMULATED } from '../login/authorization-request.ts'
import { chooseOrganization, finishWithError, signIn, signUp } from './login-steps.ts'
import { renderErrorPage } from './pages.ts'
import { readFields } from './read-body.ts'
import { type LoginPage, readLoginPage } from './read-login-page.ts'
import { renderLoginPage, renderOrganizationPage, renderSignupPage } from './render-login-page.ts'

const PATH = /^\/u\/([\w-]{10,64})(?:\/(login|signup|connection|organization))?$/

/**
 * The pages a person sees: `/u/<transaction>`. A transaction is known by a cookie that other sites
 * cannot send, and each form repeats a secret of it.
 */
export const loginPageDoor: Door = (front) => async (ctx, next) => {
  const path = PATH.exec(ctx.path)
  if (path === null) return next()
  const interaction = await findInteraction(front, ctx, path[1])
  const page = interaction && readLoginPage(front.tenant, interaction)
  if (page === undefined) {
    return renderErrorPage(ctx, 'invalid_request', 'The sign-in is over or has expired.')
  }
  if (ctx.method === 'GET') return showPage(ctx, page, path[2])
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

function showPage(ctx: HttpContext, page: LoginPage, screen: string | undefined): void {
  if (page.asks === 'organization') {
    renderOrganizationPage(ctx, page)
    return
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
  await finishWithError(front, ctx, page, {
    error: CONNECTION_NOT_EMULATED,
    error_description: `the local tenant does not emulate the connection ${name}`,
  })
}

function hasSecret(ctx: HttpContext, { secret }: LoginPage): boolean {
  const given = Buffer.from(readFields(ctx).csrf ?? '')
  const expected = Buffer.from(secret)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
