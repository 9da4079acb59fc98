import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import {
  AUTHENTICATION_REFUSAL,
  MANAGEMENT_REFUSAL,
  RATE_LIMIT_PER_SECOND,
} from '../limits/limit-request.ts'
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

function managementBody(status: number) {
  if (status === 429) return MANAGEMENT_REFUSAL
  const error = STATUS_CODES[status] ?? 'Error'
  const message = `[local tenant] injected: ${error}`
  return { statusCode: status, error, message, errorCode: 'local_tenant_injected_fault' }
}

function authenticationBody(status: number) {
  if (status === 429) return AUTHENTICATION_REFUSAL
  const error = status >= 500 ? 'server_error' : 'invalid_request'
  return { error, error_description: '[local tenant] injected' }
}
