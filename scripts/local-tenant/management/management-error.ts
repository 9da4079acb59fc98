/**
 * @fact An error answer of the Management API has this form. (tests of auth0-deploy-cli, refusals; recorded
 * 2026-08-10)
 */
export class ManagementError extends Error {
  readonly statusCode: ErrorStatus
  readonly errorCode: string | undefined

  constructor(statusCode: ErrorStatus, errorCode: string | undefined, message: string) {
    super(message)
    this.name = 'ManagementError'
    this.statusCode = statusCode
    this.errorCode = errorCode
  }
}

const REASON_PHRASES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Payload Too Large',
} as const
export type ErrorStatus = keyof typeof REASON_PHRASES

export type ErrorBody = { statusCode: number; error: string; message: string; errorCode?: string }

export function renderError({ statusCode, errorCode, message }: ManagementError): ErrorBody {
  const error = REASON_PHRASES[statusCode]
  return { statusCode, error, message, ...(errorCode === undefined ? {} : { errorCode }) }
}

export const invalidBody = (message: string) =>
  new ManagementError(400, 'invalid_body', `Payload validation error: ${message}`)

export const invalidQuery = (message: string) =>
  new ManagementError(400, 'invalid_query_string', `Query validation error: ${message}`)

export const notSupported = (message: string) =>
  new ManagementError(400, 'operation_not_supported', message)

/** `what` as in the error code: `client` gives `inexistent_client`. */
export const inexistent = (what: string) =>
  new ManagementError(404, `inexistent_${what}`, `The ${what.replaceAll('_', ' ')} does not exist.`)

export const inexistentOrganization = () =>
  new ManagementError(404, 'inexistent_organization', 'No organization found by that id or name.')

export const conflict = (errorCode: string, message: string) =>
  new ManagementError(409, errorCode, message)

export const unauthorized = (message: string) =>
  new ManagementError(
    401,
    message === 'Missing authentication' ? undefined : 'invalid_token',
    message,
  )

export const insufficientScope = (scopes: readonly string[]) =>
  new ManagementError(
    403,
    'insufficient_scope',
    `Insufficient scope, expected any of: ${scopes.join(',')}`,
  )

/** Never a 5xx: the Deploy CLI's SDK would retry for minutes. */
export const notEmulated = (what: string) =>
  new ManagementError(
    404,
    'local_tenant_route_not_emulated',
    `[local tenant] ${what} is not emulated`,
  )
