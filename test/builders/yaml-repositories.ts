import type { Repository } from './team-repositories.ts'

const CONFIG = `{
  "AUTH0_DOMAIN": "fabrikam-dev.eu.auth0.com",
  "AUTH0_KEYWORD_REPLACE_MAPPINGS": { "ENV": "dev", "CALLBACKS": ["http://localhost:3000/cb"] }
}
`

const ENRICH = `exports.onExecutePostLogin = async (event, api) => {
  if (event.secrets.ENRICH_KEY) api.user.setUserMetadata('seen_in', '##ENV##')
}
`
const ASK = `exports.onExecutePostLogin = async (event, api) => {
  if (event.client.metadata.terms === 'ask') api.redirect.sendUserTo('https://terms.example.com')
}
exports.onContinuePostLogin = async () => {}
`

/** One file for everything, as a team keeps it by hand: comments, keywords, both ways to indent a list. */
const BY_HAND: Repository = {
  'dev.json': CONFIG,
  'auth0/code/ask.js': ASK,
  'auth0/code/enrich.js': ENRICH,
  'auth0/tenant.yaml': `# Fabrikam's tenant. Ask #identity before you touch it.
tenant:
  friendly_name: Fabrikam ##ENV##
  session_lifetime: 24
  flags: { enable_public_signup_user_exists_error: false }

clients:
  # the only one that people see
  - name: Portal
    app_type: regular_web
    callbacks: @@CALLBACKS@@
    organization_usage: allow
    oidc_conformant: true
    grant_types: [authorization_code, refresh_token]
    jwt_configuration: { alg: RS256 }
    refresh_token: &refreshing
      expiration_type: expiring
      token_lifetime: 86400
      idle_token_lifetime: 3600
      rotation_type: rotating

databases:
- name: customers
  strategy: auth0
  enabled_clients: [Portal]
  options:
    passwordPolicy: good
    password_complexity_options: { min_length: 12 }

organizations:
  - name: acme
    connections:
      - name: customers

# Actions, and below in which order they run
actions:
- name: ask-terms
  code: ./code/ask.js
  runtime: node22
  dependencies: []
  secrets: []
  supported_triggers:
  - id: post-login
    version: v3
  deployed: true
- name: enrich
  code: ./code/enrich.js
  runtime: node22
  dependencies: []
  secrets:
  - name: ENRICH_KEY
    value: "@@ENRICH_KEY@@"
  supported_triggers:
  - id: post-login
    version: v3
  deployed: true

triggers:
  post-login:
    # whoever has not agreed goes no further
    - action_name: ask-terms
      display_name: ask-terms
    - action_name: enrich
      display_name: enrich
`,
}

/** Without a single Action, written on Windows, at the top of the repository. */
const WITHOUT_ACTIONS: Repository = {
  'config.json': '{ "AUTH0_DOMAIN": "shop.us.auth0.com" }\n',
  'tenant.yml': [
    'clients:',
    '  - name: Shop',
    '    app_type: spa',
    '    callbacks: ["https://shop.example.com/"]',
    '    oidc_conformant: true',
    '    grant_types: [authorization_code]',
    '    jwt_configuration: { alg: RS256 }',
    'triggers: {}',
    'databases:',
    '  - name: shoppers',
    '    strategy: auth0',
    '    enabled_clients: [Shop]',
    '    options: { passwordPolicy: good, password_complexity_options: { min_length: 12 } }',
    '',
  ].join('\r\n'),
}

export const YAML_REPOSITORIES = {
  'by hand': BY_HAND,
  'without Actions': WITHOUT_ACTIONS,
} as const
