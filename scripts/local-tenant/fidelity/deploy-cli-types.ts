import { managementRoutes } from '../management/management-routes.ts'
import type { Route } from '../management/route.ts'
import { operationOf } from '../management/sdk-bodies.ts'
import { type Claim, faithful, refused, simplified, unverified } from './claim.ts'
import { RECORDED_ENDPOINTS } from './recorded-endpoints.ts'

/**
 * By the Deploy CLI's name of a type: where in the Management API it lies, as beginnings of paths. Nowhere, for
 * what Auth0 has switched off.
 */
export const DEPLOY_CLI_TYPES: Readonly<Record<string, readonly string[]>> = {
  actionModules: ['/actions/modules'],
  actions: ['/actions/actions'],
  attackProtection: ['/attack-protection'],
  branding: ['/branding', '/branding/templates'],
  clientAuthCredentials: ['/clients/:client_id/credentials'],
  clientAuthCredentialsPre: ['/clients/:client_id/credentials'],
  clientGrants: ['/client-grants'],
  clients: ['/clients'],
  connectionProfiles: ['/connection-profiles'],
  connections: ['/connections'],
  customDomains: ['/custom-domains'],
  databases: ['/connections'],
  emailProvider: ['/emails/provider'],
  emailTemplates: ['/email-templates'],
  eventStreams: ['/event-streams'],
  flowVaultConnections: ['/flows/vault/connections'],
  flows: ['/flows'],
  forms: ['/forms'],
  guardianFactorProviders: ['/guardian/factors/sms/providers', '/guardian/factors/phone/providers'],
  guardianFactorTemplates: ['/guardian/factors/sms/templates', '/guardian/factors/phone/templates'],
  guardianFactors: ['/guardian/factors'],
  guardianPhoneFactorMessageTypes: ['/guardian/factors/phone/message-types'],
  guardianPhoneFactorSelectedProvider: ['/guardian/factors/phone/selected-provider'],
  guardianPolicies: ['/guardian/policies'],
  hooks: [],
  logStreams: ['/log-streams'],
  networkACLs: ['/network-acls'],
  organizations: ['/organizations'],
  pages: ['/tenants/settings', '/clients'],
  phoneProviders: ['/branding/phone/providers'],
  phoneTemplates: ['/branding/phone/templates'],
  prompts: ['/prompts'],
  rateLimitPolicies: ['/rate-limit-policies'],
  resourceServers: ['/resource-servers'],
  riskAssessment: ['/risk-assessments'],
  roles: ['/roles'],
  rules: [],
  rulesConfigs: [],
  selfServiceProfiles: ['/self-service-profiles'],
  supplementalSignals: ['/supplemental-signals'],
  tenant: ['/tenants/settings'],
  themes: ['/branding/themes'],
  tokenExchangeProfiles: ['/token-exchange-profiles'],
  triggers: ['/actions/triggers'],
  userAttributeProfiles: ['/user-attribute-profiles'],
}

const SOURCE =
  'auth0-deploy-cli 8.44.0, which imports, exports, imports again and dry-runs one of each (`npm run proof`)'

const SWITCHED_OFF = 'Auth0, end of life of rules and hooks (2026-11-18)'

/** Of each type, what its own routes say: those of the place, and of what lies right below. */
export const deployCliFidelity = () =>
  Object.entries(DEPLOY_CLI_TYPES).map(([type, places]) => ({
    what: `\`${type}\``,
    claim:
      places.length === 0
        ? refused('a list of none is answered, and nothing is made', SWITCHED_OFF)
        : claimOf(managementRoutes.filter(({ path }) => places.some(isOwn(path)))),
  }))

const isOwn = (path: string) => (place: string) =>
  path.startsWith(place) && /^(\/[^/]+)?$/.test(path.slice(place.length))

function claimOf(routes: readonly Route[]): Claim {
  if (routes.length === 0) return refused('404 `local_tenant_route_not_emulated`', SOURCE)
  const differences = new Set(routes.flatMap(({ simplified: differs }) => differs ?? []))
  if (differences.size > 0) return simplified([...differences].join('; '), SOURCE)
  const isRecorded = ({ method, path }: Route) => RECORDED_ENDPOINTS.has(operationOf(method, path))
  return routes.some(isRecorded) ? faithful(SOURCE) : unverified(SOURCE)
}
