import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { RATE_LIMIT_PER_SECOND } from '../management/management-api.ts'
import type { InjectedFault, Tenant } from '../store.ts'

/**
 * Takes the first fault that is meant for this request, and one of its times.
 * Call it only where `tenant.state.faults` holds something.
 */
export function takeFault(
  { state }: Tenant,
  method: string,
  path: string,
): InjectedFault | undefined {
  const fault = state.faults.find(
    (one) => (one.method === undefined || one.method === method) && matches(one.path, path),
  )
  if (fault === undefined) return undefined
  fault.times -= 1
  if (fault.times <= 0) state.faults = state.faults.filter((other) => other !== fault)
  return fault
}

/**
 * Waits, then closes the connection, or answers in Auth0's form, or lets the request go on.
 * @param goOn handles the request as if nothing had happened
 */
export function injectFault(
  fault: InjectedFault,
  exchange: { tenant: Tenant; isManagement: boolean; req: IncomingMessage; res: ServerResponse },
  goOn: () => void,
): void {
  const strike = () => {
    if (exchange.res.destroyed) return
    if (fault.drop === true) exchange.req.socket.destroy()
    else if (fault.status !== undefined) answer(fault.status, exchange)
    else goOn()
  }
  if (fault.latencyMs === undefined) strike()
  else setTimeout(strike, fault.latencyMs).unref()
}

// Not a regular expression: any pattern takes time in proportion to the path.
function matches(pattern: string, path: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return path === pattern
  if (!path.startsWith(first) || !path.endsWith(last)) return false
  let from = first.length
  for (const part of rest) {
    const at = path.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return from + last.length <= path.length
}

function answer(
  status: number,
  { tenant, isManagement, res }: { tenant: Tenant; isManagement: boolean; res: ServerResponse },
): void {
  const body = isManagement ? managementBody(status) : authenticationBody(status)
  const nowSeconds = Math.floor(tenant.clock.now() / 1000)
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...(status === 429 && {
      'x-ratelimit-limit': String(RATE_LIMIT_PER_SECOND),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(nowSeconds + 1),
    }),
  })
  res.end(JSON.stringify(body))
}

/**
 * @fact The Management API answers 429 and 5xx in this form. (auth0-extensions/auth0-reset-tenant
 * issue 31; read 2026-11-23)
 */
function managementBody(status: number) {
  const error = STATUS_CODES[status] ?? 'Error'
  if (status === 429) {
    const message = 'Global limit has been reached'
    return { statusCode: status, error, message, errorCode: 'too_many_requests' }
  }
  const message = `[local tenant] injected: ${error}`
  return { statusCode: status, error, message, errorCode: 'local_tenant_injected_fault' }
}

/**
 * @fact `/oauth/token` answers 429 in this form. (Auth0 Authentication API, OpenAPI document; read
 * 2026-08-20)
 */
function authenticationBody(status: number) {
  if (status === 429) {
    const error_description = 'Rate limit exceeded. Please retry after some time.'
    return { error: 'too_many_requests', error_description }
  }
  const error = status >= 500 ? 'server_error' : 'invalid_request'
  return { error, error_description: '[local tenant] injected' }
}
