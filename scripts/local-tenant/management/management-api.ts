import { type Context, Hono } from 'hono'
import { isTooDeep } from '../json-depth.ts'
import type { Tenant } from '../store.ts'
import { writeLog } from '../tenant-log.ts'
import { readCaller } from './caller.ts'
import { invalidBody, ManagementError, notEmulated, renderError } from './management-error.ts'
import { managementRoutes, NOT_IDS } from './management-routes.ts'
import { assertScope, readGrantedScopes } from './management-token.ts'
import type { ManagementRequest, ManagementSettings, Route, RouteAnswer } from './route.ts'
import { forgetBelow, placeOf } from './stored/kept-items.ts'

export const MANAGEMENT_PATH = '/api/v2'

/** Above Auth0's largest legitimate body (an Action's 100 kB of code, escaped). */
export const MAX_BODY_BYTES = 2_000_000

/**
 * Auth0's Management API v2 over a tenant's state.
 * INVARIANT: never answers 5xx (the Deploy CLI's SDK would retry for minutes).
 */
export function createManagementApi(tenant: Tenant, settings: ManagementSettings): Hono {
  const api = new Hono().basePath(MANAGEMENT_PATH)
  const refuse = (c: Context) => answerError(c, notEmulated(`${c.req.method} ${c.req.path}`))
  api.on('GET', [...NOT_IDS], refuse)
  for (const route of managementRoutes) {
    api.on(route.method, route.path, async (c) => {
      const answer = await answerRoute(c, route, tenant, settings)
      logChange(c, route, tenant, answer)
      return renderAnswer(c, answer)
    })
  }
  api.notFound(refuse)
  api.onError((error, c) => answerError(c, asManagementError(error)))
  return api
}

const renderAnswer = (c: Context, { status, body }: RouteAnswer): Response =>
  status === 204 || body === undefined
    ? c.body(null, status === 202 ? 202 : 204)
    : c.json(body, status)

async function answerRoute(
  c: Context,
  route: Route,
  tenant: Tenant,
  settings: ManagementSettings,
): Promise<RouteAnswer> {
  const grantedScopes = await readGrantedScopes(tenant, c.req.header('authorization'))
  assertScope(route, grantedScopes)
  const request: ManagementRequest = {
    tenant,
    settings,
    params: c.req.param(),
    query: new URL(c.req.url).searchParams,
    body: await (route.takesForm ? readForm(c) : readBody(c)),
    grantedScopes,
    caller: readCaller(c),
  }
  const answer = await route.answer(request)
  // A path that ends in an id names one thing; else it is a list from which some are taken.
  const isOne = /\/:\w+$/.test(route.path)
  if (route.method === 'DELETE' && isOne) forgetBelow(tenant, placeOf(route.path, request.params))
  return answer
}

/** @throws ManagementError 400 where it is no form */
async function readForm(c: Context): Promise<unknown> {
  const bytes = await withinLimit(c, () => c.req.arrayBuffer())
  const type = c.req.header('content-type') ?? ''
  try {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData()
    const fields = [...form].map(async ([name, value]) => [
      name,
      typeof value === 'string' ? value : await value.text(),
    ])
    return Object.fromEntries(await Promise.all(fields))
  } catch {
    throw invalidBody("'Expected multipart/form-data'.")
  }
}

async function readBody(c: Context): Promise<unknown> {
  return parseJson(await withinLimit(c, () => c.req.text()))
}

// Not hono's `bodyLimit`: it rebuilds the request, which fails for a DELETE without a body.
async function withinLimit<Body extends string | ArrayBuffer>(
  c: Context,
  read: () => Promise<Body>,
): Promise<Body> {
  const announced = Number(c.req.header('content-length') ?? 0)
  if (announced <= MAX_BODY_BYTES) {
    const body = await read()
    if ((typeof body === 'string' ? body.length : body.byteLength) <= MAX_BODY_BYTES) return body
  }
  throw new ManagementError(413, 'payload_too_large', 'Payload Too Large')
}

function parseJson(text: string): unknown {
  if (text === '') return undefined
  try {
    // `__proto__` would be a property like any other here, and something else one spread later.
    const body = JSON.parse(text, (key, value) => (key === '__proto__' ? undefined : value))
    if (!isTooDeep(body)) return body
  } catch {
    // The answer is the same.
  }
  throw invalidBody("'Invalid JSON'.")
}

function asManagementError(error: Error): ManagementError {
  if (error instanceof ManagementError) return error
  return new ManagementError(400, 'local_tenant_bug', `[local tenant] ${error.message}`)
}

function answerError(c: Context, error: ManagementError): Response {
  return c.json(renderError(error), error.statusCode)
}

/** Log type `sapi`. Bodies stay out: they hold passwords and secrets. */
function logChange(c: Context, route: Route, tenant: Tenant, answer: RouteAnswer): void {
  if (route.method === 'GET') return
  writeLog(tenant, {
    type: 'sapi',
    description: `${route.method} ${route.path}`,
    details: {
      request: { method: route.method.toLowerCase(), path: c.req.path },
      response: { statusCode: answer.status },
    },
  })
}
