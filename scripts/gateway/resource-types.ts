/**
 * What we know ourselves about the resource types of the Deploy CLI, one row for each. Everything else of a type is
 * seen in a rehearsal. Scopes that are not called as its folder are in `type-scopes.ts`. Other files name a type
 * only for a finding about it, or for a hazard of the Deploy CLI (`kept-back.ts`).
 * @fact The Deploy CLI looks in these folders for each type. (auth0-deploy-cli 8.44.0,
 * lib/context/directory/handlers; read 2026-11-23)
 * @fact These fields of the Management API hold secrets. (types of auth0 7.1.0,
 * dist/cjs/management/api/types; read 2026-11-28)
 * @fact `configuration` of a connection holds secrets. (Auth0 docs, custom database templates; read
 * 2026-11-28)
 */
export type AboutType = {
  /** Where it lies below `tenant/`: a folder, or a file of its own. */
  readonly folder: string
  /** Path of one in the Management API. A group stands for the id; without one the tenant has exactly one. */
  readonly path?: RegExp
  /** Its things are named by a step of their path. */
  readonly isNamedByPath?: true
  /** Members of its files that are made for a secret: dotted; `*` stands for any one step. */
  readonly secrets?: readonly string[]
  /** Which files of the folder these are in, where not every one. */
  readonly secretFiles?: RegExp
}

const CONNECTION_SECRETS = [
  'options.client_secret',
  'options.app_secret',
  'options.twilio_token',
  'options.gateway_authentication.secret',
  'options.decryptionKey',
  'options.decryptionKey.key',
  'options.signing_key.key',
  'options.admin_access_token',
  'options.admin_refresh_token',
  'options.configuration.*',
  'options.customHeaders.*',
]

/** By the Deploy CLI’s names. */
export const ABOUT_TYPES = {
  actionModules: {
    folder: 'action-modules',
    path: /^\/actions\/modules\/([^/]+)/,
    secrets: ['secrets.*.value'],
  },
  actions: {
    folder: 'actions',
    path: /^\/actions\/actions\/([^/]+)/,
    secrets: ['secrets.*.value'],
  },
  attackProtection: {
    folder: 'attack-protection',
    path: /^\/attack-protection\/([^/]+)/,
    isNamedByPath: true,
    secrets: ['*.secret', 'recaptcha_enterprise.api_key'],
    secretFiles: /captcha\.json/,
  },
  branding: { folder: 'branding', path: /^\/branding/ },
  clientGrants: {
    folder: 'grants',
    path: /^\/client-grants\/([^/]+)/,
  },
  clients: {
    folder: 'clients',
    path: /^\/clients\/([^/]+)/,
    secrets: [
      'client_secret',
      'addons.azure_blob.storageAccessKey',
      'addons.azure_sb.sasKey',
      'addons.layer.privateKey',
      'addons.sap_api.servicePassword',
      'addons.wams.masterkey',
    ],
  },
  connectionProfiles: { folder: 'connection-profiles', path: /^\/connection-profiles\/([^/]+)/ },
  connections: {
    folder: 'connections',
    path: /^\/connections\/([^/]+)/,
    secrets: CONNECTION_SECRETS,
  },
  customDomains: { folder: 'custom-domains', path: /^\/custom-domains\/([^/]+)/ },
  databases: {
    folder: 'database-connections',
    secrets: CONNECTION_SECRETS,
    secretFiles: /[^/]+\/database\.json/,
  },
  emailProvider: {
    folder: 'emails/provider.json',
    path: /^\/emails\/provider/,
    secrets: [
      'credentials.api_key',
      'credentials.secretAccessKey',
      'credentials.smtp_pass',
      'credentials.connectionString',
      'credentials.clientSecret',
    ],
  },
  emailTemplates: { folder: 'emails', path: /^\/email-templates\/([^/]+)/, isNamedByPath: true },
  eventStreams: {
    folder: 'event-streams',
    path: /^\/event-streams\/([^/]+)/,
    secrets: [
      'destination.configuration.webhook_authorization.password',
      'destination.configuration.webhook_authorization.token',
      'destination.configuration.webhook_authorization.value',
    ],
  },
  flowVaultConnections: {
    folder: 'flow-vault-connections',
    path: /^\/flows\/vault\/connections\/([^/]+)/,
    secrets: [
      'setup.api_key',
      'setup.client_secret',
      'setup.password',
      'setup.private_key',
      'setup.secret_key',
      'setup.token',
    ],
  },
  flows: { folder: 'flows', path: /^\/flows\/([^/]+)/ },
  forms: { folder: 'forms', path: /^\/forms\/([^/]+)/ },
  guardianFactorProviders: {
    folder: 'guardian/providers',
    path: /^\/guardian\/factors\/([^/]+\/providers\/[^/]+)/,
    isNamedByPath: true,
    secrets: ['auth_token', 'aws_secret_access_key', 'skey', 'server_credentials', 'p12'],
  },
  guardianFactorTemplates: {
    folder: 'guardian/templates',
    path: /^\/guardian\/factors\/([^/]+\/templates)/,
    isNamedByPath: true,
  },
  guardianFactors: {
    folder: 'guardian/factors',
    path: /^\/guardian\/factors\/([^/]+)/,
    isNamedByPath: true,
  },
  guardianPhoneFactorMessageTypes: {
    folder: 'guardian/phoneFactorMessageTypes.json',
    path: /^\/guardian\/factors\/phone\/message-types/,
  },
  guardianPhoneFactorSelectedProvider: {
    folder: 'guardian/phoneFactorSelectedProvider.json',
    path: /^\/guardian\/factors\/phone\/selected-provider/,
  },
  guardianPolicies: { folder: 'guardian/policies.json', path: /^\/guardian\/policies/ },
  hooks: { folder: 'hooks', path: /^\/hooks\/([^/]+)/ },
  logStreams: {
    folder: 'log-streams',
    path: /^\/log-streams\/([^/]+)/,
    secrets: [
      'sink.httpAuthorization',
      'sink.httpCustomHeaders.*.value',
      'sink.datadogApiKey',
      'sink.splunkToken',
      'sink.mixpanelServiceAccountPassword',
      'sink.segmentWriteKey',
    ],
  },
  networkACLs: { folder: 'network-acls', path: /^\/network-acls\/([^/]+)/ },
  organizations: {
    folder: 'organizations',
    path: /^\/organizations\/([^/]+)/,
  },
  pages: { folder: 'pages' },
  phoneProviders: {
    folder: 'phone-providers',
    path: /^\/branding\/phone\/providers\/([^/]+)/,
    secrets: ['credentials.auth_token'],
    secretFiles: /provider\.json/,
  },
  phoneTemplates: { folder: 'phone-templates', path: /^\/branding\/phone\/templates\/([^/]+)/ },
  prompts: { folder: 'prompts', path: /^\/prompts/ },
  rateLimitPolicies: { folder: 'rate-limit-policies', path: /^\/rate-limit-policies\/([^/]+)/ },
  resourceServers: {
    folder: 'resource-servers',
    path: /^\/resource-servers\/([^/]+)/,
  },
  riskAssessment: { folder: 'risk-assessment', path: /^\/risk-assessments\/settings/ },
  roles: {
    folder: 'roles',
    path: /^\/roles\/([^/]+)/,
  },
  rules: { folder: 'rules', path: /^\/rules\/([^/]+)/ },
  rulesConfigs: {
    folder: 'rules-configs',
    path: /^\/rules-configs\/([^/]+)/,
    isNamedByPath: true,
    secrets: ['value'],
  },
  selfServiceProfiles: {
    folder: 'self-service-profiles',
    path: /^\/self-service-profiles\/([^/]+)/,
  },
  supplementalSignals: { folder: 'supplemental-signals.json', path: /^\/supplemental-signals/ },
  tenant: {
    folder: 'tenant.json',
    path: /^\/tenants\/settings/,
  },
  themes: { folder: 'themes', path: /^\/branding\/themes\/([^/]+)/ },
  tokenExchangeProfiles: {
    folder: 'token-exchange-profiles',
    path: /^\/token-exchange-profiles\/([^/]+)/,
  },
  triggers: {
    folder: 'triggers',
    path: /^\/actions\/triggers\/([^/]+)\/bindings/,
    isNamedByPath: true,
  },
  userAttributeProfiles: {
    folder: 'user-attribute-profiles',
    path: /^\/user-attribute-profiles\/([^/]+)/,
  },
} as const satisfies Readonly<Record<string, AboutType>>

export type ResourceType = keyof typeof ABOUT_TYPES

/**
 * The Deploy CLI's own names of resource types, of 8.44.0; a test holds this to the installed one. Not
 * here: `clientAuthCredentials`, which stand in the files of `clients` and come with them.
 */
export const RESOURCE_TYPES = Object.keys(ABOUT_TYPES) as readonly ResourceType[]

export const aboutType = (type: ResourceType): AboutType => ABOUT_TYPES[type]
