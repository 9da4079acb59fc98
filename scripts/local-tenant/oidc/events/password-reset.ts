import { heldRoles } from '../../held-roles.ts'
import type { TriggerEvent } from '../../runtime/trigger-outcome.ts'
import type { Client, Organization, Tenant, User } from '../../store.ts'
import type { HttpContext } from '../front.ts'
import { chooseLocale } from './choose-locale.ts'
import {
  describeClient,
  describeConnection,
  describeOrganization,
  describeRequest,
  describeUser,
} from './event-parts.ts'

/**
 * The query comes without the ticket: it is a credential.
 * @fact The event of password-reset-post-challenge v1 has these members. (Auth0 docs,
 * password-reset-post-challenge event object; read 2026-11-22)
 */
export function passwordResetEvent(
  tenant: Tenant,
  ctx: HttpContext,
  reset: { user: User; client: Client; organization: Organization | undefined },
): TriggerEvent {
  const { user, client, organization } = reset
  const { ticket: _ticket, ...query } = ctx.query
  const timestamp = new Date(tenant.clock.now()).toISOString()
  return {
    tenant: { id: tenant.tenantId },
    authentication: { methods: [{ name: 'email', timestamp }] },
    authorization: {
      roles: heldRoles(tenant.state, user.user_id, organization?.id).map(({ name }) => name),
    },
    client: describeClient(client),
    connection: describeConnection(tenant, user.connection),
    ...(organization === undefined ? {} : { organization: describeOrganization(organization) }),
    request: { ...describeRequest(ctx), body: {}, query },
    stats: { logins_count: user.logins_count },
    transaction: { locale: chooseLocale(tenant, [], ctx.get('accept-language')), ui_locales: [] },
    user: describeUser(tenant, user),
  }
}

/** `post-change-password` v2: asynchronous, decides nothing. */
export function postChangePasswordEvent(
  tenant: Tenant,
  ctx: HttpContext,
  user: User,
): TriggerEvent {
  const { user_id, email, email_verified, phone_number, phone_verified, username } = user
  const profile = { user_id, email, email_verified, phone_number, phone_verified, username }
  return {
    tenant: { id: tenant.tenantId },
    connection: describeConnection(tenant, user.connection),
    request: describeRequest(ctx),
    transaction: {},
    user: { ...profile, last_password_reset: user.last_password_reset },
  }
}
