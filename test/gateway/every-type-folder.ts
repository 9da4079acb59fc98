import type { Json } from '../../scripts/ground/json-value.ts'
import { aTheme } from './a-theme.ts'

/** One of each type that the Deploy CLI knows, in its YAML format. JSON is YAML. */
export const EVERY_TYPE_FOLDER: Readonly<Record<string, Json>> = {
  actions: [
    {
      name: 'note',
      code: './note.js',
      runtime: 'node22',
      dependencies: [],
      secrets: [{ name: 'KEY', value: 'of nobody' }],
      supported_triggers: [{ id: 'post-login', version: 'v3' }],
      deployed: true,
    },
    {
      name: 'exchange',
      code: './note.js',
      runtime: 'node22',
      dependencies: [],
      secrets: [],
      supported_triggers: [{ id: 'custom-token-exchange', version: 'v1' }],
      deployed: true,
    },
  ],
  triggers: { 'post-login': [{ action_name: 'note', display_name: 'note' }] },
  attackProtection: {
    bruteForceProtection: { enabled: true },
    breachedPasswordDetection: { enabled: true },
    suspiciousIpThrottling: { enabled: true },
  },
  themes: [aTheme],
  branding: { colors: { primary: '#112233' } },
  clients: [{ name: 'Portal', app_type: 'spa', callbacks: ['https://portal.example.com/'] }],
  clientGrants: [{ client_id: 'Portal', audience: 'https://api.example.com/', scope: ['read'] }],
  connections: [
    {
      name: 'acme-oidc',
      strategy: 'oidc',
      enabled_clients: ['Portal'],
      options: { client_id: 'acme' },
    },
  ],
  databases: [
    { name: 'members', strategy: 'auth0', enabled_clients: ['Portal'], options: { mfa: true } },
  ],
  customDomains: [{ domain: 'login.example.com', type: 'auth0_managed_certs' }],
  emailProvider: {
    name: 'smtp',
    enabled: true,
    default_from_address: 'no-reply@example.com',
    credentials: { smtp_host: 'mail.example.com', smtp_user: 'u', smtp_pass: '@@SMTP_PASSWORD@@' },
  },
  emailTemplates: [
    {
      template: 'verify_email',
      body: './verify.html',
      from: 'no-reply@example.com',
      subject: 'Please verify',
      syntax: 'liquid',
      enabled: true,
    },
  ],
  eventStreams: [
    {
      name: 'to us',
      status: 'enabled',
      subscriptions: [{ event_type: 'user.created' }],
      destination: {
        type: 'webhook',
        configuration: {
          webhook_endpoint: 'https://events.example.com/',
          webhook_authorization: { method: 'bearer', token: 'x' },
        },
      },
    },
  ],
  guardianFactors: [{ name: 'otp', enabled: true }],
  guardianPolicies: { policies: ['all-applications'] },
  guardianPhoneFactorMessageTypes: { message_types: ['sms'] },
  guardianPhoneFactorSelectedProvider: { provider: 'twilio' },
  guardianFactorTemplates: [
    { name: 'sms', enrollment_message: 'Enroll {{code}}', verification_message: 'Verify {{code}}' },
  ],
  guardianFactorProviders: [{ name: 'sms', provider: 'twilio', from: '+15550100', sid: 'sid' }],
  logStreams: [
    {
      name: 'to them',
      type: 'http',
      status: 'active',
      sink: { httpContentFormat: 'JSONLINES', httpEndpoint: 'https://logs.example.com/' },
    },
  ],
  networkACLs: [
    {
      description: 'block',
      active: true,
      priority: 1,
      rule: { action: { block: true }, scope: 'tenant', match: { geo_country_codes: ['ZZ'] } },
    },
  ],
  organizations: [{ name: 'acme', display_name: 'Acme', connections: [{ name: 'acme-oidc' }] }],
  phoneProviders: [
    {
      name: 'twilio',
      disabled: false,
      configuration: { sid: 'sid', delivery_methods: ['text'] },
      credentials: { auth_token: '@@SMTP_PASSWORD@@' },
    },
  ],
  phoneTemplates: [
    {
      type: 'otp_verify',
      disabled: false,
      content: { syntax: 'liquid', from: '+15550100', body: { text: 'code', voice: 'code' } },
    },
  ],
  prompts: { identifier_first: true, customText: { en: { login: { login: { title: 'Hello' } } } } },
  rateLimitPolicies: [
    {
      resource: 'oauth_authentication_api',
      consumer: 'client',
      consumer_selector: 'default',
      configuration: { action: 'block', limit: 100 },
    },
  ],
  resourceServers: [
    { name: 'API', identifier: 'https://api.example.com/', scopes: [{ value: 'read' }] },
  ],
  riskAssessment: { settings: { enabled: true }, new_device: { remember_for: 60 } },
  roles: [
    {
      name: 'Member',
      description: 'one',
      permissions: [
        { permission_name: 'read', resource_server_identifier: 'https://api.example.com/' },
      ],
    },
  ],
  selfServiceProfiles: [
    { name: 'profile', description: 'one', allowed_strategies: ['oidc'], user_attributes: [] },
  ],
  supplementalSignals: { akamai_enabled: true },
  tenant: { friendly_name: 'Example', session_lifetime: 12 },
  tokenExchangeProfiles: [
    {
      name: 'exchange',
      subject_token_type: 'https://example.com/token',
      action: 'exchange',
      type: 'custom_authentication',
    },
  ],
  userAttributeProfiles: [
    {
      name: 'people',
      user_attributes: {
        email: {
          description: 'address',
          label: 'E-mail',
          profile_required: true,
          auth0_mapping: 'email',
        },
      },
    },
  ],
  connectionProfiles: [{ name: 'enterprise', enabled_features: ['scim'] }],
  flowVaultConnections: [
    {
      name: 'mail',
      app_id: 'HTTP',
      setup: { token: 'x', type: 'BEARER' },
    },
  ],
  flows: [{ name: 'flow', body: './flow.json' }],
  forms: [{ name: 'form', body: './form.json' }],
  actionModules: [{ name: 'helper', code: './helper.js', dependencies: [], secrets: [] }],
}

/** Files that it speaks of. */
export const EVERY_TYPE_FILES: Readonly<Record<string, string>> = {
  'helper.js': 'module.exports = {}\n',
  'note.js': 'exports.onExecutePostLogin = async () => {}\n',
  'verify.html': '<p>Please verify</p>\n',
  'flow.json': '{"name":"flow","actions":[]}',
  'form.json': '{"name":"form","nodes":[]}',
}
