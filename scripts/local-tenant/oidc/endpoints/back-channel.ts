import type { Endpoint } from '../front.ts'
import { grantNotAllowed } from './token-error.ts'

/** Seconds a device has to wait between two questions; Auth0's own number. Simplified: not enforced. */
const INTERVAL_SECONDS = 5
const ENDPOINTS = new Set(['/oauth/device/code', '/oauth/par', '/oauth/revoke'])

/** `/oauth/device/code`, `/oauth/par` and `/oauth/revoke`: oidc-provider's answers in Auth0's form. */
export const backChannelEndpoint: Endpoint = () => async (ctx, next) => {
  if (!ENDPOINTS.has(ctx.path) || ctx.method !== 'POST') return next()
  ctx.state.requestedScope ??= ctx.state.body.scope
  await next()
  const body = ctx.body as Record<string, unknown> | undefined
  if (body?.error === 'invalid_client') {
    ctx.status = 401
    ctx.body = { error: 'access_denied', error_description: 'Unauthorized' }
  } else if (String(body?.error_description).startsWith(`${DEVICE_CODE} is not allowed`)) {
    const { status, ...refusal } = grantNotAllowed(DEVICE_CODE)
    ctx.status = status
    ctx.body = refusal
  } else if (ctx.status === 200 && ctx.path === '/oauth/device/code') {
    ctx.body = { ...body, interval: INTERVAL_SECONDS }
  }
}

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'
