import { createHash, timingSafeEqual } from 'node:crypto'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { SnapshotFault } from '../snapshot.ts'
import { type Control, ControlRefusal } from './control.ts'
import { CONTROL_ROUTES } from './control-routes.ts'
import { CONTROL_PAGE_POLICY, renderControlPage } from './render-control-page.ts'

export type ControlAccess = {
  /** Without it nothing but the page of instructions is answered. No Action ever sees it. */
  readonly token: string
  /** `host:port` pairs under which the port may be spoken to. */
  readonly hosts: readonly string[]
}

/** Above any snapshot of a tenant with thousands of people. */
const MAX_BODY_BYTES = 64_000_000

/** `Control` over HTTP. INVARIANT: never answers 5xx. */
export function createControlApi(control: Control, access: ControlAccess): Hono {
  const api = new Hono()
  api.use(refuseForeigners(access.hosts))
  api.get('/', (c) => {
    c.header('content-security-policy', CONTROL_PAGE_POLICY)
    c.header('referrer-policy', 'no-referrer')
    return c.html(renderControlPage(access.hosts[0] ?? ''))
  })
  api.use(demandToken(access.token))
  for (const { method, path, answer } of CONTROL_ROUTES) {
    api.on(method, path, async (c) => {
      const body = method === 'GET' ? undefined : await readBody(c)
      const result = await answer(control, { body, query: new URL(c.req.url).searchParams })
      c.header('cache-control', 'no-store')
      return result === undefined ? c.body(null, 204) : c.json(result)
    })
  }
  api.notFound((c) => refuse(c, 404, 'route_unknown', `${c.req.method} ${c.req.path} is not known`))
  api.onError((error, c) => refuseError(c, error))
  return api
}

/**
 * A name that an attacker points at 127.0.0.1 (DNS rebinding) is not ours, and no page of another
 * origin has business here.
 */
function refuseForeigners(hosts: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header('origin')
    const isOwn = origin === undefined || hosts.some((host) => origin === `http://${host}`)
    if (hosts.includes(c.req.header('host') ?? '') && isOwn) return next()
    return refuse(c, 403, 'host_refused', `speak to ${hosts.join(' or ')}, and not from a web page`)
  }
}

function demandToken(token: string): MiddlewareHandler {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const expected = digest(`Bearer ${token}`)
  return async (c, next) => {
    if (timingSafeEqual(digest(c.req.header('authorization') ?? ''), expected)) return next()
    return refuse(c, 401, 'token_missing', 'send `authorization: Bearer` with the control token')
  }
}

async function readBody(c: Context): Promise<unknown> {
  const announced = Number(c.req.header('content-length') ?? 0)
  const text = announced > MAX_BODY_BYTES ? null : await c.req.text()
  if (text === null || text.length > MAX_BODY_BYTES) {
    throw new ControlRefusal(`a body has at most ${MAX_BODY_BYTES} bytes`)
  }
  if (text === '') return undefined
  // `__proto__` would be a property like any other here, and something else one spread later.
  return JSON.parse(text, (key, value) => (key === '__proto__' ? undefined : value))
}

function refuseError(c: Context, error: Error): Response {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues
    const path = issue?.path.map(String).join('.') || '(the body)'
    return refuse(c, 400, 'body_invalid', `\`${path}\`: ${issue?.message ?? 'not accepted'}`)
  }
  if (error instanceof SyntaxError) return refuse(c, 400, 'body_invalid', 'the body is not JSON')
  if (error instanceof SnapshotFault) return refuse(c, 400, 'snapshot_invalid', error.message)
  if (error instanceof ControlRefusal) return refuse(c, 400, 'refused', error.message)
  return refuse(c, 400, 'local_tenant_bug', error.message)
}

const refuse = (c: Context, status: 400 | 401 | 403 | 404, code: string, message: string) =>
  c.json({ code, message }, status)
