import { randomBytes } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { NotPermitted } from '../administration/not-permitted.ts'
import type { Actor } from '../administration/prove-actor.ts'
import type { Receipt } from '../administration/receipt.ts'
import { isOwnRequest, isSameToken } from './is-own-request.ts'
import type { PortalOptions } from './portal-options.ts'
import {
  openSession,
  type PortalSession,
  type SessionNotice,
  sealCookie,
} from './portal-session.ts'
import { createRateLimit } from './rate-limit.ts'
import { renderRefused } from './render-refused.ts'

export type PortalEnvironment = {
  Variables: {
    session: PortalSession
    actor: Actor
    /** Of what was sent; its form token is checked. */
    form: URLSearchParams
    /** For the log: id of the receipt of what was done. */
    receipt: string
  }
}
export type PortalContext = Context<PortalEnvironment>

const COOKIE = 'portal_session'
/** Browsers keep no larger cookie. */
const LONGEST_COOKIE = 3_800

/**
 * Lets through whoever the session's token proves, at every request anew. Whoever is nobody is shown the
 * way to sign in, or, with a form, nothing.
 */
export function demandSession(portal: PortalOptions): MiddlewareHandler<PortalEnvironment> {
  const perSession = createRateLimit({ burst: 60, perMinute: 120 })
  return async (c, next) => {
    const isForm = c.req.method === 'POST'
    if (isForm && !isOwnRequest(c.req.raw.headers, portal.origin)) return refuseForm(c)
    const session = await readSession(c, portal)
    const actor = session === null ? null : await actorOf(portal, session)
    if (session === null || actor === null) {
      return isForm ? refuseForm(c) : c.redirect('/', 303)
    }
    if (!perSession(session.formToken, portal.nowMs())) return refuseMany(c)
    if (isForm) {
      const form = new URLSearchParams(await c.req.text())
      if (!isSameToken(form.get('form_token'), session.formToken)) return refuseForm(c)
      c.set('form', form)
    }
    c.set('session', session)
    c.set('actor', actor)
    return next()
  }
}

export const refuseMany = (c: Context) =>
  c.html(renderRefused('Too many requests', 'Try again in a minute.'), 429, { 'Retry-After': '60' })

const refuseForm = (c: PortalContext) => {
  const text = 'This form is not of a page you have open here. Open the page again.'
  return c.html(renderRefused('Nothing was done', text), 403)
}

async function readSession(c: PortalContext, portal: PortalOptions): Promise<PortalSession | null> {
  const sealed = getCookie(c, COOKIE, 'host') ?? ''
  return openSession(sealed, { key: portal.key, nowMs: portal.nowMs() })
}

/** The portal is of organizations: an operator of the tenant has commands. */
async function actorOf({ administration }: PortalOptions, session: PortalSession) {
  const { token, signedInAtMs } = session
  try {
    const actor = await administration().actorOf(token)
    if (actor.kind !== 'administrator') return null
    return signedInAtMs === undefined ? actor : { ...actor, signedInAtMs }
  } catch (error) {
    if (error instanceof NotPermitted) return null
    throw error
  }
}

/** @param endsMs epoch ms of the access token's end: the session has the same */
export const newSession = (token: string, endsMs: number): PortalSession => ({
  token,
  endsMs,
  formToken: randomBytes(24).toString('base64url'),
})

export async function keepSession(
  c: PortalContext,
  portal: PortalOptions,
  session: PortalSession,
): Promise<void> {
  const { key } = portal
  const { endsMs, notice: _notice, ...rest } = session
  const sealed = await sealCookie('session', session, { key, endsMs })
  const kept =
    sealed.length <= LONGEST_COOKIE
      ? sealed
      : await sealCookie('session', { ...rest, endsMs }, { key, endsMs })
  setCookie(c, COOKIE, kept, COOKIE_OPTIONS)
}

export const endPortalSession = (c: PortalContext): void => {
  deleteCookie(c, COOKIE, COOKIE_OPTIONS)
}

export const COOKIE_OPTIONS = {
  prefix: 'host',
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Lax',
} as const

/** The notice of the last form, once. */
export async function takeNotice(
  c: PortalContext,
  portal: PortalOptions,
): Promise<SessionNotice | undefined> {
  const { notice, ...session } = c.get('session')
  if (notice !== undefined) await keepSession(c, portal, session)
  return notice
}

/** Says on the next page what came of a form. */
export async function answerForm(
  c: PortalContext,
  portal: PortalOptions,
  notice: SessionNotice,
  path: string,
): Promise<Response> {
  await keepSession(c, portal, { ...c.get('session'), notice })
  return c.redirect(path, 303)
}

/** What a receipt says to whoever asked for the operation. */
export function noticeOf(c: PortalContext, done: string, receipt: Receipt): SessionNotice {
  c.set('receipt', receipt.id)
  const { changed, undone, tokensDeadBy, observed } = receipt
  const until =
    tokensDeadBy === null ? [] : [`Tokens issued before end by ${tokensDeadBy} at the latest.`]
  return {
    text: changed ? done : 'It was so already: nothing was changed.',
    details: [...until, ...seenOf(observed), ...undone.map(sentence), `Receipt: ${receipt.id}`],
  }
}

function seenOf(observed: Receipt['observed']): readonly string[] {
  if (observed === null) return []
  const met = observed.refused
    ? 'A test person with the same block was refused at the silent login and at the refresh.'
    : 'A test person with the same block was not refused: tell the operators at once.'
  return [met, ...observed.open.map(sentence)]
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
