import { describeClient, describeConnection, withoutSecrets } from '../oidc/events/event-parts.ts'
import type { TriggerEvent } from '../runtime/trigger-outcome.ts'
import type { Connection, JsonObject } from '../store.ts'
import { readSwitch } from '../switch-positions.ts'
import type { ManagementRequest } from './route.ts'

/**
 * `pre-user-registration` v2 when an account is made through the Management API. What the event
 * holds then is not documented, so it is behind two switches.
 * @fact The trigger runs when an account is made through the Management API. (Auth0 support, the
 * "Sandbox error" at user creation; read 2026-11-28; switch operatorCreationShowsMetadata)
 * @param user what was asked for: without connection, password and what is not of a profile
 */
export function operatorRegistrationEvent(
  request: ManagementRequest,
  connection: Connection,
  { app_metadata = {}, user_metadata = {}, ...profile }: JsonObject,
): TriggerEvent {
  const { tenant, caller } = request
  const showsMetadata = readSwitch(tenant, 'operatorCreationShowsMetadata')
  return {
    tenant: { id: tenant.tenantId },
    ...(readSwitch(tenant, 'operatorCreationShowsClient') ? callingClient(request) : {}),
    connection: describeConnection(tenant, connection.name),
    request: {
      geoip: {},
      hostname: caller.hostname,
      ip: caller.ip,
      ...(caller.language === '' ? {} : { language: caller.language }),
      method: 'POST',
      user_agent: caller.userAgent,
      body: withoutSecrets(request.body as JsonObject),
    },
    user: { ...profile, app_metadata: showsMetadata ? app_metadata : {}, user_metadata },
  }
}

/** A transaction behind which there is no authorization request. */
const NOTHING_REQUESTED = {
  acr_values: [],
  locale: 'en',
  prompt: [],
  protocol: 'oidc-basic-profile',
  requested_scopes: [],
  response_type: [],
  ui_locales: [],
  metadata: {},
}

function callingClient({ tenant, caller }: ManagementRequest) {
  const client = tenant.state.clients.get(caller.clientId ?? '')
  return {
    ...(client === undefined ? {} : { client: describeClient(client) }),
    transaction: NOTHING_REQUESTED,
  }
}
