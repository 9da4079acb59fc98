/** Repositories of made-up teams, in the shapes that real ones have: every file, by path. */
export type Repository = Readonly<Record<string, string>>

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const action = (name: string, rest: object = {}): string =>
  json({
    name,
    code: `./actions/${name}/code.js`,
    runtime: 'node22',
    dependencies: [],
    secrets: [],
    supported_triggers: [{ id: 'post-login', version: 'v3' }],
    deployed: true,
    ...rest,
  })

const refreshing = {
  expiration_type: 'expiring',
  token_lifetime: 86_400,
  idle_token_lifetime: 3600,
  rotation_type: 'rotating',
}
const application = (name: string, rest: object): string =>
  json({
    name,
    oidc_conformant: true,
    grant_types: ['authorization_code', 'refresh_token'],
    refresh_token: refreshing,
    jwt_configuration: { alg: 'RS256' },
    ...rest,
  })

const passwords = { passwordPolicy: 'good', password_complexity_options: { min_length: 12 } }

/** Several tenants from one folder, told apart by keywords; Actions before and after whatever comes. */
const SEVERAL_TENANTS: Repository = {
  'package.json':
    '{\n    "name": "identity",\n    "scripts": {\n        "deploy": "a0deploy import"\n    }\n}\n',
  '.gitignore': 'node_modules\n.env',
  'config/prod.json': json({
    AUTH0_DOMAIN: 'northwind.eu.auth0.com',
    AUTH0_KEYWORD_REPLACE_MAPPINGS: { ENV: 'prod', CALLBACKS: ['https://portal.example.com/cb'] },
  }),
  'config/staging.json': json({
    AUTH0_DOMAIN: 'northwind-staging.eu.auth0.com',
    AUTH0_KEYWORD_REPLACE_MAPPINGS: { ENV: 'staging', CALLBACKS: ['http://localhost:3000/cb'] },
  }),
  'auth0/actions/ask-terms.json': action('ask-terms'),
  'auth0/actions/ask-terms/code.js': `exports.onExecutePostLogin = async (event, api) => {
  if (event.client.metadata.terms === 'ask') api.redirect.sendUserTo('https://terms.example.com')
}
exports.onContinuePostLogin = async () => {}
`,
  'auth0/actions/enrich.json': action('enrich', {
    secrets: [{ name: 'ENRICH_KEY', value: '@@ENRICH_KEY@@' }],
  }),
  'auth0/actions/enrich/code.js': `exports.onExecutePostLogin = async (event, api) => {
  if (event.secrets.ENRICH_KEY) api.user.setUserMetadata('seen_in', '##ENV##')
}
`,
  'auth0/triggers/triggers.json': `{
    "post-login": [
        { "action_name": "ask-terms", "display_name": "ask-terms" },
        { "action_name": "enrich", "display_name": "enrich" }
    ]
}
`,
  'auth0/clients/Portal.json': `{ "name": "Portal", "app_type": "regular_web", "callbacks": @@CALLBACKS@@,
  "organization_usage": "allow", "oidc_conformant": true, "jwt_configuration": { "alg": "RS256" },
  "grant_types": ["authorization_code", "refresh_token"],
  "refresh_token": ${JSON.stringify(refreshing)} }
`,
  'auth0/clients/Admin.json': application('Admin ##ENV##', {
    app_type: 'spa',
    callbacks: ['https://admin.example.com/cb'],
    organization_usage: 'require',
  }),
  'auth0/organizations/acme.json': json({ name: 'acme', connections: [{ name: 'customers' }] }),
  'auth0/database-connections/customers/database.json': json({
    name: 'customers',
    strategy: 'auth0',
    enabled_clients: ['Portal'],
    options: passwords,
  }),
  'auth0/connections/acme-oidc.json': json({
    name: 'acme-oidc',
    strategy: 'oidc',
    enabled_clients: ['Portal'],
    options: {
      type: 'back_channel',
      client_id: 'acme',
      client_secret: '@@ACME_SECRET@@',
      issuer: 'https://idp.example.com/',
      domain_aliases: ['acme.example.com'],
    },
  }),
}

/** One tenant, people without organizations, no Action of its own; the folder is called as ours is. */
const NO_ORGANIZATIONS: Repository = {
  'config.json': json({ AUTH0_DOMAIN: 'shop.us.auth0.com' }),
  'tenant/clients/Shop.json': application('Shop', {
    app_type: 'spa',
    callbacks: ['https://shop.example.com/'],
  }),
  'tenant/database-connections/shoppers/database.json': json({
    name: 'shoppers',
    strategy: 'auth0',
    enabled_clients: ['Shop'],
    options: passwords,
  }),
  'tenant/tenant.json': json({ friendly_name: 'Shop', session_lifetime: 24 }),
}

/** The folder is the whole repository; people are in a database of the team's own, which scripts ask. */
const CUSTOM_DATABASE: Repository = {
  '.gitignore': 'node_modules\r\n.build\r\n',
  'a0deploy.test.json': json({
    AUTH0_DOMAIN: 'legacy-test.eu.auth0.com',
    AUTH0_KEYWORD_REPLACE_MAPPINGS: { API: 'https://users.example.com' },
  }),
  'database-connections/legacy/database.json': json({
    name: 'legacy',
    strategy: 'auth0',
    enabled_clients: ['App'],
    options: {
      ...passwords,
      enabledDatabaseCustomization: true,
      import_mode: false,
      customScripts: { login: './login.js', get_user: './get_user.js' },
      configuration: { API_KEY: '@@LEGACY_API_KEY@@' },
    },
  }),
  'database-connections/legacy/login.js': `function login(email, password, callback) {
  fetch('##API##/login', { method: 'POST', body: JSON.stringify({ email, password }) })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new WrongUsernameOrPasswordError(email))))
    .then((user) => callback(null, user), callback)
}
`,
  'database-connections/legacy/get_user.js': `function getByEmail(email, callback) {
  fetch('##API##/users/' + encodeURIComponent(email))
    .then((answer) => answer.json())
    .then((user) => callback(null, user), callback)
}
`,
  'clients/App.json': application('App', {
    app_type: 'native',
    callbacks: ['com.example.app://callback', 'http://127.0.0.1:8976/'],
  }),
  'node_modules/some-package/clients/a.json': '{}\n',
}

/** Exported on Windows by a Deploy CLI of some years ago: its line ends, its paths, and rules that are left. */
const OLD_EXPORT: Repository = {
  'deploy/auth0/actions/set-roles.json': action('set-roles', {
    code: '.\\actions\\set-roles\\code.js',
    runtime: 'node18-actions',
    status: 'built',
  }).replaceAll('\n', '\r\n'),
  'deploy/auth0/actions/set-roles/code.js':
    "exports.onExecutePostLogin = async (event, api) => {\r\n  api.idToken.setCustomClaim('https://example.com/roles', [])\r\n}\r\n",
  'deploy/auth0/triggers/triggers.json':
    '{\r\n\t"post-login": [\r\n\t\t{\r\n\t\t\t"action_name": "set-roles",\r\n\t\t\t"display_name": "set-roles"\r\n\t\t}\r\n\t],\r\n\t"credentials-exchange": []\r\n}',
  'deploy/auth0/rules/old-rule.json': json({
    enabled: false,
    script: './old-rule.js',
    name: 'old-rule',
    order: 1,
    stage: 'login_success',
  }),
  'deploy/auth0/rules/old-rule.js':
    'function rule(user, context, callback) { callback(null, user, context) }\n',
  'deploy/auth0/clients/Web.json': application('Web', {
    app_type: 'regular_web',
    callbacks: ['https://web.example.com/cb'],
  }),
  'deploy/auth0/database-connections/Username-Password-Authentication/database.json': json({
    name: 'Username-Password-Authentication',
    strategy: 'auth0',
    enabled_clients: ['Web'],
    options: passwords,
  }),
  'src/actions/index.json': '{}\n',
}

export const REPOSITORIES = {
  'several tenants': SEVERAL_TENANTS,
  'no organizations': NO_ORGANIZATIONS,
  'a custom database': CUSTOM_DATABASE,
  'an old export': OLD_EXPORT,
} as const satisfies Readonly<Record<string, Repository>>
