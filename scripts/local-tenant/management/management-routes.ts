import { actionExecutionRoutes } from './action-execution-routes.ts'
import { actionModuleRoutes } from './action-module-routes.ts'
import { actionRoutes } from './action-routes.ts'
import { actionVersionRoutes } from './action-version-routes.ts'
import { attackProtectionRoutes } from './attack-protection-routes.ts'
import { blockedAddressRoutes } from './blocked-address-routes.ts'
import { brandingRoutes } from './branding-routes.ts'
import { clientCredentialRoutes } from './client-credential-routes.ts'
import { clientGrantRoutes } from './client-grant-routes.ts'
import { clientRoutes } from './client-routes.ts'
import { collectionSearchRoutes } from './collection-search-routes.ts'
import { connectionDirectoryRoutes } from './connection-directory-routes.ts'
import { connectionRoutes } from './connection-routes.ts'
import { consentRoutes } from './consent-routes.ts'
import { customDomainRoutes } from './custom-domain-routes.ts'
import { eventDeliveryRoutes } from './event-delivery-routes.ts'
import { eventStreamRoutes } from './event-stream-routes.ts'
import { groupRoutes } from './group-routes.ts'
import { guardianFactorRoutes } from './guardian-factor-routes.ts'
import { identityRoutes } from './identity-routes.ts'
import { jobRoutes } from './jobs/job-routes.ts'
import { logRoutes } from './log-routes.ts'
import { organizationAccessRoutes } from './organization-access-routes.ts'
import { organizationConnectionRoutes } from './organization-connection-routes.ts'
import { organizationInvitationRoutes } from './organization-invitation-routes.ts'
import { organizationMemberRoutes } from './organization-member-routes.ts'
import { organizationRoutes } from './organization-routes.ts'
import { organizationSubresourceRoutes } from './organization-subresource-routes.ts'
import { personFactorRoutes } from './person-factor-routes.ts'
import { phoneTrialRoutes } from './phone-trial-routes.ts'
import { promptRenderingRoutes } from './prompt-rendering-routes.ts'
import { promptRoutes } from './prompt-routes.ts'
import { provisioningRoutes } from './provisioning-routes.ts'
import { refreshTokenRoutes } from './refresh-token-routes.ts'
import { resourceServerRoutes } from './resource-server-routes.ts'
import { roleRoutes } from './role-routes.ts'
import type { Route } from './route.ts'
import { sessionRoutes } from './session-routes.ts'
import { ssoTicketRoutes } from './sso-ticket-routes.ts'
import { storedResourceRoutes } from './stored/stored-resources.ts'
import { storedSettingRoutes } from './stored/stored-settings.ts'
import { tenantSettingsRoutes } from './tenant-settings-routes.ts'
import { tenantStatisticsRoutes } from './tenant-statistics-routes.ts'
import { ticketRoutes } from './ticket-routes.ts'
import { tokenExchangeProfileRoutes } from './token-exchange-profile-routes.ts'
import { triggerRoutes } from './trigger-routes.ts'
import { unmanagedSettingRoutes } from './unmanaged-setting-routes.ts'
import { userAccessRoutes } from './user-access-routes.ts'
import { userBlockRoutes } from './user-block-routes.ts'
import { userRoleRoutes } from './user-role-routes.ts'
import { userRoutes } from './user-routes.ts'

import { verificationTicketRoutes } from './verification-routes.ts'

/** Everything the Management API of the local tenant knows; whatever is not here is a named 404. */
export const managementRoutes: readonly Route[] = [
  // Before the others: one of them would take `search` for an id.
  ...collectionSearchRoutes,
  ...actionRoutes,
  ...actionModuleRoutes,
  ...actionVersionRoutes,
  ...actionExecutionRoutes,
  ...triggerRoutes,
  ...attackProtectionRoutes,
  ...clientRoutes,
  ...clientGrantRoutes,
  ...connectionRoutes,
  ...eventStreamRoutes,
  ...eventDeliveryRoutes,
  ...logRoutes,
  ...organizationRoutes,
  ...organizationConnectionRoutes,
  ...organizationInvitationRoutes,
  ...organizationMemberRoutes,
  ...organizationSubresourceRoutes,
  ...promptRoutes,
  ...refreshTokenRoutes,
  ...resourceServerRoutes,
  ...roleRoutes,
  ...sessionRoutes,
  ...tenantSettingsRoutes,
  ...ticketRoutes,
  ...tokenExchangeProfileRoutes,
  ...unmanagedSettingRoutes,
  ...userBlockRoutes,
  ...userRoutes,
  ...userRoleRoutes,
  ...identityRoutes,
  ...brandingRoutes,
  ...clientCredentialRoutes,
  ...customDomainRoutes,
  ...groupRoutes,
  ...blockedAddressRoutes,
  ...connectionDirectoryRoutes,
  ...consentRoutes,
  ...phoneTrialRoutes,
  ...promptRenderingRoutes,
  ...ssoTicketRoutes,
  ...jobRoutes,
  ...verificationTicketRoutes,
  ...guardianFactorRoutes,
  ...organizationAccessRoutes,
  ...personFactorRoutes,
  ...tenantStatisticsRoutes,
  ...provisioningRoutes,
  ...userAccessRoutes,
  // After the others: they hold what has a route of its own below or beside it.
  ...storedSettingRoutes,
  ...storedResourceRoutes,
]

/**
 * Endpoints of Auth0 that are not here, and that a route with an id in that place would answer for,
 * with a wrong 404.
 */
export const NOT_IDS: readonly string[] = [
  '/connection-profiles/templates',
  '/user-attribute-profiles/templates',
]

/** Every scope any route accepts, in order, once. */
export const managementScopes: readonly string[] = [
  ...new Set(managementRoutes.flatMap(({ scopes }) => scopes)),
].sort()
