import type { Connection, JsonObject, Tenant } from '../../store.ts'
import { SOCIAL_STRATEGIES } from '../events/event-parts.ts'

/** Where a connection's identity provider really is, and who the tenant is there. */
export type UpstreamAddress = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** PEM to trust beside the usual ones. */
  readonly certificate?: string
}

/** Where it is kept among the tenant's settings, by connection name. */
export const UPSTREAMS_SETTING = 'local-tenant/upstreams'
const ENTERPRISE_STRATEGIES = new Set(['oidc', 'okta', 'waad', 'google-apps'])
const OWN_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The path below the tenant's issuer to which every identity provider sends people back. */
export const CALLBACK_PATH = '/login/callback'

export const callbackOf = ({ issuer }: Pick<Tenant, 'issuer'>): string =>
  new URL(CALLBACK_PATH, issuer).href

/**
 * Plays a connection's identity provider with one on this machine, whatever the connection declares
 * as its issuer. Without it a connection is refused by name: real hosts are never asked.
 * @throws Error when the issuer is not `https` on this machine
 */
export function connectUpstream(
  { state }: Pick<Tenant, 'state'>,
  connectionName: string,
  { issuer, clientId, clientSecret, certificate }: UpstreamAddress,
): void {
  if (!isOnThisMachine(issuer)) throw new Error(`the upstream ${issuer} is not on this machine`)
  state.settings.set(UPSTREAMS_SETTING, {
    ...state.settings.get(UPSTREAMS_SETTING),
    [connectionName]: {
      issuer,
      client_id: clientId,
      client_secret: clientSecret,
      ...(certificate === undefined ? {} : { certificate }),
    },
  })
}

/** What `connectUpstream` wrote; undefined where it never did, and for what OpenID cannot play. */
export function readUpstream(
  { state }: Pick<Tenant, 'state'>,
  connection: Connection,
): UpstreamAddress | undefined {
  if (!isFederated(connection)) return undefined
  const all = state.settings.get(UPSTREAMS_SETTING) ?? {}
  const stored = Object.hasOwn(all, connection.name) ? all[connection.name] : undefined
  if (typeof stored !== 'object' || stored === null) return undefined
  const { issuer, client_id, client_secret, certificate } = stored as JsonObject
  if (typeof issuer !== 'string' || !isOnThisMachine(issuer)) return undefined
  return {
    issuer,
    clientId: String(client_id),
    clientSecret: String(client_secret),
    ...(typeof certificate === 'string' ? { certificate } : {}),
  }
}

export const isSocial = ({ strategy }: Pick<Connection, 'strategy'>): boolean =>
  SOCIAL_STRATEGIES.has(strategy)

/** Signs people in elsewhere, by a protocol that OpenID Connect can stand for. */
export const isFederated = (connection: Pick<Connection, 'strategy'>): boolean =>
  isSocial(connection) || ENTERPRISE_STRATEGIES.has(connection.strategy)

/** Where a person, and every request of the tenant itself, may be sent. */
export function isOnThisMachine(address: string | URL): boolean {
  const url = URL.parse(String(address))
  return url?.protocol === 'https:' && OWN_MACHINE.has(url.hostname)
}
