import { ManagementError } from './management-error.ts'
import { pagedList, takenList } from './paging.ts'
import { get, ok, type Route } from './route.ts'
import { readSetting } from './settings.ts'

/**
 * What a full export of the Deploy CLI reads besides the resources the local tenant has, read only.
 * @fact An untouched tenant answers these settings so. (tests of auth0-deploy-cli, settings of an untouched tenant;
 * recorded 2026-08-10)
 */
const simplified = 'read only: answered as by a tenant where nothing of the kind was ever set'

const reading = (path: `/${string}`, scope: string, answer: Route['answer']): Route =>
  get(path, scope, answer, simplified)

const paged = (path: `/${string}`, scope: string, key: string): Route =>
  reading(path, scope, ({ query }) => pagedList(key, [], query))

const taken = (path: `/${string}`, scope: string, key: string): Route =>
  reading(path, scope, ({ query }) => takenList(key, [], query))

const fixed = (path: `/${string}`, scope: string, body: unknown): Route =>
  reading(path, scope, () => ok(body))

const absent = (path: `/${string}`, scope: string, errorCode: string, message: string): Route =>
  reading(path, scope, () => {
    throw new ManagementError(404, errorCode, message)
  })

const GUARDIAN_FACTORS = [
  'sms',
  'push-notification',
  'otp',
  'email',
  'duo',
  'webauthn-roaming',
  'webauthn-platform',
  'recovery-code',
]

export const unmanagedSettingRoutes: readonly Route[] = [
  reading('/branding', 'read:branding', ({ tenant }) => ok(readSetting(tenant, 'branding'))),
  absent(
    '/branding/themes/default',
    'read:branding',
    'theme_not_found',
    'There was an error retrieving branding settings: invalid theme ID',
  ),
  absent(
    '/branding/templates/universal-login',
    'read:branding',
    'inexistent_template',
    'The template does not exist.',
  ),
  fixed('/branding/phone/providers', 'read:phone_providers', { providers: [] }),
  fixed('/branding/phone/templates', 'read:phone_templates', { templates: [] }),
  fixed('/custom-domains', 'read:custom_domains', []),
  absent(
    '/email-templates/:template',
    'read:email_templates',
    'inexistent_email_template',
    'The template does not exist.',
  ),
  absent(
    '/emails/provider',
    'read:email_provider',
    'inexistent_email_provider',
    'There is not a configured email provider.',
  ),
  fixed(
    '/guardian/factors',
    'read:guardian_factors',
    GUARDIAN_FACTORS.map((name) => ({ name, enabled: false, trial_expired: false })),
  ),
  fixed('/guardian/factors/phone/message-types', 'read:guardian_factors', { message_types: [] }),
  fixed('/guardian/factors/phone/selected-provider', 'read:guardian_factors', {
    provider: 'auth0',
  }),
  fixed('/guardian/factors/push-notification/providers/sns', 'read:guardian_factors', {}),
  fixed('/guardian/factors/sms/providers/twilio', 'read:guardian_factors', {}),
  fixed('/guardian/factors/sms/templates', 'read:guardian_factors', {}),
  fixed('/guardian/policies', 'read:mfa_policies', []),
  paged('/hooks', 'read:hooks', 'hooks'),
  paged('/rules', 'read:rules', 'rules'),
  fixed('/rules-configs', 'read:rules_configs', []),
  fixed('/log-streams', 'read:log_streams', []),
  paged('/flows', 'read:flows', 'flows'),
  paged('/flows/vault/connections', 'read:flows_vault_connections', 'connections'),
  paged('/forms', 'read:forms', 'forms'),
  paged('/network-acls', 'read:network_acls', 'network_acls'),
  paged('/self-service-profiles', 'read:self_service_profiles', 'self_service_profiles'),
  taken('/user-attribute-profiles', 'read:user_attribute_profiles', 'user_attribute_profiles'),
  taken('/connection-profiles', 'read:connection_profiles', 'connection_profiles'),
  taken('/rate-limit-policies', 'read:rate_limit_policies', 'rate_limit_policies'),
  fixed('/risk-assessments/settings', 'read:attack_protection', { enabled: false }),
  fixed('/risk-assessments/settings/new-device', 'read:attack_protection', { remember_for: 30 }),
  reading('/supplemental-signals', 'read:attack_protection', () => {
    // Recorded: a plan question, told as a missing scope.
    throw new ManagementError(
      403,
      'insufficient_scope',
      'Please upgrade your subscription to enable Akamai Signals.',
    )
  }),
]
