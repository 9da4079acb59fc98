import { pictureOf } from '../../picture-of.ts'
import { renderIdentities } from '../../render-identities.ts'
import type { Client, Json, JsonObject, Organization, Tenant, User } from '../../store.ts'
import { findConnectionByName } from '../../users.ts'
import type { HttpContext } from '../front.ts'
import { chooseLocale } from './choose-locale.ts'

/**
 * @fact Auth0 strips these names from `event.request.query` and `event.request.body`. (Auth0 docs,
 * post-login event object; read 2026-11-22)
 */
const STRIPPED = new Set([
  'auth_session',
  'authn_response',
  'client_assertion',
  'client_secret',
  'password',
  'refresh_token',
])
export const SOCIAL_STRATEGIES = new Set([
  'apple',
  'facebook',
  'github',
  'google-oauth2',
  'linkedin',
  'windowslive',
])

export function withoutSecrets(parameters: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !STRIPPED.has(name)))
}

export function ipOf(ctx: HttpContext): string {
  return ctx.ip.replace(/^::ffff:/, '')
}

/** The parts of `event.request` that every trigger has. */
export function describeRequest(ctx: HttpContext) {
  const language = ctx.get('accept-language').split(/[,;]/)[0]
  return {
    geoip: {},
    // With the port: Actions call their own tenant there.
    hostname: ctx.host,
    ip: ipOf(ctx),
    ...(language ? { language } : {}),
    method: ctx.method,
    user_agent: ctx.get('user-agent'),
  }
}

export function describeClient(client: Client) {
  return {
    client_id: client.client_id,
    name: client.name,
    metadata: (client.client_metadata ?? {}) as JsonObject,
  }
}

export function describeConnection(tenant: Tenant, connectionName: string) {
  const connection = findConnectionByName(tenant, connectionName)
  return {
    id: connection?.id ?? '',
    name: connectionName,
    strategy: connection?.strategy ?? '',
    metadata: (connection?.metadata ?? {}) as JsonObject,
  }
}

export function describeOrganization(organization: Organization) {
  return {
    id: organization.id,
    name: organization.name,
    display_name: organization.display_name,
    metadata: (organization.metadata ?? {}) as JsonObject,
  }
}

/** `event.user`: without `blocked`, which Actions never see, and with what Auth0 derives. */
export function describeUser(tenant: Tenant, user: User): Record<string, unknown> {
  const {
    blocked: _blocked,
    connection: _connection,
    direct_permissions: _permissions,
    last_ip: _ip,
    last_login: _login,
    logins_count: _count,
    password_hash: _hash,
    role_ids: _roles,
    session_epoch: _epoch,
    verified_by_invitation: _pinned,
    ...profile
  } = user
  return {
    ...profile,
    picture: pictureOf(user),
    identities: renderIdentities(tenant, user, (strategy) => SOCIAL_STRATEGIES.has(strategy)),
    enrolledFactors: [],
  }
}

/** What of an authorization request `event.transaction` shows. */
export function describeTransaction(
  tenant: Tenant,
  ctx: HttpContext,
  params: Record<string, unknown>,
  protocol: string,
) {
  const text = (name: string): string | undefined => {
    const value = params[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const words = (name: string) => text(name)?.split(' ') ?? []
  const optional: Record<string, Json | undefined> = {
    login_hint: text('login_hint'),
    redirect_uri: text('redirect_uri'),
    response_mode: text('response_mode'),
    state: text('state'),
    ...describeUnknownParameters(params),
  }
  return {
    acr_values: words('acr_values'),
    locale: chooseLocale(tenant, words('ui_locales'), ctx.get('accept-language')),
    prompt: words('prompt'),
    protocol,
    requested_scopes: requestedScope(params).split(' ').filter(Boolean),
    response_type: words('response_type'),
    ui_locales: words('ui_locales'),
    metadata: {},
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  }
}

/** As it came: without an audience oidc-provider has taken out what it does not know. */
function requestedScope(params: Record<string, unknown>): string {
  const scope = asItCame(params, 'scope') ?? params.scope
  return typeof scope === 'string' ? scope : ''
}

function asItCame(params: Record<string, unknown>, name: string): string | undefined {
  const asked = [params.local_tenant_query, params.local_tenant_body].map(
    (request) => (request as Record<string, unknown> | undefined)?.[name],
  )
  return asked.find((one) => typeof one === 'string')
}

/**
 * What oidc-provider does not know and Auth0 shows.
 * @fact A correlation id of other letters, or longer, is none (early access). (Auth0 docs,
 * configure correlation ID; read 2026-11-30)
 */
function describeUnknownParameters(params: Record<string, unknown>) {
  const correlation = asItCame(params, 'correlation_id')
  return {
    correlation_id: /^[-\w.*~@+/:]{1,64}$/.test(correlation ?? '') ? correlation : undefined,
    requested_authorization_details: readDetails(asItCame(params, 'authorization_details')),
  }
}

/** RFC 9396: a list of objects, each with a `type`; anything else is shown to nobody. */
function readDetails(text: string | undefined): Json | undefined {
  try {
    const details: unknown = JSON.parse(text ?? '')
    const isDetail = (one: unknown) => typeof (one as { type?: unknown } | null)?.type === 'string'
    return Array.isArray(details) && details.every(isDetail) ? (details as Json) : undefined
  } catch {
    return undefined
  }
}

/**
 * `event.transaction` at the token endpoint, where nobody was sent a page.
 * @fact For a password login `event.transaction` holds this and no more. (Auth0 community 129557,
 * support; read 2026-11-28)
 * @fact A refresh names no requested scopes either. (Auth0 support, find requested scopes in
 * Actions; read 2026-11-28)
 */
export const describeDirectTransaction = (protocol: string) => ({ protocol, metadata: {} })
