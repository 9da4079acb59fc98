import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { matchedRoutes } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import { NotPermitted } from '../administration/not-permitted.ts'
import { addAccountRoutes } from './account-routes.ts'
import { clientAddress } from './client-address.ts'
import { addInvitationRoutes } from './invitation-routes.ts'
import { addMemberProfileRoutes } from './member-profile-routes.ts'
import { addOrganizationRoutes } from './organization-routes.ts'
import { demandSession, type PortalEnvironment, refuseMany } from './portal-context.ts'
import type { PortalOptions } from './portal-options.ts'
import { PORTAL_STYLE } from './portal-style.ts'
import { createRateLimit } from './rate-limit.ts'
import { renderFailure, renderNotFound, renderRefused } from './render-refused.ts'
import { addSignIn, discover } from './sign-in.ts'

const MOST_BYTES = 16_384

/** The portal as an application of hono, for any server. @throws where the tenant cannot be asked */
export async function createPortal(portal: PortalOptions): Promise<Hono<PortalEnvironment>> {
  const configuration = await discover(portal)
  const app = new Hono<PortalEnvironment>()
  app.notFound((c) => c.html(renderNotFound(), 404))
  app.onError((error, c) => {
    if (error instanceof NotPermitted) return c.html(renderNotFound(), 404)
    // What the tenant said may hold addresses: the log gets the name alone.
    portal.log(JSON.stringify({ at: at(portal), error: error.name }))
    return c.html(renderFailure(), 502)
  })
  app.use(logRequests(portal))
  app.get('/healthz', (c) => c.text('ok'))
  app.use(headers(portal), limitRate(portal))
  app.use(bodyLimit({ maxSize: MOST_BYTES, onError: refuseLong }))
  app.get('/style.css', (c) =>
    c.body(PORTAL_STYLE, 200, {
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': 'no-cache',
    }),
  )
  addSignIn(app, { portal, configuration })
  app.use(demandSession(portal))
  addAccountRoutes(app, portal)
  addMemberProfileRoutes(app, portal)
  addOrganizationRoutes(app, portal)
  addInvitationRoutes(app, portal)
  return app
}

const refuseLong = (c: Context) =>
  c.html(renderRefused('Too long', 'What was sent is longer than any form here.'), 413)

const at = ({ nowMs }: PortalOptions): string => new Date(nowMs()).toISOString()

/** The route, and not the path: a path holds whom it is about. */
const logRequests =
  (portal: PortalOptions): MiddlewareHandler<PortalEnvironment> =>
  async (c, next) => {
    const startedMs = portal.nowMs()
    await next()
    const line = {
      at: at(portal),
      method: c.req.method,
      route: routeOf(c),
      status: c.res.status,
      ms: portal.nowMs() - startedMs,
      receipt: c.get('receipt'),
    }
    portal.log(JSON.stringify(line))
  }

/** Beside what is asked of every request; `null` for what is no page. */
const routeOf = (c: Context): string | null =>
  matchedRoutes(c).findLast(({ path }) => path !== '/*')?.path ?? null

/** Browsers ask the rule of a form's target of what it redirects to as well: the tenant signs in and out. */
function headers({ tenant }: PortalOptions): MiddlewareHandler<PortalEnvironment> {
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      formAction: ["'self'", `https://${tenant.domain}`],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    // With `no-referrer` browsers send `Origin: null` with our own forms.
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
  })
  return async (c, next) => {
    c.header('Cache-Control', 'no-store')
    return secure(c, next)
  }
}

/** Per address here; `demandSession` counts per session. */
function limitRate(portal: PortalOptions): MiddlewareHandler<PortalEnvironment> {
  const perAddress = createRateLimit({ burst: 120, perMinute: 240 })
  return async (c, next) => {
    const isGranted = perAddress(addressOf(c, portal), portal.nowMs())
    if (isGranted) return next()
    return refuseMany(c)
  }
}

function addressOf(c: Context, { proxies }: PortalOptions): string {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>
  return clientAddress(c.req.header('x-forwarded-for'), incoming?.socket.remoteAddress, proxies)
}
