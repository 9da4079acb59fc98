import type { IncomingMessage, ServerResponse } from 'node:http'
import { html } from '../html.ts'
import type { Tenant } from '../store.ts'
import { countRequest } from './rate-limits.ts'
import { requestGroup } from './request-group.ts'

/** In the headers of the Management API, where nobody is limited. */
export const RATE_LIMIT_PER_SECOND = 50

/**
 * Counts the request, and tells in the headers of its answer what is left.
 * @param path without a query
 * @param managementPath what the Management API is below; null of a request to the Authentication API
 * @returns whether it may go on; one that may not is answered
 */
export function limitRequest(
  tenant: Tenant,
  { req, res }: { readonly req: IncomingMessage; readonly res: ServerResponse },
  { path, managementPath }: { readonly path: string; readonly managementPath: string | null },
): boolean {
  const isManagement = managementPath !== null
  const method = req.method ?? ''
  const verdict = countRequest(tenant, {
    api: isManagement ? 'Management API' : 'Authentication API',
    group: isManagement ? requestGroup(method, path.slice(managementPath.length)) : null,
    method,
    path,
  })
  const headers = verdict?.headers ?? (isManagement ? unlimitedHeaders(tenant) : {})
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  if (verdict?.isRefused !== true) return true
  refuse(req, res, isManagement)
  return false
}

/** Within a second, so that a client which retries at all does not wait longer. */
const unlimitedHeaders = (tenant: Tenant): Readonly<Record<string, string>> => ({
  'x-ratelimit-limit': String(RATE_LIMIT_PER_SECOND),
  'x-ratelimit-remaining': String(RATE_LIMIT_PER_SECOND - 1),
  'x-ratelimit-reset': String(Math.floor(tenant.clock.now() / 1000) + 1),
})

function refuse(req: IncomingMessage, res: ServerResponse, isManagement: boolean): void {
  const isPage = !isManagement && (req.headers.accept ?? '').includes('text/html')
  const type = isPage ? 'text/html' : 'application/json'
  res.writeHead(429, { 'content-type': `${type}; charset=utf-8` })
  if (isPage) res.end(`${ERROR_PAGE}`)
  else res.end(JSON.stringify(isManagement ? MANAGEMENT_REFUSAL : AUTHENTICATION_REFUSAL))
}

/**
 * @fact The Management API answers 429 in this form. (auth0-extensions/auth0-reset-tenant issue 31; read
 * 2026-11-23)
 */
export const MANAGEMENT_REFUSAL = {
  statusCode: 429,
  error: 'Too Many Requests',
  message: 'Global limit has been reached',
  errorCode: 'too_many_requests',
} as const

/**
 * @fact `/oauth/token` answers 429 in this form. (Auth0 Authentication API, OpenAPI document; read
 * 2026-08-20)
 */
export const AUTHENTICATION_REFUSAL = {
  error: 'too_many_requests',
  error_description: 'Rate limit exceeded. Please retry after some time.',
} as const

const ERROR_PAGE = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Too many requests</title></head>
<body><h1>Too many requests</h1><p>Try again in a minute.</p></body>
</html>
`
