import type { JsonObject, Tenant } from '../store.ts'

/**
 * @fact A new tenant answers these for the singletons of the Management API. (tests of auth0-deploy-cli,
 * settings; recorded 2026-08-10)
 */
export type SettingName =
  | 'tenant-settings'
  | 'prompts'
  | 'branding'
  | `attack-protection/${AttackProtection}`

export const ATTACK_PROTECTIONS = [
  'bot-detection',
  'breached-password-detection',
  'brute-force-protection',
  'captcha',
  'suspicious-ip-throttling',
] as const
export type AttackProtection = (typeof ATTACK_PROTECTIONS)[number]

/** What was set, or else the default. */
export function readSetting(tenant: Tenant, name: SettingName): JsonObject {
  return tenant.state.settings.get(name) ?? structuredClone(DEFAULTS[name])
}

export function writeSetting(tenant: Tenant, name: SettingName, value: JsonObject): JsonObject {
  tenant.state.settings.set(name, value)
  return value
}

const DEFAULTS: Readonly<Record<SettingName, JsonObject>> = {
  'tenant-settings': {
    allowed_logout_urls: [],
    enabled_locales: ['en'],
    flags: {
      allow_legacy_delegation_grant_types: false,
      allow_legacy_ro_grant_types: false,
      enable_apis_section: false,
      enable_client_connections: false,
      enable_custom_domain_in_emails: false,
      enable_dynamic_client_registration: false,
      // The recorded tenant is older than the generic answer and shows `true`.
      // @fact A tenant at its defaults answers a sign-up of somebody who exists generically.
      // (auth0/docs 7875, 2019; boxlite-ai/boxlite 1373, 2026; read 2026-11-28)
      enable_public_signup_user_exists_error: false,
      enable_sso: true,
      universal_login: true,
      use_scope_descriptions_for_consent: false,
      revoke_refresh_token_grant: false,
      disable_clickjack_protection_headers: false,
      enable_pipeline2: false,
    },
    // Hours, as the API answers them.
    session_lifetime: 168,
    idle_session_lifetime: 72,
    sandbox_version: '22',
    sandbox_versions_available: ['22', '18'],
    resource_parameter_profile: 'audience',
    session_cookie: { mode: 'persistent' },
  },
  prompts: { universal_login_experience: 'new', identifier_first: false },
  branding: {},
  'attack-protection/bot-detection': {
    challenge_password_policy: 'never',
    challenge_passwordless_policy: 'never',
    challenge_password_reset_policy: 'never',
    allowlist: [],
    bot_detection_level: 'medium',
    monitoring_mode_enabled: false,
  },
  'attack-protection/breached-password-detection': {
    enabled: false,
    shields: [],
    admin_notification_frequency: [],
    method: 'standard',
    stage: { 'pre-user-registration': { shields: [] }, 'pre-change-password': { shields: [] } },
  },
  'attack-protection/brute-force-protection': {
    enabled: true,
    shields: ['block', 'user_notification'],
    mode: 'count_per_identifier_and_ip',
    allowlist: [],
    max_attempts: 10,
  },
  'attack-protection/captcha': {
    active_provider_id: 'auth_challenge',
    simple_captcha: {},
    auth_challenge: { fail_open: false },
    recaptcha_v2: { site_key: '' },
    recaptcha_enterprise: { site_key: '', project_id: '' },
    hcaptcha: { site_key: '' },
    friendly_captcha: { site_key: '' },
    arkose: {
      site_key: '',
      client_subdomain: 'client-api',
      verify_subdomain: 'verify-api',
      fail_open: false,
    },
  },
  'attack-protection/suspicious-ip-throttling': {
    enabled: true,
    shields: ['admin_notification', 'block'],
    allowlist: [],
    stage: {
      'pre-login': { max_attempts: 100, rate: 864_000 },
      'pre-user-registration': { max_attempts: 50, rate: 1200 },
      'pre-custom-token-exchange': { max_attempts: 10, rate: 600_000 },
    },
  },
}
