import * as oidc from 'openid-client'

/** What the tenant said of a login or a token that it refused. */
export type TokenRefusal = { readonly error: string; readonly description: string }

/**
 * Reads the refusal out of what openid-client threw. Auth0 answers a token request that an Action
 * denies with HTTP 500 (docs/refusals.md), of which openid-client tells neither error nor text: its
 * error `OAUTH_RESPONSE_IS_NOT_CONFORM` has the response, unread, as its cause.
 * @returns null for what is no refusal
 */
export async function readTokenRefusal(thrown: unknown): Promise<TokenRefusal | null> {
  if (
    thrown instanceof oidc.AuthorizationResponseError ||
    thrown instanceof oidc.ResponseBodyError
  ) {
    return { error: thrown.error, description: thrown.error_description ?? '' }
  }
  if (!(thrown instanceof oidc.ClientError)) return null
  if (thrown.code !== 'OAUTH_RESPONSE_IS_NOT_CONFORM') return null
  return readBody(await textOf(thrown.cause))
}

/** Of the fetch that was handed in, whichever it is. */
async function textOf(response: unknown): Promise<string> {
  const { text } = (response ?? {}) as { text?: unknown }
  return typeof text === 'function' ? String(await text.call(response)) : ''
}

function readBody(text: string): TokenRefusal | null {
  if (!text.startsWith('{')) return null
  try {
    const { error, error_description: description } = JSON.parse(text) as Record<string, unknown>
    if (typeof error !== 'string') return null
    return { error, description: typeof description === 'string' ? description : '' }
  } catch {
    return null
  }
}
