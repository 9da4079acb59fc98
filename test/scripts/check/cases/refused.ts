import { type Case, IDLE, json, MEMBERS, withAction, withProduction } from '../a-case.ts'
import { type Change, type Changes, swap, withKeys } from '../a-project.ts'

const ACME = 'tenant/organizations/acme.json'
const GOOGLE = 'tenant/connections/google-oauth2.json'
const GRANT = 'tenant/grants/Nightly Export - Example API.json'
const BILLING = 'tenant/grants/Nightly Export - Billing.json'
const REPORTS = 'tenant/clients/Reports.json'
const ROLE = 'tenant/roles/Member.json'
const OTHER = 'tenant/actions/other.json'
const OTHER_CODE = 'tenant/actions/other/code.js'
const PARTNERS = 'tenant/connections/partners.json'
const OLD_POLICY = {
  passwordPolicy: undefined,
  password_complexity_options: undefined,
  password_history: undefined,
  password_no_personal_info: undefined,
  password_dictionary: undefined,
}
const TYPES = ['uppercase', 'lowercase', 'number', 'special']
const newPolicy = (complexity: object): Change =>
  withKeys({
    options: { ...OLD_POLICY, password_options: { complexity: { min_length: 15, ...complexity } } },
  })
const attributes = (email: object): Change =>
  withKeys({
    options: {
      attributes: {
        email: {
          ...email,
          profile_required: true,
          signup: { status: 'required', verification: { active: true } },
        },
      },
    },
  })

const link = (name: string, differences: object = {}) => ({
  name,
  assign_membership_on_login: true,
  show_as_button: true,
  is_signup_enabled: true,
  ...differences,
})

const withModule = (differences: Readonly<Record<string, unknown>> = {}): Changes => ({
  ...withAction(IDLE, { modules: [{ module_name: 'claims', module_version_number: 1 }] }),
  ...withProduction(differences),
})

const aModule: Changes = {
  'tenant/action-modules/claims.json': json({
    name: 'claims',
    code: './action-modules/claims/code.js',
  }),
  'tenant/action-modules/claims/code.js': 'module.exports = {}\n',
}

/** What Auth0, or the Deploy CLI itself, does not accept. */
export const REFUSED_CASES: readonly Case[] = [
  {
    what: 'an organization with a capital letter',
    changes: { 'tenant/organizations/initech.json': json({ name: 'Initech', connections: [] }) },
    found: [['name_invalid', 'tenant/organizations/initech.json', '"Initech"']],
  },
  {
    what: 'a connection with an underscore, and an application with a bracket',
    changes: {
      'tenant/connections/new.json': json({ name: 'new_oidc', strategy: 'oidc' }),
      'tenant/clients/new.json': json({ name: 'New <app>' }),
    },
    found: [
      ['name_invalid', 'tenant/clients/new.json', '"New <app>"'],
      ['name_invalid', 'tenant/connections/new.json', '"new_oidc"'],
    ],
  },
  {
    what: 'names that are long and odd, and accepted',
    changes: {
      'tenant/organizations/new.json': json({ name: `a${'_-'.repeat(24)}b`, connections: [] }),
      'tenant/connections/new.json': json({ name: `A${'b-1'.repeat(42)}2`, strategy: 'oidc' }),
    },
    found: [],
  },
  {
    what: 'sign-up at an organization that makes nobody a member',
    changes: {
      [ACME]: withKeys({ connections: [link('members', { assign_membership_on_login: false })] }),
    },
    found: [
      ['organization_signup_open', ACME, '"is_signup_enabled"'],
      ['signup_without_membership', ACME, '"is_signup_enabled"'],
    ],
  },
  {
    what: 'sign-up at an organization, where there is no database',
    changes: { [ACME]: withKeys({ connections: [link('acme-oidc')] }) },
    found: [
      ['auto_membership', ACME, '"assign_membership_on_login"'],
      ['organization_signup_open', ACME, '"is_signup_enabled"'],
      ['signup_without_membership', ACME, '"is_signup_enabled"'],
    ],
  },
  {
    what: 'an organization with more connections than it can have',
    changes: { [ACME]: withKeys({ connections: Array(11).fill({ name: 'members' }) }) },
    found: [['organization_connections_exceeded', ACME, 35]],
  },
  {
    what: 'a database among the connections',
    changes: {
      [PARTNERS]: json({
        name: 'partners',
        strategy: 'auth0',
        options: { passwordPolicy: 'good', disable_signup: true },
      }),
    },
    found: [['connection_misplaced', PARTNERS, '"strategy"']],
  },
  {
    what: 'another connection among the databases',
    changes: { [MEMBERS]: withKeys({ strategy: 'oidc' }) },
    found: [['connection_misplaced', MEMBERS, '"strategy"']],
  },
  {
    what: 'a grant for the Management API of another tenant',
    changes: {
      ...withProduction({ manages: ['clientGrants', 'clients', 'resourceServers'] }),
      [GRANT]: swap('https://api.example.com/', 'https://staging.eu.auth0.com/api/v2/'),
    },
    environments: ['production'],
    found: [['audience_unknown', GRANT, '"audience"']],
  },
  {
    what: 'a grant for the Management API of another tenant, in a local environment',
    changes: { [GRANT]: swap('https://api.example.com/', 'https://staging.eu.auth0.com/api/v2/') },
    found: [['audience_unknown', GRANT, '"audience"']],
  },
  {
    what: 'a grant for the Management API of a tenant with a domain of its own',
    changes: {
      ...withProduction({
        domain: 'login.example.com',
        tenant: 'example',
        manages: ['clientGrants', 'clients', 'resourceServers'],
      }),
      [GRANT]: swap('https://api.example.com/', 'https://example.eu.auth0.com/api/v2/'),
    },
    environments: ['production'],
    found: [],
  },
  {
    what: 'a grant for the My Account API at a domain of its own',
    changes: {
      ...withProduction({ manages: ['clientGrants', 'clients', 'resourceServers'] }),
      [GRANT]: swap('https://api.example.com/', 'https://login.example.com/me/'),
    },
    environments: ['production'],
    found: [],
  },
  {
    what: 'an organization that names a machine with grants for two APIs',
    changes: {
      [ACME]: withKeys({ client_grants: [{ client_id: 'Nightly Export' }] }),
      [BILLING]: json({
        client_id: 'Nightly Export',
        audience: 'https://localhost:4443/api/v2/',
        scope: ['read:users'],
      }),
    },
    found: [['organization_grant_ambiguous', ACME, '"Nightly Export"']],
  },
  {
    what: 'an organization that names a machine with one grant',
    changes: { [ACME]: withKeys({ client_grants: [{ client_id: 'Nightly Export' }] }) },
    found: [],
  },
  {
    what: 'an Action with a module, in a local environment',
    changes: { ...withModule(), ...aModule },
    found: [['module_not_emulated', OTHER, '"module_name"']],
  },
  {
    what: 'an Action whose module the environment does not deploy',
    changes: { ...withModule(), ...aModule },
    environments: ['production'],
    found: [['module_not_deployed', OTHER, '"module_name"']],
  },
  {
    what: 'an Action whose module is deployed',
    changes: { ...withModule({ manages: ['actions', 'triggers', 'actionModules'] }), ...aModule },
    environments: ['production'],
    found: [],
  },
  {
    what: 'an Action that asks for a module nobody has',
    changes: {
      ...withModule({ manages: ['actions', 'triggers', 'actionModules'] }),
      ...aModule,
      [OTHER_CODE]:
        "const { plan } = require('actions:plans')\nexports.onExecutePostLogin = async () => plan()\n",
    },
    environments: ['production'],
    found: [['module_unknown', OTHER_CODE, 1]],
  },
  {
    what: 'an Action that sends mail, bound where it belongs',
    changes: withAction('exports.onExecuteCustomEmailProvider = async () => {}\n', {
      bind: 'never',
      supported_triggers: [{ id: 'custom-email-provider', version: 'v1' }],
    }),
    found: [['action_unbound', OTHER, '"name"']],
  },
  {
    what: 'an Action that uses the cache of a trigger in which the guard keeps nothing',
    changes: withAction(
      "exports.onExecuteCustomEmailProvider = async (event, api) => api.cache.set('a', 'b')\n",
      {
        bind: 'never',
        supported_triggers: [{ id: 'custom-email-provider', version: 'v1' }],
      },
    ),
    found: [['action_unbound', OTHER, '"name"']],
  },
  {
    what: 'a machine with a key pair, in a local environment',
    changes: {
      'tenant/clients/Nightly Export.json': withKeys({
        client_authentication_methods: {
          private_key_jwt: { credentials: [{ pem: '-----BEGIN' }] },
        },
      }),
    },
    found: [
      ['client_key_not_emulated', 'tenant/clients/Nightly Export.json', '"pem"'],
      ['assertion_audience', 'tenant/clients/Nightly Export.json', '"private_key_jwt"'],
    ],
  },
  {
    what: 'the newer form of a password policy',
    changes: { [MEMBERS]: newPolicy({ character_types: TYPES, character_type_rule: 'all' }) },
    asksDeployCli: true,
    found: [],
  },
  {
    what: 'the newer form of a password policy, too weak',
    changes: { [MEMBERS]: newPolicy({ character_types: ['lowercase'] }) },
    found: [['password_policy_weak', MEMBERS, '"character_types"']],
  },
  {
    what: 'the newer form of a password policy beside the older one',
    changes: {
      [MEMBERS]: withKeys({
        options: { password_options: { complexity: { min_length: 15, character_types: TYPES } } },
      }),
    },
    asksDeployCli: true,
    found: [['deploy_cli_refused', MEMBERS, '"passwordPolicy"']],
  },
  {
    what: 'a database and a grant that the Deploy CLI does not take',
    changes: {
      [MEMBERS]: attributes({ identifier: { active: false } }),
      [GRANT]: withKeys({ allow_all_scopes: true }),
    },
    asksDeployCli: true,
    found: [
      ['deploy_cli_refused', MEMBERS, '"active"'],
      ['deploy_cli_refused', GRANT, '"scope"'],
    ],
  },
  {
    what: 'an identifier that two people can share',
    changes: { [MEMBERS]: attributes({ identifier: { active: true }, unique: false }) },
    asksDeployCli: true,
    found: [
      ['deploy_cli_refused', MEMBERS, '"active"'],
      ['email_not_unique', MEMBERS, '"unique"'],
    ],
  },
  {
    what: 'values that the Deploy CLI’s schema does not know, in two files',
    changes: {
      [ROLE]: withKeys({ type: 'customer' }),
      [ACME]: withKeys({ connections: [{ name: 'members', organization_access_level: 'all' }] }),
      'tenant/attack-protection/bot-detection.json': '{\n  "bot_detection_level": "extreme"\n}\n',
    },
    asksDeployCli: true,
    found: [
      ['deploy_cli_refused', 'tenant/attack-protection/bot-detection.json', 2],
      ['deploy_cli_refused', ACME, '"all"'],
      ['deploy_cli_refused', ROLE, '"customer"'],
    ],
  },
  {
    what: 'texts of prompts, of which the Deploy CLI takes one',
    changes: {
      'tenant/prompts/custom-text.json':
        '{ "en": { "login": { "login": { "title": "Welcome" } } },\n"de": { "login": {\n"login": "Willkommen" } } }',
    },
    asksDeployCli: true,
    found: [['deploy_cli_refused', 'tenant/prompts/custom-text.json', 3]],
  },
  {
    what: 'an option of another strategy',
    changes: { [GOOGLE]: withKeys({ options: { token_endpoint_auth_signing_alg: 'ES256' } }) },
    asksDeployCli: true,
    found: [['deploy_cli_refused', GOOGLE, '"token_endpoint_auth_signing_alg"']],
  },
  {
    what: 'a message whose template is not there',
    changes: {
      'tenant/connections/email.json': json({
        name: 'email',
        strategy: 'email',
        options: { email: { body: './email.html' } },
      }),
    },
    asksDeployCli: true,
    found: [['deploy_cli_refused', 'tenant/connections/email.html', 1]],
  },
  {
    what: 'what is found already is not said again in the Deploy CLI’s words',
    changes: {
      'tenant/clients/Copy.json': json({
        name: 'Reports',
        grant_types: ['authorization_code'],
        organization_usage: 'allow',
      }),
      ...withAction(IDLE, { code: './actions/nowhere/code.js' }),
    },
    asksDeployCli: true,
    found: [
      ['action_code_missing', OTHER, '"code"'],
      ['name_duplicate', REPORTS, '"name"'],
    ],
  },
  {
    what: 'another environment’s secrets and domain',
    changes: withProduction(),
    environments: ['production'],
    asksDeployCli: true,
    found: [],
  },
]
