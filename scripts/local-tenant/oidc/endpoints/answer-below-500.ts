import { shownText } from '../../html.ts'
import type { Endpoint, HttpContext } from '../front.ts'

/**
 * A server error makes Auth0's SDKs retry for minutes, so no input may cause one, but where Auth0
 * itself answers so (`ctx.state.meansServerError`). What is not emulated says so by name; what is our
 * bug is printed for the developer and refused.
 */
export const answerBelow500: Endpoint =
  ({ tenant }) =>
  async (ctx, next) => {
    if (!isPlainTarget(ctx.req.url)) {
      return refuse(ctx, 400, 'malformed request target', 'invalid_uri')
    }
    // URLs in answers follow the issuer, whatever Host header was sent.
    ctx.req.headers.host = tenant.domain
    delete ctx.req.headers[':authority']
    try {
      await next()
    } catch (error) {
      refuseCaught(ctx, error)
    }
    if (ctx.status >= 500 && ctx.state.meansServerError !== true) {
      console.error(
        shownText(`local tenant: ${ctx.method} ${ctx.path} failed inside oidc-provider`),
      )
      ctx.status = 400
    }
    if (ctx.status === 404 && (ctx.body === undefined || ctx.body === null)) {
      const message = `${ctx.method} ${ctx.path} is not emulated by the local tenant`
      refuse(ctx, 404, message, 'local_tenant_route_not_emulated')
    }
  }

export function refuse(ctx: HttpContext, status: 400 | 404 | 413, message: string, code: string) {
  const error = { 400: 'Bad Request', 404: 'Not Found', 413: 'Payload Too Large' }[status]
  ctx.status = status
  ctx.body = { statusCode: status, error, message, errorCode: code }
}

function refuseCaught(ctx: HttpContext, error: unknown): void {
  const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown }
  // Whoever asked has gone in the middle of it, and reads no answer.
  if (code === 'ECONNRESET') {
    refuse(ctx, 400, 'the request was cut off', 'invalid_request')
    return
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    refuse(ctx, 400, (error as Error).message, 'invalid_request')
    return
  }
  console.error(shownText(`local tenant: ${ctx.method} ${ctx.path} failed`))
  const { stack } = error instanceof Error ? error : new Error(String(error))
  for (const line of (stack ?? '').split('\n')) console.error(`  ${shownText(line)}`)
  refuse(ctx, 400, 'the local tenant failed on this request', 'local_tenant_fault')
}

/** Koa reads a query in time that grows with the square of its parameters: seconds, for some kB. */
const MOST_PARAMETERS = 1_000

function isPlainTarget(target: string | undefined): boolean {
  if (target === undefined || !target.startsWith('/') || target.startsWith('//')) return false
  if (target.split('&').length > MOST_PARAMETERS) return false
  return URL.canParse(target, 'https://tenant.example.com')
}
