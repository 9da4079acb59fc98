import {
  type Case,
  IDLE,
  LOCAL,
  MEMBERS,
  policies,
  RULEBOOK,
  withAction,
  withProduction,
} from '../a-case.ts'
import { type Changes, swap, withKeys } from '../a-project.ts'

const PORTAL = 'tenant/clients/Member Portal.json'
const REPORTS = 'tenant/clients/Reports.json'
const TENANT = 'tenant/tenant.json'
const ACME = 'tenant/organizations/acme.json'
const GLOBEX = 'tenant/organizations/globex.json'
const GOOGLE = 'tenant/connections/google-oauth2.json'
const OIDC = 'tenant/connections/acme-oidc.json'
const API = 'tenant/resource-servers/Example API.json'
const PEOPLE = 'tenant/resource-servers/People API.json'
const BRUTE = 'tenant/attack-protection/brute-force-protection.json'
const CODE = 'tenant/actions/other/code.js'

const MY_ORGANIZATION = {
  allowed_strategies: ['oidc'],
  connection_deletion_behavior: 'allow_if_empty',
}
const withSource = (source: string, differences: object = {}): Changes => ({
  [LOCAL]: withKeys({ capabilities: { rolesAndGroups: true } }),
  [RULEBOOK]: policies({
    membership: { source, markerRole: 'Member', groups: { acme: ['group-1'] }, ...differences },
  }),
})
const sourceDomain = (differences: object) => policies({ 'source-domain': differences })
const USER_EXISTS = 'enable_public_signup_user_exists_error'

const social = (options: object) => withKeys({ strategy: 'oauth2', options })

/** Beside whatever else is said in metadata that git manages. */
const DROPS_TOMBSTONES = ['metadata_drops_tombstones', ACME, '"metadata"'] as const

/** Applications, membership, verified addresses, writers of state, lifetimes, baseline. */
export const SETTING_CASES: readonly Case[] = [
  {
    what: 'an application that asks for what can never apply',
    changes: {
      [PORTAL]: withKeys({
        client_metadata: {
          og_modes:
            'identifier-lock=enforce, upstream-freshness=enforce signup-gate=enforce runtime-guard=enforce org-required=enforce',
        },
      }),
    },
    found: Array.from({ length: 3 }, () => ['requested_mode_void', PORTAL, '"og_modes"'] as const),
  },
  {
    what: 'an application that asks for what cannot be read',
    changes: {
      [PORTAL]: withKeys({
        client_metadata: { og_modes: 'email-lock:enforce delgation=enforce membership=Enforce' },
      }),
    },
    found: Array.from(
      { length: 3 },
      () => ['requested_modes_unreadable', PORTAL, '"og_modes"'] as const,
    ),
  },
  {
    what: 'an organization that asks for what can never apply',
    changes: {
      [ACME]: withKeys({
        metadata: {
          og_modes: 'org-required=enforce;machine-token-gate=enforce;signup-gate=off',
        },
      }),
    },
    found: [
      ...Array.from({ length: 2 }, () => ['requested_mode_void', ACME, '"og_modes"'] as const),
      DROPS_TOMBSTONES,
    ],
  },
  {
    what: 'one that asks for what no Action is asked',
    changes: { [ACME]: withKeys({ metadata: { og_modes: 'profile-change=enforce' } }) },
    found: [['requested_mode_void', ACME, '"og_modes"'], DROPS_TOMBSTONES],
  },
  {
    what: 'one that asks for a policy that is on for somebody',
    changes: {
      [RULEBOOK]: policies({ 'upstream-freshness': { organizations: { acme: 'monitor' } } }),
      [ACME]: withKeys({ metadata: { og_modes: 'upstream-freshness=enforce' } }),
    },
    found: [DROPS_TOMBSTONES],
  },
  ...[
    'password',
    'http://auth0.com/oauth/grant-type/password-realm',
    'urn:ietf:params:oauth:grant-type:device_code',
    'implicit',
  ].map(
    (grant): Case => ({
      what: `an organization-only application with ${grant}`,
      changes: { [PORTAL]: withKeys({ grant_types: ['authorization_code', grant] }) },
      found: [['legacy_grant', PORTAL, `"${grant}"`]],
    }),
  ),
  {
    what: 'another application with a legacy grant',
    changes: { [REPORTS]: withKeys({ grant_types: ['authorization_code', 'password'] }) },
    found: [],
  },
  {
    what: 'an exempted application with a legacy grant',
    changes: {
      [PORTAL]: withKeys({ grant_types: ['password'] }),
      [RULEBOOK]: withKeys({
        exemptions: [
          {
            policy: 'org-required',
            client: 'Member Portal',
            owner: 'portal',
            reason: 'an older terminal still needs it',
            expires: '2027-02-01',
          },
        ],
      }),
    },
    found: [],
  },
  {
    what: 'applications with a legacy grant where every application is organization-only',
    changes: {
      [REPORTS]: withKeys({ grant_types: ['password'] }),
      [RULEBOOK]: policies({ 'org-required': { mode: 'enforce' } }),
    },
    found: [['legacy_grant', REPORTS, '"password"']],
  },
  {
    what: 'an application of an environment that leaves applications alone',
    changes: { ...withProduction(), [PORTAL]: withKeys({ grant_types: ['implicit'] }) },
    environments: ['production'],
    found: [],
  },
  {
    what: 'an organization-only application that does not say its grants',
    changes: { [PORTAL]: withKeys({ grant_types: undefined }) },
    found: [['grant_types_unstated', PORTAL, '']],
  },
  {
    what: 'an organization-only application without organizations',
    changes: { [PORTAL]: withKeys({ organization_usage: 'deny' }) },
    found: [['organization_usage_denied', PORTAL, '"organization_usage"']],
  },
  {
    what: 'an organization-only application that says nothing of organizations',
    changes: { [PORTAL]: withKeys({ organization_usage: undefined }) },
    found: [['organization_usage_denied', PORTAL, '']],
  },
  {
    what: 'delegation and impersonation',
    changes: {
      [TENANT]: withKeys({
        flags: { allow_legacy_delegation_grant_types: true, disable_impersonation: false },
      }),
    },
    found: [
      ['legacy_tenant_flag', TENANT, 'allow_legacy_delegation_grant_types'],
      ['legacy_tenant_flag', TENANT, 'disable_impersonation'],
    ],
  },
  {
    what: 'membership for whoever signs in',
    changes: {
      [GLOBEX]: swap('"assign_membership_on_login": false', '"assign_membership_on_login": true'),
    },
    found: [['auto_membership', GLOBEX, '"assign_membership_on_login"']],
  },
  {
    what: 'membership for whoever signs in, where anyone may',
    changes: {
      [GLOBEX]: swap('"assign_membership_on_login": false', '"assign_membership_on_login": true'),
      [RULEBOOK]: policies({ 'signup-gate': { mode: 'off' } }),
    },
    found: [],
  },
  ...(['marker-role', 'effective-role', 'group'] as const).flatMap((source): Case[] => [
    {
      what: `membership for whoever signs in at a directory, beside ${source}`,
      changes: {
        [ACME]: swap('"assign_membership_on_login": false', '"assign_membership_on_login": true'),
        ...withSource(source),
      },
      found: [['auto_membership_for_groups', ACME, '"assign_membership_on_login"']],
    },
    {
      what: `membership for whoever signs in at a database, beside ${source}`,
      changes: {
        [GLOBEX]: swap('"assign_membership_on_login": false', '"assign_membership_on_login": true'),
        ...withSource(source),
      },
      found: [['auto_membership', GLOBEX, '"assign_membership_on_login"']],
    },
  ]),
  {
    what: 'membership for whoever signs in at a directory, where the platform is believed',
    changes: {
      [ACME]: swap('"assign_membership_on_login": false', '"assign_membership_on_login": true'),
    },
    found: [['auto_membership', ACME, '"assign_membership_on_login"']],
  },
  {
    what: 'the same beside a role that is only watched',
    changes: {
      [ACME]: swap('"assign_membership_on_login": false', '"assign_membership_on_login": true'),
      ...withSource('marker-role', { mode: 'monitor' }),
    },
    found: [['auto_membership', ACME, '"assign_membership_on_login"']],
  },
  ...(
    [
      ['neither ceiling', {}, true],
      ['one ceiling', { enforce_permission_ceiling: true }, true],
      ['the other ceiling', { enforce_self_assignment_restriction: true }, true],
      [
        'both ceilings',
        { enforce_permission_ceiling: true, enforce_self_assignment_restriction: true },
        false,
      ],
    ] as const
  ).flatMap(([what, ceilings, isFound]): Case[] => [
    {
      what: `a role that customers assign, with ${what}`,
      changes: {
        [PORTAL]: withKeys({ my_organization_configuration: { ...MY_ORGANIZATION, ...ceilings } }),
        ...withSource('marker-role'),
      },
      found: isFound
        ? [['membership_self_assigned', PORTAL, '"my_organization_configuration"']]
        : [],
    },
    {
      what: `roles that customers assign and nobody asks for, with ${what}`,
      changes: {
        [PORTAL]: withKeys({ my_organization_configuration: { ...MY_ORGANIZATION, ...ceilings } }),
      },
      found: [],
    },
  ]),
  {
    what: 'sign-up for anyone',
    changes: { [GLOBEX]: swap('"is_signup_enabled": false', '"is_signup_enabled": true') },
    found: [
      ['organization_signup_open', GLOBEX, '"is_signup_enabled"'],
      ['signup_without_membership', GLOBEX, '"is_signup_enabled"'],
    ],
  },
  {
    what: 'sign-up that is closed twice',
    changes: { [MEMBERS]: swap('"disable_signup": false', '"disable_signup": true') },
    found: [
      ['invitation_impossible', ACME, '"name": "members"'],
      ['invitation_impossible', GLOBEX, '"name": "members"'],
    ],
  },
  {
    what: 'a tenant that tells who has an account',
    changes: { [TENANT]: withKeys({ flags: { [USER_EXISTS]: true } }) },
    found: [['signup_tells_who_exists', TENANT, USER_EXISTS]],
  },
  {
    what: 'a tenant that does not say whether it tells',
    changes: { [TENANT]: withKeys({ flags: { [USER_EXISTS]: undefined } }) },
    found: [['signup_tells_who_exists', TENANT, '"flags"']],
  },
  {
    what: 'a tenant that tells, where nobody can sign up',
    changes: {
      [TENANT]: withKeys({ flags: { [USER_EXISTS]: true } }),
      [MEMBERS]: swap('"disable_signup": false', '"disable_signup": true'),
    },
    found: [
      ['invitation_impossible', ACME, '"name": "members"'],
      ['invitation_impossible', GLOBEX, '"name": "members"'],
    ],
  },
  {
    what: 'a tenant that tells, where an organization lets people sign up',
    changes: {
      [TENANT]: withKeys({ flags: { [USER_EXISTS]: true } }),
      [MEMBERS]: swap('"disable_signup": false', '"disable_signup": true'),
      [ACME]: (text) => text.replaceAll('"is_signup_enabled": false', '"is_signup_enabled": true'),
      [GLOBEX]: swap('"is_signup_enabled": false', '"is_signup_enabled": true'),
    },
    found: [
      ['organization_signup_open', ACME, '"is_signup_enabled"'],
      ['signup_without_membership', ACME, '"is_signup_enabled"'],
      ['organization_signup_open', ACME, 16],
      ['signup_without_membership', ACME, 16],
      ['organization_signup_open', GLOBEX, '"is_signup_enabled"'],
      ['signup_without_membership', GLOBEX, '"is_signup_enabled"'],
      ['signup_tells_who_exists', TENANT, USER_EXISTS],
    ],
  },
  {
    what: 'a tenant that tells, where whole domains may sign up',
    changes: {
      [TENANT]: withKeys({ flags: { [USER_EXISTS]: true } }),
      [RULEBOOK]: policies({ 'signup-gate': { admit: 'domains' } }),
    },
    found: [],
  },
  {
    what: 'an environment that does not say how its operators create people',
    changes: { [LOCAL]: withKeys({ operatorsCreate: undefined }) },
    found: [['operators_unsaid', LOCAL, '']],
  },
  {
    what: 'the same, where the gate is held down',
    changes: { [LOCAL]: withKeys({ operatorsCreate: undefined, ceiling: 'capture' }) },
    found: [],
  },
  {
    what: 'the same, where the gate is monitored',
    changes: {
      [LOCAL]: withKeys({ operatorsCreate: undefined }),
      [RULEBOOK]: policies({ 'signup-gate': { mode: 'monitor' } }),
    },
    found: [],
  },
  {
    what: 'the same, where the gate is enforced for one application',
    changes: {
      [LOCAL]: withKeys({ operatorsCreate: undefined }),
      [RULEBOOK]: policies({
        'signup-gate': { mode: 'monitor', clients: { 'Member Portal': 'enforce' } },
      }),
    },
    found: [['operators_unsaid', LOCAL, '']],
  },
  {
    what: 'operators who never create anybody',
    changes: { [LOCAL]: withKeys({ operatorsCreate: 'nothing', keys: { rebindPublicKey: null } }) },
    found: [],
  },
  {
    what: 'operators who write grants that nobody can verify',
    changes: { [LOCAL]: withKeys({ keys: { rebindPublicKey: null } }) },
    found: [['operators_refused', LOCAL, '"operatorsCreate"']],
  },
  {
    what: 'operators who leave marks where grants are asked for',
    changes: { [LOCAL]: withKeys({ operatorsCreate: 'marked' }) },
    found: [['operators_refused', LOCAL, '"operatorsCreate"']],
  },
  {
    what: 'operators who leave marks where these are enough',
    changes: {
      [LOCAL]: withKeys({ operatorsCreate: 'marked' }),
      [RULEBOOK]: policies({ 'signup-gate': { operators: 'marked' } }),
    },
    found: [],
  },
  {
    what: 'operators who write nothing, where marks are enough',
    changes: {
      [LOCAL]: withKeys({ operatorsCreate: 'unmarked' }),
      [RULEBOOK]: policies({ 'signup-gate': { operators: 'marked' } }),
    },
    found: [['operators_refused', LOCAL, '"operatorsCreate"']],
  },
  {
    what: 'a provider that nobody trusts with addresses',
    changes: { [GOOGLE]: withKeys({ strategy: 'facebook' }) },
    found: [['verified_email_refuses', GOOGLE, '"strategy"']],
  },
  {
    what: 'a provider that nobody uses',
    changes: { [GOOGLE]: withKeys({ strategy: 'facebook', enabled_clients: [] }) },
    found: [],
  },
  {
    what: 'a provider whose addresses always count',
    changes: {
      [GOOGLE]: withKeys({
        strategy: 'waad',
        options: { should_trust_email_verified_connection: 'always_set_emails_as_verified' },
      }),
    },
    found: [['source_domain_unlisted', GOOGLE, '"strategy"']],
  },
  {
    what: 'a provider with a map for the claim',
    changes: {
      [GOOGLE]: withKeys({
        strategy: 'samlp',
        options: { fieldsMap: { email_verified: 'mailVerified' } },
      }),
    },
    found: [['source_domain_unlisted', GOOGLE, '"strategy"']],
  },
  {
    what: 'nobody asks for a verified address',
    changes: {
      [GOOGLE]: withKeys({ strategy: 'facebook' }),
      [RULEBOOK]: policies({ 'verified-email': { mode: 'off' } }),
    },
    found: [],
  },
  {
    what: 'an enterprise connection of which nothing says the domains',
    changes: { [RULEBOOK]: sourceDomain({ domains: { 'acme-oidc': undefined } }) },
    found: [['source_domain_unlisted', OIDC, '"strategy"']],
  },
  {
    what: 'the same where it would vouch for everybody, and is only looked at',
    changes: {
      [RULEBOOK]: sourceDomain({
        domains: { 'acme-oidc': undefined },
        unlisted: 'pass',
        mode: 'monitor',
      }),
    },
    found: [['source_domain_unlisted', OIDC, '"strategy"']],
  },
  {
    what: 'one whose domains its organization says',
    changes: {
      [RULEBOOK]: sourceDomain({ domains: { 'acme-oidc': undefined } }),
      [ACME]: withKeys({ metadata: { og_domains: 'acme.example.com' } }),
    },
    found: [DROPS_TOMBSTONES],
  },
  {
    what: 'one whose domains only one of its organizations says',
    changes: {
      [RULEBOOK]: sourceDomain({ domains: { 'acme-oidc': undefined } }),
      [ACME]: withKeys({ metadata: { og_domains: 'acme.example.com' } }),
      [GLOBEX]: withKeys({
        connections: [
          {
            name: 'acme-oidc',
            assign_membership_on_login: false,
            show_as_button: true,
            is_signup_enabled: false,
            is_enabled: true,
          },
        ],
      }),
    },
    found: [['source_domain_unlisted', OIDC, '"strategy"'], DROPS_TOMBSTONES],
  },
  {
    what: 'one that nobody uses',
    changes: {
      [RULEBOOK]: sourceDomain({ domains: { 'acme-oidc': undefined } }),
      [ACME]: withKeys({ connections: [] }),
      [OIDC]: withKeys({ enabled_clients: [] }),
    },
    found: [],
  },
  {
    what: 'one of no organization that an application uses',
    changes: {
      [RULEBOOK]: sourceDomain({ domains: { 'acme-oidc': undefined } }),
      [ACME]: withKeys({ connections: [] }),
    },
    found: [['source_domain_unlisted', OIDC, '"strategy"']],
  },
  {
    what: 'an unlisted one where nobody asks for domains',
    changes: { [RULEBOOK]: sourceDomain({ domains: { 'acme-oidc': undefined }, mode: 'off' }) },
    found: [],
  },
  {
    what: 'a directory that writes the lock',
    changes: {
      [OIDC]: withKeys({
        scim_configuration: {
          mapping: [
            { scim: 'externalId', auth0: 'app_metadata.external_id' },
            { scim: 'title', auth0: 'app_metadata.og_lock' },
          ],
        },
      }),
    },
    found: [['scim_writes_state', OIDC, 'og_lock']],
  },
  {
    what: 'a directory that writes all of app_metadata',
    changes: {
      [OIDC]: withKeys({
        scim_configuration: { mapping: [{ scim: 'all', auth0: 'app_metadata' }] },
      }),
    },
    found: [['scim_writes_state', OIDC, '"auth0": "app_metadata"']],
  },
  {
    what: 'an attribute map that writes the block',
    changes: {
      [OIDC]: withKeys({
        options: { attribute_map: { mapping_mode: 'use_map', attributes: { og_block: 'x' } } },
      }),
    },
    found: [['mapping_writes_state', OIDC, 'og_block']],
  },
  {
    what: 'a database script that writes the lock',
    changes: {
      [MEMBERS]: withKeys({ options: { customScripts: { login: './login.js' } } }),
      'tenant/database-connections/members/login.js':
        'function login(email, password, callback) {\n  // og_lock is ours\n  callback(null, { app_metadata: { og_lock: {} } })\n}\n',
    },
    found: [
      ['script_writes_state', 'tenant/database-connections/members/login.js', 'callback(null'],
    ],
  },
  {
    what: 'a social script that writes the block',
    changes: {
      [OIDC]: social({
        scripts: {
          fetchUserProfile:
            'function (token, context, done) { done(null, { app_metadata: { og_block: 1 } }) }',
        },
      }),
    },
    found: [['script_writes_state', OIDC, 'fetchUserProfile']],
  },
  {
    what: 'a social script that speaks of the block',
    changes: {
      [OIDC]: social({
        scripts: {
          fetchUserProfile: 'function (token, context, done) { /* og_block */ done(null, {}) }',
        },
      }),
    },
    found: [],
  },
  {
    what: 'a database script that returns the whole map',
    changes: {
      [MEMBERS]: withKeys({ options: { customScripts: { login: './login.js' } } }),
      'tenant/database-connections/members/login.js':
        'function login(email, password, callback) {\n  ask((error, body) => callback(null, {\n    app_metadata: body.app_metadata,\n  }))\n}\n',
    },
    found: [
      [
        'script_writes_state',
        'tenant/database-connections/members/login.js',
        'app_metadata: body.app_metadata',
      ],
    ],
  },
  {
    what: 'a social script that hands on what it got',
    changes: {
      [OIDC]: social({
        scripts: {
          fetchUserProfile: 'function (t, c, done) { ask(t, (e, body) => done(null, body)) }',
        },
      }),
    },
    found: [['script_state_unclear', OIDC, 'fetchUserProfile']],
  },
  {
    what: 'an attribute map that writes all of app_metadata',
    changes: {
      [OIDC]: withKeys({
        options: { attribute_map: { mapping_mode: 'use_map', attributes: { app_metadata: 'x' } } },
      }),
    },
    found: [['mapping_writes_state', OIDC, '"app_metadata"']],
  },
  {
    what: 'an Action that writes under a key that only the run knows',
    changes: withAction(
      'exports.onExecutePostLogin = async (event, api) => {\n  api.user.setAppMetadata(event.request.query.key, 1)\n}\n',
    ),
    found: [['action_state_unclear', CODE, 'setAppMetadata']],
  },
  {
    what: 'an Action that evicts what a refresh token remembers',
    changes: withAction(
      'exports.onExecutePostLogin = async (event, api) => {\n  api.refreshToken.evictMetadata()\n}\n',
    ),
    found: [['action_writes_state', CODE, 'evictMetadata']],
  },
  {
    what: 'an Action that chooses ids',
    changes: withAction(
      'exports.onExecutePostLogin = async (event, api) => {\n  api.user.setUserId(event.user.email)\n}\n',
    ),
    found: [['action_sets_user_id', CODE, 'setUserId']],
  },
  {
    what: 'another Action of the trigger that keeps things in its cache',
    changes: withAction(
      "exports.onExecutePostLogin = async (event, api) => {\n  const { cache } = api\n  cache.set(event.request.ip, '1')\n}\n",
    ),
    found: [['action_shares_cache', CODE, 'cache']],
  },
  {
    what: 'another Action that writes the lock',
    changes: withAction(`${IDLE}const key = 'og_lock'\n`),
    found: [['action_writes_state', CODE, 'og_lock']],
  },
  {
    what: 'an hour and a second',
    changes: { [API]: swap('"token_lifetime": 3600', '"token_lifetime": 3601') },
    found: [['access_token_too_long', API, '3601']],
  },
  {
    what: 'an API that makes whoever asks an operator of the tenant',
    changes: { [PEOPLE]: swap('"enforce_policies": true', '"enforce_policies": false') },
    found: [['operator_scope_open', PEOPLE, '"enforce_policies"']],
  },
  {
    what: 'the same, of which nothing is said',
    changes: { [PEOPLE]: withKeys({ enforce_policies: undefined }) },
    found: [['operator_scope_open', PEOPLE, '']],
  },
  {
    what: 'an API that lists no permissions',
    changes: { [PEOPLE]: swap('"access_token_authz"', '"access_token"') },
    found: [['operator_permissions_unlisted', PEOPLE, '"token_dialect"']],
  },
  {
    what: 'an API that lists them in the profile of the RFC',
    changes: { [PEOPLE]: swap('"access_token_authz"', '"rfc9068_profile_authz"') },
    found: [],
  },
  {
    what: 'an API of which no token proves who acts',
    changes: {
      [PEOPLE]: withKeys({ enforce_policies: undefined, token_dialect: undefined }),
      [LOCAL]: withKeys({ administration: { audience: '', revocation: true } }),
    },
    found: [],
  },
  {
    what: 'a cap of one environment',
    changes: {
      [API]: swap('"token_lifetime": 3600', '"token_lifetime": 3601'),
      [LOCAL]: withKeys({ baseline: { accessTokenSeconds: 3601 } }),
    },
    found: [],
  },
  {
    what: 'an API that states no lifetime',
    changes: { [API]: withKeys({ token_lifetime: undefined, token_lifetime_for_web: 7200 }) },
    found: [
      ['access_token_too_long', API, ''],
      ['access_token_too_long', API, '"token_lifetime_for_web"'],
    ],
  },
  {
    what: 'refresh tokens of a month and a second',
    changes: { [PORTAL]: swap('"token_lifetime": 2592000', '"token_lifetime": 2592001') },
    found: [['refresh_token_too_long', PORTAL, '2592001']],
  },
  {
    what: 'refresh tokens without end',
    changes: { [PORTAL]: withKeys({ refresh_token: { infinite_token_lifetime: true } }) },
    found: [['refresh_token_too_long', PORTAL, '"infinite_token_lifetime"']],
  },
  {
    what: 'refresh tokens of which nothing is said',
    changes: { [PORTAL]: withKeys({ refresh_token: undefined }) },
    found: [['refresh_token_too_long', PORTAL, '']],
  },
  {
    what: 'a session of a day and an hour',
    changes: { [TENANT]: swap('"session_lifetime": 12', '"session_lifetime": 25') },
    found: [['session_too_long', TENANT, '"session_lifetime"']],
  },
  {
    what: 'a session of which nothing is said',
    changes: { [TENANT]: withKeys({ session_lifetime: undefined }) },
    found: [['session_too_long', TENANT, '']],
  },
  {
    what: 'short passwords',
    changes: { [MEMBERS]: swap('"min_length": 12', '"min_length": 11') },
    found: [['password_policy_weak', MEMBERS, '"min_length"']],
  },
  {
    what: 'short passwords in the newer settings',
    changes: {
      [MEMBERS]: withKeys({ options: { password_options: { complexity: { min_length: 8 } } } }),
    },
    found: [
      ['password_policy_weak', MEMBERS, '"complexity"'],
      ['password_policy_weak', MEMBERS, '"min_length": 8'],
    ],
  },
  {
    what: 'a database that says nothing of passwords',
    changes: {
      [MEMBERS]: withKeys({
        options: { passwordPolicy: undefined, password_complexity_options: undefined },
      }),
    },
    found: [
      ['password_policy_weak', MEMBERS, '"options"'],
      ['password_policy_weak', MEMBERS, '"options"'],
    ],
  },
  {
    what: 'a protection that is off',
    changes: { [BRUTE]: swap('"enabled": true', '"enabled": false') },
    found: [['attack_protection_weak', BRUTE, '"enabled"']],
  },
  {
    what: 'a protection that only writes to people',
    changes: { [BRUTE]: swap('"block", ', '') },
    found: [['attack_protection_weak', BRUTE, '"shields"']],
  },
  {
    what: 'a protection without a file',
    changes: { [BRUTE]: null },
    found: [['attack_protection_weak', LOCAL, '"manages"']],
  },
  {
    what: 'a database that turns a protection off',
    changes: {
      [MEMBERS]: swap('"brute_force_protection": true', '"brute_force_protection": false'),
    },
    found: [['attack_protection_weak', MEMBERS, '"brute_force_protection"']],
  },
  {
    what: 'protections that the baseline does not demand',
    changes: {
      [BRUTE]: swap('"enabled": true', '"enabled": false'),
      [LOCAL]: withKeys({ baseline: { attackProtection: [] } }),
    },
    found: [],
  },
]
