import { createHmac } from 'node:crypto'
import type { AdapterPayload, ResponseType } from 'oidc-provider'
import type { Client, Json, JsonObject, Tenant } from '../../store.ts'

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const EMULATED_GRANTS = new Set([
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'implicit',
  'password',
  'http://auth0.com/oauth/grant-type/password-realm',
  'http://auth0.com/oauth/grant-type/passwordless/otp',
  'urn:ietf:params:oauth:grant-type:device_code',
  TOKEN_EXCHANGE,
])
/** They need a callback. */
const FRONT_CHANNEL = new Set(['authorization_code', 'implicit'])
const SECRET_METHODS = new Set(['client_secret_post', 'client_secret_basic'])

/**
 * An Auth0 client in oidc-provider's words. What oidc-provider would reject as a whole (a callback
 * with a wildcard or a fragment, a grant that is not emulated) is left out, so that one odd line does
 * not take the client down. Simplified: callbacks match exactly, wildcards never.
 */
export function readClientMetadata(tenant: Tenant, clientId: string): AdapterPayload | undefined {
  const client = tenant.state.clients.get(clientId)
  if (client === undefined) return undefined
  const callbacks = strings(client.callbacks)
  const isNative = callbacks.some((uri) => URL.canParse(uri) && !/^https?:/i.test(uri))
  const redirect_uris = callbacks.filter((uri) => isRegistrable(uri, isNative))
  const authorizes = redirect_uris.length > 0
  const grant_types = [...strings(client.grant_types), ...exchangeGrant(client)].filter(
    (grant) => EMULATED_GRANTS.has(grant) && (authorizes || !FRONT_CHANNEL.has(grant)),
  )
  return {
    client_id: client.client_id,
    client_name: client.name || client.client_id,
    application_type: isNative ? 'native' : 'web',
    redirect_uris,
    grant_types,
    response_types: responseTypes(new Set(grant_types)),
    ...(client.require_pushed_authorization_requests === true
      ? { require_pushed_authorization_requests: true }
      : {}),
    ...clientAuthentication(tenant, client),
  }
}

/** Token exchange is switched on by its own setting, not in `grant_types`. */
function exchangeGrant({ token_exchange }: Client): string[] {
  const { allow_any_profile_of_type } = (token_exchange ?? {}) as JsonObject
  return strings(allow_any_profile_of_type).length > 0 ? [TOKEN_EXCHANGE] : []
}

// Simplified: oidc-provider knows no `token` alone, which is OAuth's and not OpenID Connect's.
const IMPLICIT: ResponseType[] = ['id_token', 'id_token token']
const HYBRID: ResponseType[] = ['code id_token', 'code id_token token', 'code token']
export const RESPONSE_TYPES: ResponseType[] = ['code', ...IMPLICIT, ...HYBRID]

function responseTypes(grants: ReadonlySet<string>): ResponseType[] {
  const hasCode = grants.has('authorization_code')
  const hasImplicit = grants.has('implicit')
  const code: ResponseType[] = hasCode ? ['code'] : []
  return [...code, ...(hasImplicit ? IMPLICIT : []), ...(hasCode && hasImplicit ? HYBRID : [])]
}

function clientAuthentication(tenant: Tenant, client: Client): Partial<AdapterPayload> {
  const method = client.token_endpoint_auth_method ?? defaultMethod(client)
  if (isPublicClient(client)) return { token_endpoint_auth_method: 'none' }
  const { client_secret } = client
  const secret =
    typeof client_secret === 'string' && client_secret !== '' && SECRET_METHODS.has(String(method))
      ? client_secret
      : unguessable(tenant, client.client_id)
  return { token_endpoint_auth_method: 'client_secret_post', client_secret: secret }
}

/** Does it prove who it is? */
export const isPublicClient = (client: Client): boolean =>
  (client.token_endpoint_auth_method ?? defaultMethod(client)) === 'none'

const defaultMethod = (client: Client): string =>
  client.app_type === 'spa' || client.app_type === 'native' ? 'none' : 'client_secret_post'

/** For a confidential client without a secret (or with a key instead): nobody can be it. */
function unguessable(tenant: Tenant, clientId: string): string {
  return createHmac('sha256', String(tenant.signingKey.privateJwk.d)).update(clientId).digest('hex')
}

function isRegistrable(uri: string, isNative: boolean): boolean {
  const parsed = URL.parse(uri)
  if (parsed === null || uri.includes('#') || uri.includes('*')) return false
  if (!isNative) return true
  if (['javascript:', 'vbscript:', 'data:', 'blob:', 'file:', 'about:'].includes(parsed.protocol)) {
    return false
  }
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname)
  if (parsed.protocol === 'http:') return isLoopback
  return parsed.protocol !== 'https:' || !isLoopback
}

export function strings(value: Json | undefined): string[] {
  if (!Array.isArray(value)) return []
  return value.filter((member): member is string => typeof member === 'string')
}

/** Origins whose pages may call for this client: CORS. */
export function allowedOrigins(client: Client): Set<string> {
  const origins = [...strings(client.allowed_origins), ...strings(client.web_origins)]
  for (const callback of strings(client.callbacks)) {
    const parsed = URL.parse(callback)
    if (parsed !== null) origins.push(parsed.origin)
  }
  return new Set(origins.map((origin) => origin.replace(/\/$/, '')))
}
