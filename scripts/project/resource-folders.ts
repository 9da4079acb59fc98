import { RESOURCE_TYPES, type ResourceType } from './environment-file.ts'

/**
 * @fact The Deploy CLI looks here for each type. (auth0-deploy-cli 8.44.0,
 * lib/context/directory/handlers; read 2026-11-23)
 */
export const RESOURCE_FOLDERS = {
  actionModules: 'tenant/action-modules',
  actions: 'tenant/actions',
  attackProtection: 'tenant/attack-protection',
  branding: 'tenant/branding',
  clientGrants: 'tenant/grants',
  clients: 'tenant/clients',
  connectionProfiles: 'tenant/connection-profiles',
  connections: 'tenant/connections',
  customDomains: 'tenant/custom-domains',
  databases: 'tenant/database-connections',
  emailProvider: 'tenant/emails/provider.json',
  emailTemplates: 'tenant/emails',
  eventStreams: 'tenant/event-streams',
  flowVaultConnections: 'tenant/flow-vault-connections',
  flows: 'tenant/flows',
  forms: 'tenant/forms',
  guardianFactorProviders: 'tenant/guardian/providers',
  guardianFactorTemplates: 'tenant/guardian/templates',
  guardianFactors: 'tenant/guardian/factors',
  guardianPhoneFactorMessageTypes: 'tenant/guardian/phoneFactorMessageTypes.json',
  guardianPhoneFactorSelectedProvider: 'tenant/guardian/phoneFactorSelectedProvider.json',
  guardianPolicies: 'tenant/guardian/policies.json',
  hooks: 'tenant/hooks',
  logStreams: 'tenant/log-streams',
  networkACLs: 'tenant/network-acls',
  organizations: 'tenant/organizations',
  pages: 'tenant/pages',
  phoneProviders: 'tenant/phone-providers',
  phoneTemplates: 'tenant/phone-templates',
  prompts: 'tenant/prompts',
  rateLimitPolicies: 'tenant/rate-limit-policies',
  resourceServers: 'tenant/resource-servers',
  riskAssessment: 'tenant/risk-assessment',
  roles: 'tenant/roles',
  rules: 'tenant/rules',
  rulesConfigs: 'tenant/rules-configs',
  selfServiceProfiles: 'tenant/self-service-profiles',
  supplementalSignals: 'tenant/supplemental-signals.json',
  tenant: 'tenant/tenant.json',
  themes: 'tenant/themes',
  tokenExchangeProfiles: 'tenant/token-exchange-profiles',
  triggers: 'tenant/triggers',
  userAttributeProfiles: 'tenant/user-attribute-profiles',
} as const satisfies Record<ResourceType, string>

/** A file of its own belongs to nothing else, whatever its folder is. */
const NEAREST_FIRST = RESOURCE_TYPES.toSorted(
  (left, right) => RESOURCE_FOLDERS[right].length - RESOURCE_FOLDERS[left].length,
)

/** The type whose place this file is in; null for what the Deploy CLI finds for no type by itself. */
export const typeOfFile = (file: string): ResourceType | null =>
  NEAREST_FIRST.find((type) => {
    const place = RESOURCE_FOLDERS[type]
    return file === place || file.startsWith(`${place}/`)
  }) ?? null

/** The type that this file declares a resource of; templates, pages and code only stand beside them. */
export function typeOfResourceFile(file: string): ResourceType | null {
  const type = typeOfFile(file)
  if (type === null || !file.endsWith('.json')) return null
  const inner = file.slice(RESOURCE_FOLDERS[type].length + 1)
  if (type === 'databases') return /^[^/]+\/database\.json$/.test(inner) ? type : null
  return inner.includes('/') ? null : type
}

/**
 * Whether a deploy of an environment that manages these types reads the file. What it does not read
 * may hold keywords and secrets that the environment has never heard of.
 */
export function isManagedFile(file: string, manages: readonly ResourceType[]): boolean {
  const type = typeOfFile(file)
  return type !== null && manages.includes(type)
}
