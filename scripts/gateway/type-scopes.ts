import { ABOUT_TYPES, type ResourceType } from './resource-types.ts'

/** What a type demands of a token, by what is done. */
export type TypeScopes = {
  readonly read: readonly string[]
  readonly create: readonly string[]
  readonly update: readonly string[]
  readonly delete: readonly string[]
}

const standard = (noun: string, alsoRead: readonly string[] = []): TypeScopes => ({
  read: [`read:${noun}`, ...alsoRead],
  create: [`create:${noun}`],
  update: [`update:${noun}`],
  delete: [`delete:${noun}`],
})

/** A tenant has one of it, always. */
const singleton = (noun: string): TypeScopes => ({
  read: [`read:${noun}`],
  create: [`update:${noun}`],
  update: [`update:${noun}`],
  delete: [],
})

/** Made in one call, and completed in a second one. */
const updatedOnceMade = (scopes: TypeScopes): TypeScopes => ({
  ...scopes,
  create: [...scopes.create, ...scopes.update],
})

// Deploying a version, old or new, counts as creating one.
const ACTIONS: TypeScopes = {
  ...standard('actions'),
  create: ['create:actions', 'update:actions'],
  update: ['update:actions', 'create:actions'],
}

const ORGANIZATIONS: TypeScopes = {
  ...standard('organizations', [
    'read:organization_connections',
    'read:organization_client_grants',
    'read:connections',
    'read:clients',
    'read:client_grants',
  ]),
  create: ['create:organizations', 'create:organization_connections'],
  update: [
    'update:organizations',
    'create:organization_connections',
    'update:organization_connections',
    'delete:organization_connections',
  ],
}

// The login page stands in a client, the others in the settings of the tenant.
const PAGES: TypeScopes = {
  read: ['read:clients', 'read:tenant_settings'],
  create: ['update:clients', 'update:tenant_settings'],
  update: ['update:clients', 'update:tenant_settings'],
  delete: [],
}

/** What the documents say in two ways, or not at all: the tenant itself refuses it, when it comes to it. */
const UNSAID: TypeScopes = { read: [], create: [], update: [], delete: [] }

/**
 * @fact Each resource type needs these scopes of the Management API. (Auth0 API reference; read
 * 2026-12-01)
 */
const TYPE_SCOPES: Readonly<Partial<Record<ResourceType, TypeScopes>>> = {
  actionModules: ACTIONS,
  actions: ACTIONS,
  attackProtection: singleton('attack_protection'),
  branding: singleton('branding'),
  clientGrants: standard('client_grants', ['read:clients']),
  clients: standard('clients'),
  connections: updatedOnceMade(standard('connections', ['read:clients'])),
  databases: updatedOnceMade(standard('connections', ['read:clients', 'read:actions'])),
  emailProvider: standard('email_provider'),
  emailTemplates: { ...standard('email_templates'), delete: [] },
  flowVaultConnections: standard('flows_vault_connections'),
  guardianFactorProviders: singleton('guardian_factors'),
  guardianFactorTemplates: singleton('guardian_factors'),
  guardianFactors: singleton('guardian_factors'),
  guardianPhoneFactorMessageTypes: singleton('guardian_factors'),
  guardianPhoneFactorSelectedProvider: singleton('guardian_factors'),
  guardianPolicies: singleton('mfa_policies'),
  organizations: ORGANIZATIONS,
  pages: PAGES,
  // `phone_provider` in its refusals, `phone_providers` in what a token may be granted.
  phoneProviders: UNSAID,
  prompts: singleton('prompts'),
  resourceServers: standard('resource_servers'),
  riskAssessment: singleton('attack_protection'),
  roles: updatedOnceMade(standard('roles')),
  rulesConfigs: { ...singleton('rules_configs'), delete: ['delete:rules_configs'] },
  supplementalSignals: singleton('attack_protection'),
  tenant: singleton('tenant_settings'),
  // Nothing says what creating one takes.
  themes: { ...singleton('branding'), create: [], delete: ['delete:branding'] },
  triggers: {
    read: ['read:actions'],
    create: ['update:actions'],
    update: ['update:actions'],
    delete: ['update:actions'],
  },
}

/**
 * For writing. Of what has no row here, path, folder and scopes are called alike.
 * @fact The scopes for `/log-streams` are of `log_streams`, and so on. (`OauthScope` of auth0 7.1.0,
 * types.d.ts; read 2026-12-01)
 */
export const writeScopesOf = (type: ResourceType): TypeScopes =>
  TYPE_SCOPES[type] ?? standard(ABOUT_TYPES[type].folder.replaceAll('-', '_'))

/** A tenant that lacks a feature grants no scope for it: only those are demanded that any tenant has. */
export const readScopesOf = (type: ResourceType): readonly string[] => TYPE_SCOPES[type]?.read ?? []

/**
 * Parts of a resource that have scopes of their own.
 * @fact These paths need these scopes of the Management API. (Auth0 API reference; read 2026-12-01)
 */
export const PART_SCOPES: readonly (readonly [path: RegExp, scopes: TypeScopes])[] = [
  // A key that comes or goes is named by its client too.
  [
    /^\/clients\/[^/]+\/credentials(\/|$)/,
    {
      read: ['read:client_credentials'],
      create: ['create:client_credentials', 'update:client_credentials', 'update:clients'],
      update: ['update:client_credentials', 'update:clients'],
      delete: ['delete:client_credentials', 'update:client_credentials', 'update:clients'],
    },
  ],
  [
    /^\/organizations\/[^/]+\/client-grants(\/|$)/,
    // Given and taken, and never changed.
    { ...standard('organization_client_grants'), update: [] },
  ],
  [/^\/organizations\/[^/]+\/discovery-domains(\/|$)/, standard('organization_discovery_domains')],
  [/^\/organizations\/[^/]+\/clients(\/|$)/, standard('organization_clients')],
  [/^\/connections\/[^/]+\/scim-configuration$/, standard('scim_config')],
  [/^\/connections\/[^/]+\/directory-provisioning$/, standard('directory_provisionings')],
  [
    /^\/self-service-profiles\/[^/]+\/custom-text\//,
    singleton('self_service_profile_custom_texts'),
  ],
]

export const partScopesOf = (path: string): TypeScopes | undefined =>
  PART_SCOPES.find(([of]) => of.test(path))?.[1]
