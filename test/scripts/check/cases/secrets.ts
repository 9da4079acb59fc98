import { deriveKeys } from '../../../../actions/keyring.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../../../scripts/project/development-key.ts'
import {
  type Case,
  GUARDS,
  IDLE,
  json,
  LOCAL,
  PRODUCTION,
  PRODUCTION_KEY,
  withAction,
  withProduction,
} from '../a-case.ts'
import { swap, withKeys } from '../a-project.ts'

const OTHER_KEY = 'another-key-that-belongs-to-nobody-in-these-tests'
const GUARD = 'tenant/actions/org-guard-post-login.json'
const OIDC = 'tenant/connections/acme-oidc.json'
const OTHER = 'tenant/actions/other.json'
const CODE = 'tenant/actions/other/code.js'
const MARKED = '"@@ACME_OIDC_CLIENT_SECRET@@"'

const secrets = [{ name: 'API_KEY', value: '@@OG_DOMAIN@@' }]
const readsKey = 'exports.onExecutePostLogin = async (event) => { event.secrets.API_KEY }\n'

/** Keywords and secrets. */
export const SECRET_CASES: readonly Case[] = [
  {
    what: 'a keyword that has no value',
    changes: { 'tenant/tenant.json': swap('"Example"', '"##COMPANY##"') },
    found: [['keyword_unknown', 'tenant/tenant.json', 'COMPANY']],
  },
  {
    what: 'a keyword in code that has no value',
    changes: withAction(`${IDLE}// @@COMPANY@@\n`),
    found: [['keyword_unknown', CODE, 'COMPANY']],
  },
  {
    what: 'a keyword and a secret that nothing uses',
    changes: {
      [LOCAL]: (text) =>
        json({
          ...JSON.parse(text),
          keywords: { COMPANY: 'Example' },
          secrets: [...JSON.parse(text).secrets, 'SPARE_SECRET'],
        }),
    },
    found: [
      ['secret_unused', LOCAL, '"SPARE_SECRET"'],
      ['keyword_unused', LOCAL, '"COMPANY"'],
    ],
  },
  {
    what: 'a keyword that is used',
    changes: {
      [LOCAL]: withKeys({ keywords: { COMPANY: 'Example' } }),
      'tenant/tenant.json': swap('"Example"', '"@@COMPANY@@"'),
    },
    found: [],
  },
  {
    what: 'a secret put in with ##',
    changes: { [OIDC]: swap(MARKED, '"##ACME_OIDC_CLIENT_SECRET##"') },
    found: [['secret_spliced', OIDC, '##ACME_OIDC_CLIENT_SECRET##']],
  },
  {
    what: 'a secret without quotes',
    changes: { [OIDC]: swap(MARKED, '@@ACME_OIDC_CLIENT_SECRET@@') },
    found: [['secret_spliced', OIDC, '@@ACME_OIDC_CLIENT_SECRET@@']],
  },
  {
    what: 'a secret inside a longer text',
    changes: { [OIDC]: swap(MARKED, '"prefix @@ACME_OIDC_CLIENT_SECRET@@"') },
    found: [['secret_spliced', OIDC, 'prefix']],
  },
  {
    what: 'a secret in code',
    changes: withAction(`${IDLE}const key = @@OG_DOMAIN@@\n`),
    found: [['secret_spliced', CODE, 'OG_DOMAIN']],
  },
  {
    what: 'the secret of a connection in git',
    changes: {
      [OIDC]: swap(MARKED, '"hunter2-hunter2"'),
      [LOCAL]: withoutSecret('ACME_OIDC_CLIENT_SECRET'),
    },
    found: [['secret_in_git', OIDC, '"client_secret"']],
  },
  {
    what: 'the secret of a connection among the keywords',
    changes: {
      [LOCAL]: (text) =>
        json({
          ...JSON.parse(withoutSecret('ACME_OIDC_CLIENT_SECRET')(text)),
          keywords: { ACME_OIDC_CLIENT_SECRET: 'hunter2-hunter2' },
        }),
    },
    found: [['secret_in_git', OIDC, '"client_secret"']],
  },
  {
    what: 'the key of an Action in git',
    changes: withAction(readsKey, { secrets: [{ name: 'API_KEY', value: 'hunter2-hunter2' }] }),
    found: [['secret_in_git', OTHER, '"value"']],
  },
  {
    what: 'a secret of an Action that is none',
    changes: withAction('exports.onExecutePostLogin = async (e) => { e.secrets.REGION }\n', {
      secrets: [{ name: 'REGION', value: 'eu' }],
    }),
    found: [],
  },
  {
    what: 'a secret as an export writes it',
    changes: withAction(readsKey, { secrets: [{ name: 'API_KEY' }] }),
    found: [
      [
        'action_secret_without_value',
        OTHER,
        '{\n      "name": "API_KEY"'.split('\n')[1]?.trim() ?? '',
      ],
    ],
  },
  {
    what: 'code that reads a secret nobody gives it',
    changes: withAction(readsKey),
    found: [['action_secret_missing', OTHER, '"secrets"']],
  },
  {
    what: 'a comment about a secret',
    changes: withAction(`${IDLE}// event.secrets.API_KEY\n`),
    found: [],
  },
  {
    what: 'a guard without its key',
    changes: { [GUARD]: withKeys({ secrets: [] }) },
    found: [['action_secret_missing', GUARD, '"secrets"']],
  },
  {
    what: 'a rotation whose second key the guards are not given',
    changes: { [LOCAL]: withKeys({ keys: { alsoVerifying: '0a1b2c3d' } }) },
    found: GUARDS.map((file) => ['action_secret_missing', file, '"secrets"']),
  },
  {
    what: 'a secret that the code does not read',
    changes: withAction(IDLE, { secrets }),
    found: [['action_secret_unused', OTHER, '"name": "API_KEY"']],
  },
  {
    what: 'the right key',
    changes: withProduction(),
    environments: ['production'],
    secrets: { OG_SIGNING_KEY: PRODUCTION_KEY },
    found: [],
  },
  {
    what: 'somebody else’s key',
    changes: withProduction(),
    environments: ['production'],
    secrets: { OG_SIGNING_KEY: OTHER_KEY },
    found: [['key_mismatch', PRODUCTION, '"signing"']],
  },
  {
    what: 'the key of one of several environments',
    changes: withProduction(),
    environments: ['local', 'production'],
    secrets: { OG_SIGNING_KEY: PRODUCTION_KEY },
    found: [],
  },
  {
    what: 'a short key',
    changes: withProduction(),
    environments: ['production'],
    secrets: { OG_SIGNING_KEY: 'short' },
    found: [['key_too_short', PRODUCTION, '"signing"']],
  },
  {
    what: 'the development key elsewhere',
    changes: withProduction({
      keys: { signing: deriveKeys(DEVELOPMENT_SIGNING_KEY).id, alsoVerifying: null },
    }),
    environments: ['production'],
    found: [['development_key', PRODUCTION, '"keys"']],
  },
  {
    what: 'secrets that a deploy would demand',
    changes: withProduction(),
    environments: ['production'],
    demandSecrets: true,
    secrets: {
      ACME_OIDC_CLIENT_SECRET: 'x',
      GOOGLE_CLIENT_SECRET: 'x',
      OG_CLIENT_ID: 'x',
      OG_CLIENT_SECRET: 'x',
      OG_SIGNING_KEY: PRODUCTION_KEY,
    },
    found: [['secret_missing', PRODUCTION, '"secrets"']],
  },
  {
    what: 'the local environment, whose secrets are made for each run',
    changes: {},
    demandSecrets: true,
    found: [],
  },
]

function withoutSecret(name: string): (text: string) => string {
  return (text) => {
    const environment = JSON.parse(text)
    const rest = environment.secrets.filter((one: string) => one !== name)
    return json({ ...environment, secrets: rest })
  }
}
