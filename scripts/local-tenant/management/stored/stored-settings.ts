import type { Connection, JsonObject, Tenant } from '../../store.ts'
import { inexistent, ManagementError } from '../management-error.ts'
import { type ManagementRequest, type Route, timestamp } from '../route.ts'
import { type StoredSetting, storedSetting } from './stored-setting.ts'

const FACTORS = { read: 'read:guardian_factors', write: 'update:guardian_factors' }
const CODES = { otp_expiration_time: 300, otp_length: 6 }

const factor = (path: `/${string}`, untouched: JsonObject, shown?: StoredSetting['render']) =>
  ({
    path: `/guardian/factors/${path.slice(1)}`,
    scopes: FACTORS,
    untouched: () => untouched,
    ...(shown === undefined ? {} : { render: shown }),
  }) as const satisfies StoredSetting

/** What is secret goes in and never comes out. */
const without =
  (...names: readonly string[]) =>
  (value: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))

/**
 * @fact An untouched tenant answers these. (tests of auth0-deploy-cli, settings of an untouched tenant; recorded
 * 2026-08-10)
 */
const GUARDIAN: readonly StoredSetting[] = [
  factor('/phone/message-types', { message_types: [] }),
  factor('/phone/selected-provider', { provider: 'auth0' }),
  factor('/phone/providers/twilio', {}, without('auth_token')),
  factor('/phone/settings', CODES),
  factor('/phone/templates', { enrollment_message: '', verification_message: '' }),
  factor('/email/settings', CODES),
  factor('/sms/selected-provider', { provider: 'auth0' }),
  factor('/sms/providers/twilio', {}, without('auth_token')),
  factor('/sms/templates', {}),
  factor('/duo/settings', {}, without('skey')),
  factor('/push-notification/selected-provider', { provider: 'guardian' }),
  factor('/push-notification/providers/sns', {}, without('aws_secret_access_key')),
  factor('/push-notification/providers/apns', {}, without('p12')),
  factor('/push-notification/providers/fcm', {}, () => ({})),
  factor('/push-notification/providers/fcmv1', {}, () => ({})),
  {
    path: '/guardian/policies',
    scopes: { read: 'read:mfa_policies', write: 'update:mfa_policies' },
    untouched: () => [],
    simplified: 'stored: kept and shown; no login asks for a factor by it',
  },
  {
    path: '/guardian/settings',
    scopes: { read: 'read:mfa_policies', write: 'update:mfa_policies' },
    untouched: () => ({
      display_remember_me_checkbox: true,
      mfa_session_inactivity_timeout: 1_209_600,
      mfa_session_overall_timeout: 2_592_000,
      remember_me_default_value: false,
    }),
  },
]

/** @fact A tenant without a provider or template says so with these codes. (as above; recorded 2026-08-10) */
const MAIL: readonly StoredSetting[] = [
  {
    path: '/emails/provider',
    scopes: {
      read: 'read:email_provider',
      write: 'update:email_provider',
      remove: 'delete:email_provider',
    },
    absent: () =>
      new ManagementError(
        404,
        'inexistent_email_provider',
        'There is not a configured email provider.',
      ),
    render: (value) => ({ ...value, credentials: {} }),
    simplified:
      'stored: kept and shown without its credentials; mail goes to the outbox all the same',
  },
  {
    path: '/email-templates/:templateName',
    scopes: { read: 'read:email_templates', write: 'update:email_templates' },
    absent: () =>
      new ManagementError(404, 'inexistent_email_template', 'The template does not exist.'),
    simplified: 'stored: kept and shown; mail in the outbox has its own words',
  },
  {
    path: '/branding/templates/universal-login',
    scopes: { read: 'read:branding', write: 'update:branding', remove: 'delete:branding' },
    absent: () => new ManagementError(404, 'inexistent_template', 'The template does not exist.'),
    render: ({ template, '[]': text }) => ({ body: template ?? text ?? '' }),
    simplified: 'stored: kept and shown; pages do not change',
  },
]

const connectionOf = ({ tenant, params: { id = '' } }: ManagementRequest): Connection => {
  const connection = tenant.state.connections.get(id)
  if (connection === undefined) throw inexistent('connection')
  return connection
}

const unconfigured = (what: string): ManagementError =>
  new ManagementError(404, undefined, `Not found: no ${what} for this connection.`)

/** What is kept of a connection, beside what it is. */
const ofConnection = (connection: Connection, tenant: Tenant, value: JsonObject): JsonObject => ({
  connection_id: connection.id,
  connection_name: connection.name,
  strategy: connection.strategy,
  tenant_name: tenant.tenantId,
  mapping: [],
  created_at: timestamp(tenant),
  ...value,
})

const PROVISIONING: readonly StoredSetting[] = [
  {
    path: '/connections/:id/scim-configuration',
    scopes: {
      read: 'read:scim_config',
      write: 'update:scim_config',
      remove: 'delete:scim_config',
    },
    absent: () => unconfigured('SCIM configuration'),
    assertPlace: connectionOf,
    kept: (value, request) => ({
      user_id_attribute: 'externalId',
      ...ofConnection(connectionOf(request), request.tenant, value),
      updated_on: timestamp(request.tenant),
    }),
    simplified: 'stored: kept and shown; no SCIM endpoint answers',
  },
  {
    path: '/connections/:id/directory-provisioning',
    scopes: {
      read: 'read:directory_provisionings',
      write: 'update:directory_provisionings',
      remove: 'delete:directory_provisionings',
    },
    absent: () => unconfigured('directory provisioning'),
    assertPlace: connectionOf,
    kept: (value, request) => {
      const { tenant_name: _tenant, ...own } = ofConnection(
        connectionOf(request),
        request.tenant,
        value,
      )
      return {
        synchronize_automatically: false,
        ...own,
        updated_at: timestamp(request.tenant),
      }
    },
    simplified: 'stored: kept and shown; nothing is synchronized',
  },
]

export const UNTOUCHED_RENDERING: JsonObject = {
  rendering_mode: 'standard',
  context_configuration: [],
  default_head_tags_disabled: false,
  head_tags: [],
}

const OTHERS: readonly StoredSetting[] = [
  {
    path: '/risk-assessments/settings',
    scopes: { read: 'read:attack_protection', write: 'update:attack_protection' },
    untouched: () => ({ enabled: false }),
  },
  {
    path: '/risk-assessments/settings/new-device',
    scopes: { read: 'read:attack_protection', write: 'update:attack_protection' },
    untouched: () => ({ remember_for: 30 }),
  },
  {
    path: '/attack-protection/phone-provider-protection',
    scopes: { read: 'read:attack_protection', write: 'update:attack_protection' },
    untouched: () => ({ type: 'default' }),
  },
  {
    path: '/self-service-profiles/:id/custom-text/:language/:page',
    scopes: {
      read: 'read:self_service_profile_custom_texts',
      write: 'update:self_service_profile_custom_texts',
    },
    untouched: () => ({}),
    assertPlace: ({ tenant, params: { id } }) => {
      if (!tenant.state.kept.has(`/self-service-profiles/${id}`)) {
        throw inexistent('self_service_profile')
      }
    },
  },
  {
    path: '/prompts/:prompt/screen/:screen/rendering',
    scopes: { read: 'read:prompts', write: 'update:prompts' },
    untouched: ({ tenant, params: { prompt = '', screen = '' } }) => ({
      tenant: tenant.tenantId,
      prompt,
      screen,
      ...UNTOUCHED_RENDERING,
    }),
    simplified: 'stored: kept and shown; pages do not change',
  },
  {
    path: '/keys/custom-signing',
    scopes: {
      read: 'read:custom_signing_keys',
      write: 'update:custom_signing_keys',
      remove: 'delete:custom_signing_keys',
    },
    absent: () => inexistent('custom_signing_keys'),
    simplified: 'stored: kept and shown; tokens are signed by the tenant’s own key',
  },
]

export const storedSettingRoutes: readonly Route[] = [
  ...GUARDIAN,
  ...MAIL,
  ...PROVISIONING,
  ...OTHERS,
].flatMap(storedSetting)
