import { record } from '../commands.mjs'
import { dictionary, floor, hasOwn, setQueryParameter, Url } from '../intrinsics.mjs'
import { LIMITS } from '../limits.mjs'
import { encodeSessionToken, validateSessionToken } from '../session-token.mjs'

const TOKEN_PARAMETER = 'session_token'
const WITHOUT_BROWSER = dictionary({
  'oauth2-resource-owner': true,
  'oauth2-refresh-token': true,
  'oauth2-password': true,
  'oauth2-webauthn': true,
})

/** The URL with its query parameters set; throws where it is none. */
export function urlWithQuery(base, options) {
  const url = new Url(base)
  const query = options?.query
  for (const name in query) setQueryParameter(url, name, query[name])
  return url.href
}

/** What password reset and post-login share: claims and checks of Auth0's official test harness. */
export const redirect = (run, api) => ({
  encodeToken(options) {
    const { request, user } = run.event
    const issuedAt = floor(Date.now() / 1000)
    const payload = {
      iat: issuedAt,
      iss: request?.hostname,
      sub: user?.user_id,
      exp: issuedAt + (options.expiresInSeconds ?? LIMITS.sessionTokenSeconds),
      ip: request?.ip,
      ...options.payload,
    }
    return encodeSessionToken(payload, options.secret)
  },
  sendUserTo(baseUrl, options) {
    record(run, 'redirect', urlWithQuery(baseUrl, options))
    return api()
  },
  validateToken(options) {
    const name = options.tokenParameterName || TOKEN_PARAMETER
    const parameters = { ...run.event.request?.query, ...run.event.request?.body }
    const token = parameters[name]
    if (!token) {
      throw new Error(
        `There is no parameter called '${name}' available in either the POST body or query string.`,
      )
    }
    const expected = { sub: run.event.user?.user_id, state: parameters.state }
    return validateSessionToken(token, options.secret, expected)
  },
})

/** Deprecated at Auth0, and of post-login only. */
export const canRedirect = (run) => () => {
  if (run.event.request?.query?.prompt === 'none') return false
  return !hasOwn(WITHOUT_BROWSER, run.event.transaction?.protocol || 'unknown-protocol')
}
