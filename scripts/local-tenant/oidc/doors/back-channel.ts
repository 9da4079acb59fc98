import type { Door, HttpContext } from '../front.ts'

/** Seconds a device has to wait between two questions; Auth0's own number. Simplified: not enforced. */
const INTERVAL_SECONDS = 5
const ENDPOINTS = new Set(['/oauth/device/code', '/oauth/par', '/oauth/revoke'])

/** `/oauth/device/code`, `/oauth/par` and `/oauth/revoke`: oidc-provider's answers in Auth0's form. */
export const backChannelDoor: Door = () => async (ctx, next) => {
  if (!ENDPOINTS.has(ctx.path) || ctx.method !== 'POST') return next()
  ctx.state.requestedScope ??= ctx.state.body.scope
  await next()
  const body = ctx.body as Record<string, unknown> | undefined
  if (body?.error === 'invalid_client') {
    refuse(ctx, 401, 'access_denied', 'Unauthorized')
  } else if (String(body?.error_description).startsWith(`${DEVICE_CODE} is not allowed`)) {
    // Status and text: Auth0's, as reported by its users (GitHub, read 2026-11-23).
    const text = `Grant type '${DEVICE_CODE}' not allowed for the client.`
    refuse(ctx, 403, 'unauthorized_client', text)
  } else if (ctx.status === 200 && ctx.path === '/oauth/device/code') {
    ctx.body = { ...body, interval: INTERVAL_SECONDS }
  }
}

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'

function refuse(ctx: HttpContext, status: number, error: string, error_description: string): void {
  ctx.status = status
  ctx.body = { error, error_description }
}
