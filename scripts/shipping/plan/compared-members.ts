import type { ResourceType } from '../../gateway/resource-types.ts'

/** How what git says of a type is held against what the tenant shows of it. */
export type ComparedMembers = {
  /** Members by which the Deploy CLI finds the existing one: the first of these that git has and that finds one. */
  readonly foundBy?: readonly (readonly string[])[]
  /** Members that the tenant calls otherwise. */
  readonly called?: Readonly<Record<string, string>>
  /** Members that the tenant sets by itself: git has no say in them. */
  readonly ofTenant?: readonly string[]
  /** Of those, the ones that people rely on all the same: they are told where one differs. */
  readonly told?: readonly string[]
  /** Members that are sent to another path, or in another form; null where no list shows them. */
  readonly parts?: Readonly<Record<string, Part | null>>
}

/** A list of its own below the thing. */
export type Part = {
  readonly at: string
  /** Member by which git calls one of them. */
  readonly by: string
  /** The same in the tenant, where it is another. */
  readonly inTenant?: string
}

const CONNECTIONS: ComparedMembers = {
  parts: {
    enabled_clients: null,
    scim_configuration: null,
    directory_provisioning_configuration: null,
  },
}

/** Sent in minutes, and shown in hours. */
const LIFETIMES = Object.fromEntries(
  ['session', 'idle_session', 'ephemeral_session', 'idle_ephemeral_session']
    .flatMap((kind) => [`${kind}_lifetime`, `${kind}_lifetime_in_minutes`])
    .map((member) => [member, null]),
)

/** Unless a type says otherwise. */
export const FOUND_BY = [['id'], ['name']] as const

/** Tenants date whatever they have. */
export const OF_EVERY_TENANT: readonly string[] = ['id', 'created_at', 'updated_at']

/**
 * By type; a test holds `foundBy` to the installed Deploy CLI.
 * @fact The Deploy CLI finds what exists by these members, and leaves others out of what it sends without a word.
 * (auth0-deploy-cli 8.44.0, lib/tools/auth0/handlers, `identifiers` and `stripUpdateFields`; read 2026-12-03)
 */
export const COMPARED_MEMBERS: Readonly<Partial<Record<ResourceType, ComparedMembers>>> = {
  actionModules: {
    ofTenant: ['actions_using_module_total', 'latest_version_number'],
    parts: { code: null, secrets: null, all_changes_published: null },
  },
  actions: {
    ofTenant: ['status'],
    parts: { code: null, deployed: null, modules: null, secrets: null },
  },
  clientGrants: {
    foundBy: [
      ['id'],
      ['client_id', 'audience', 'subject_type'],
      ['client_id', 'audience'],
      ['default_for', 'audience'],
    ],
  },
  clients: {
    foundBy: [['client_id'], ['external_client_id'], ['name']],
    ofTenant: ['callback_url_template', 'signing_keys', 'tenant'],
    parts: { client_authentication_methods: null },
  },
  connections: CONNECTIONS,
  customDomains: {
    foundBy: [['custom_domain_id'], ['domain']],
    ofTenant: ['certificate', 'is_default', 'primary', 'verification'],
    told: ['status'],
  },
  databases: CONNECTIONS,
  emailTemplates: { foundBy: [['template']], parts: { body: null } },
  branding: { parts: { templates: null } },
  guardianPolicies: { parts: { policies: null } },
  riskAssessment: { parts: { new_device: null, settings: null } },
  flowVaultConnections: { ofTenant: ['fingerprint', 'ready', 'refreshed_at'] },
  flows: { ofTenant: ['executed_at'] },
  forms: { ofTenant: ['embedded_at', 'submitted_at'] },
  logStreams: { told: ['status'] },
  networkACLs: { foundBy: [['id'], ['priority']] },
  organizations: {
    parts: {
      client_grants: { at: 'client-grants', by: 'client_id' },
      clients: { at: 'clients', by: 'client_id' },
      connections: { at: 'connections', by: 'name', inTenant: 'connection_id' },
      discovery_domains: { at: 'discovery-domains', by: 'domain' },
    },
  },
  phoneTemplates: { foundBy: [['type']], ofTenant: ['tenant'] },
  prompts: { parts: { customText: null, partials: null, screenRenderers: null } },
  rateLimitPolicies: { foundBy: [['id'], ['consumer_selector']] },
  resourceServers: { foundBy: [['id'], ['identifier']] },
  roles: { parts: { permissions: null } },
  tenant: { parts: LIFETIMES },
  themes: { foundBy: [['themeId']] },
  tokenExchangeProfiles: {
    foundBy: [['id'], ['subject_token_type']],
    called: { action: 'action_id' },
  },
}
